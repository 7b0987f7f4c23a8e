using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using VoiceSmith.Hub.Voices;
using VoiceSmith.Streaming;
using VoiceSmith.Streaming.Voices;

namespace VoiceSmith.Hub.Tests.Voices;

/// <summary>What a server has for publishing, without the server: can be started again over the same folder.</summary>
internal sealed class PublishingServer : IDisposable
{
    /// <summary>A gate that lets untrained voices through, as long as they speak.</summary>
    public static GateOptions Lenient { get; } = new()
    {
        Sentences = ["Yes, they are."], Loudness = new(-1000, 1000), WordsPerSecond = new(0, 1000), Voiced = new(0, 1), Agreement = -2, RealTimeFactor = 1000,
    };

    private PublishingServer(string folder, VoiceOptions options)
    {
        Folder = folder;
        Origins = new(Options.Create(options), SpeechDevices.Cpu, NullLogger<VoiceRegistry>.Instance);
        Voices = Origins.LoadAll();
        Publisher = new(Voices, Origins, Options.Create(options), SpeechDevices.Cpu, TimeProvider.System, NullLogger<VoicePublisher>.Instance);
        Publisher.Restore();
    }

    public string Folder { get; }

    public VoiceOrigins Origins { get; }

    public VoiceRegistry Voices { get; }

    public VoicePublisher Publisher { get; }

    /// <param name="folder">Where everything lies; a tiny voice from seed 1 is written there as what the configuration names.</param>
    /// <param name="gate">Lenient without it.</param>
    /// <param name="keep">Versions to keep.</param>
    public static PublishingServer Start(string folder, GateOptions? gate = null, int keep = 10)
    {
        var path = Write(folder, 1);
        return new(folder, new() { BuiltIn = false, Paths = [path], Folder = Path.Combine(folder, "voices"), KeepVersions = keep, Gate = gate ?? Lenient });
    }

    /// <summary>With the built-in voice, and the gate that it must pass, but for one sentence and its speed.</summary>
    public static PublishingServer StartBuiltIn(string folder) => new(folder, new()
    {
        Folder = Path.Combine(folder, "voices"), Gate = new() { Sentences = [new GateOptions().Sentences[0]], RealTimeFactor = 1000 },
    });

    /// <summary>A tiny voice's file.</summary>
    public static string Write(string folder, long seed, string name = "tiny")
    {
        var path = Path.Combine(folder, $"{name}-{seed}.voice");
        TinyVoice.Write(path, seed, name);
        return path;
    }

    public void Dispose()
    {
        Publisher.Dispose();
        Voices.Dispose();
    }
}
