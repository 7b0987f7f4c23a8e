using Microsoft.Extensions.Options;
using VoiceSmith.Cluster;
using VoiceSmith.Hub.Voices;
using VoiceSmith.Streaming;
using VoiceSmith.Streaming.Voices;

namespace VoiceSmith.Hub;

/// <summary>Registers voices and engine, for every process that speaks.</summary>
internal static class SpeechServices
{
    /// <param name="services">Where.</param>
    /// <param name="voices">Voices to speak with instead of those that the configuration names.</param>
    /// <param name="cluster">Part that this process takes in a cluster; null for none.</param>
    public static void AddSpeech(this IServiceCollection services, VoiceRegistry? voices, ClusterOptions? cluster = null)
    {
        services.AddOptions<StreamingOptions>().BindConfiguration(StreamingOptions.Section);
        services.AddSingleton<IValidateOptions<StreamingOptions>, StreamingOptionsValidator>();
        services.AddOptions<VoiceOptions>().BindConfiguration(VoiceOptions.Section);
        services.AddSingleton<IValidateOptions<VoiceOptions>, VoiceOptionsValidator>();
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<StreamingOptions>>().Value.FindDevices());
        services.AddSingleton<VoiceOrigins>();
        services.AddSingleton(provider => voices ?? provider.GetRequiredService<VoiceOrigins>().LoadAll());
        services.AddSingleton<IConfiguredVoices>(provider => provider.GetRequiredService<VoiceOrigins>());
        services.AddSingleton(provider => new VoiceGate(provider.GetRequiredService<IOptions<VoiceOptions>>().Value.Gate, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<VoicePublisher>();
        if (cluster is not { IsMember: true }) // a cluster has a publisher of its own
            services.AddSingleton<IVoicePublisher>(provider => provider.GetRequiredService<VoicePublisher>());
        services.AddSingleton(provider => new SpeechEngine(
            provider.GetRequiredService<VoiceRegistry>(), provider.GetRequiredService<IOptions<StreamingOptions>>().Value,
            provider.GetRequiredService<TimeProvider>()));
    }
}
