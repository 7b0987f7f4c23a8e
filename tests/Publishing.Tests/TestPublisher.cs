using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using VoiceSmith.Streaming;
using VoiceSmith.Streaming.Voices;

namespace VoiceSmith.Publishing.Tests;

/// <summary>
/// Catalogue and publisher over a folder, without a server; can be started again over the same folder.
/// </summary>
internal sealed class TestPublisher : IDisposable
{
    /// <summary>A gate that lets untrained voices through, as long as they speak.</summary>
    public static GateOptions Lenient { get; } =
        new()
        {
            Sentences = ["Yes, they are."],
            Loudness = new(-1000, 1000),
            WordsPerSecond = new(0, 1000),
            Voiced = new(0, 1),
            Agreement = -2,
            RealTimeFactor = 1000,
        };

    private TestPublisher(string folder, VoiceOptions voiceOptions)
    {
        var options = Options.Create(voiceOptions);
        Folder = folder;
        Origins = new(options, SpeechDevices.Cpu, NullLogger<VoiceRegistry>.Instance);
        Voices = Origins.LoadAll();
        Catalogue = new(options, Voices, Origins, NullLogger<VoiceCatalogue>.Instance);
        Loader = new(Catalogue, Origins, options, SpeechDevices.Cpu, TimeProvider.System);
        Publisher = new(Voices, Catalogue, Loader, TimeProvider.System, NullLogger<VoicePublisher>.Instance);
        Publisher.Restore();
    }

    public string Folder { get; }

    public VoiceOrigins Origins { get; }

    public VoiceRegistry Voices { get; }

    public VoiceCatalogue Catalogue { get; }

    public VersionLoader Loader { get; }

    public VoicePublisher Publisher { get; }

    /// <param name="folder">
    /// The folder; a tiny voice from seed 1 is written there as the one that the configuration names.
    /// </param>
    /// <param name="gate">Lenient without it.</param>
    /// <param name="keep">Versions to keep.</param>
    public static TestPublisher Start(string folder, GateOptions? gate = null, int keep = 10)
    {
        var path = Write(folder, 1);
        return new(
            folder,
            new()
            {
                BuiltIn = false,
                Paths = [path],
                Folder = Path.Combine(folder, "voices"),
                KeepVersions = keep,
                Gate = gate ?? Lenient,
            }
        );
    }

    /// <summary>With the built-in voice, and the gate that it must pass, but for one sentence and its speed.</summary>
    public static TestPublisher StartBuiltIn(string folder) =>
        new(
            folder,
            new()
            {
                Folder = Path.Combine(folder, "voices"),
                Gate = new() { Sentences = [new GateOptions().Sentences[0]], RealTimeFactor = 1000 },
            }
        );

    /// <summary>A tiny voice's file.</summary>
    public static string Write(string folder, long seed, string name = "tiny")
    {
        var path = Path.Combine(folder, $"{name}-{seed}.voice");
        TinyVoice.Write(path, seed, name);
        return path;
    }

    public void Dispose()
    {
        Loader.Dispose();
        Catalogue.Dispose();
        Voices.Dispose();
    }
}
