using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using VoiceSmith.Client;
using VoiceSmith.Models;
using VoiceSmith.Streaming;
using VoiceSmith.Streaming.Voices;

namespace VoiceSmith.AI;

/// <summary>Registers VoiceSmith in a program's services.</summary>
public static class VoiceSmithServices
{
    /// <summary>
    /// Adds an engine with the built-in voices, loaded when it is first asked for, and an
    /// <see cref="ITextToSpeechClient"/> of it.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="voices">Paths of .voice files or folders to speak with instead, the default first.</param>
    /// <param name="options">The engine's options; null for its defaults.</param>
    public static IServiceCollection AddVoiceSmith(
        this IServiceCollection services,
        IReadOnlyList<string>? voices = null,
        StreamingOptions? options = null
    )
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(_ => Load(voices ?? []));
        services.TryAddSingleton<ISpeechEngine>(provider => new SpeechEngine(
            provider.GetRequiredService<VoiceRegistry>(),
            options ?? new(),
            provider.GetRequiredService<TimeProvider>()
        ));
        services.TryAddSingleton<ITextToSpeechClient>(provider => new VoiceSmithTextToSpeechClient(
            provider.GetRequiredService<ISpeechEngine>()
        ));
        return services;
    }

    /// <summary>
    /// Adds a client of a running server, which connects when it is first used, and an
    /// <see cref="ITextToSpeechClient"/> of it.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="server">The server's address, such as http://localhost:5080.</param>
    /// <param name="options">API key, reconnecting; null for the defaults.</param>
    public static IServiceCollection AddVoiceSmith(
        this IServiceCollection services,
        Uri server,
        VoiceSmithClientOptions? options = null
    )
    {
        services.TryAddSingleton(_ => new VoiceSmithClient(server, options));
        services.TryAddSingleton<ITextToSpeechClient>(provider => new VoiceSmithTextToSpeechClient(
            provider.GetRequiredService<VoiceSmithClient>()
        ));
        return services;
    }

    private static VoiceRegistry Load(IReadOnlyList<string> paths)
    {
        var registry = new VoiceRegistry();
        if (paths.Count == 0)
            foreach (var name in Voice.EmbeddedNames)
                registry.Publish(new ModelVoice(Voice.LoadEmbedded(name)));
        foreach (var path in paths)
            registry.Publish(new ModelVoice(Voice.Load(path)));
        return registry;
    }
}
