using Microsoft.Extensions.Options;

namespace VoiceSmith.Doors.Wyoming;

/// <summary>Registers the Wyoming door.</summary>
internal static class WyomingServices
{
    public static void AddWyoming(this IServiceCollection services)
    {
        services.AddOptions<WyomingOptions>().BindConfiguration(WyomingOptions.Section);
        services.AddSingleton<IValidateOptions<WyomingOptions>, WyomingOptionsValidator>();
        services.AddSingleton<WyomingServer>();
        services.AddHostedService(provider => provider.GetRequiredService<WyomingServer>());
    }
}
