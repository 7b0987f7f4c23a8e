using Microsoft.Extensions.Options;
using VoiceSmith.Publishing;
using VoiceSmith.Streaming;
using VoiceSmith.Streaming.Voices;

namespace VoiceSmith.Hub;

/// <summary>Registers voices and engine.</summary>
internal static class SpeechServices
{
    /// <param name="services">The services.</param>
    /// <param name="voices">Voices to speak with instead of those that the configuration names.</param>
    public static void AddSpeech(this IServiceCollection services, VoiceRegistry? voices)
    {
        services.AddOptions<StreamingOptions>().BindConfiguration(StreamingOptions.Section);
        services.AddSingleton<IValidateOptions<StreamingOptions>, StreamingOptionsValidator>();
        services.AddOptions<VoiceOptions>().BindConfiguration(VoiceOptions.Section);
        services.AddSingleton<IValidateOptions<VoiceOptions>, VoiceOptionsValidator>();
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(provider =>
            provider.GetRequiredService<IOptions<StreamingOptions>>().Value.FindDevices()
        );
        services.AddPublishing(voices);
        services.AddSingleton<IConfiguredVoices>(provider => provider.GetRequiredService<VoiceOrigins>());
        services.AddSingleton(provider => new VoiceGate(
            provider.GetRequiredService<IOptions<VoiceOptions>>().Value.Gate,
            provider.GetRequiredService<TimeProvider>()
        ));
        services.AddSingleton(provider => new SpeechEngine(
            provider.GetRequiredService<VoiceRegistry>(),
            provider.GetRequiredService<IOptions<StreamingOptions>>().Value,
            provider.GetRequiredService<TimeProvider>()
        ));
    }
}
