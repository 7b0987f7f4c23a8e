using Microsoft.Extensions.DependencyInjection;
using VoiceSmith.Streaming.Voices;

namespace VoiceSmith.Publishing;

/// <summary>Registers the publishing of voices.</summary>
public static class PublishingServices
{
    /// <summary>Registers voices, their catalogue, their publisher and the watched folder.</summary>
    /// <remarks>
    /// Needs <see cref="VoiceOptions"/>, <see cref="SpeechDevices"/> and a <see cref="TimeProvider"/>.
    /// </remarks>
    /// <param name="services">The services.</param>
    /// <param name="voices">Voices to speak with instead of those that the options name.</param>
    public static IServiceCollection AddPublishing(this IServiceCollection services, VoiceRegistry? voices = null) =>
        services
            .AddSingleton<VoiceOrigins>()
            .AddSingleton(provider => voices ?? provider.GetRequiredService<VoiceOrigins>().LoadAll())
            .AddSingleton<VoiceCatalogue>()
            .AddSingleton<VersionLoader>()
            .AddSingleton<VoicePublisher>()
            .AddSingleton<IVoicePublisher>(provider => provider.GetRequiredService<VoicePublisher>())
            .AddHostedService<VoiceFolderWatch>();
}
