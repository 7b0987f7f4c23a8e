using Microsoft.Extensions.Options;
using VoiceSmith.Access;

namespace VoiceSmith.Hub.Access;

/// <summary>Registers what guards the doors.</summary>
internal static class AccessServices
{
    public static void AddAccess(this IServiceCollection services)
    {
        services.AddOptions<AccessOptions>().BindConfiguration(AccessOptions.Section);
        services.AddSingleton<IValidateOptions<AccessOptions>, AccessOptionsValidator>();
        services.AddSingleton<AccessGate>();
        services.AddCallers();
        services.AddScopes();
        services.AddOrigins();
    }
}
