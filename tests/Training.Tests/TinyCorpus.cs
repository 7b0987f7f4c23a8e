using VoiceSmith.Audio;
using VoiceSmith.Testing;
using VoiceSmith.Text.Normalization;
using VoiceSmith.Text.Phonemes;
using VoiceSmith.Text.Phonemizers;
using VoiceSmith.Training.Data;

namespace VoiceSmith.Training.Tests;

/// <summary>A corpus of gliding tones with transcripts, made and prepared once for all tests of a class.</summary>
public sealed class TinyCorpus : IDisposable
{
    private static readonly string[] Sentences =
    [
        "Hello there.", "A small test.", "One more line.", "We go on.", "Good day to you.", "The last one.",
    ];

    public TinyCorpus()
    {
        Folder = Directory.CreateTempSubdirectory("voicesmith-corpus").FullName;
        Directory.CreateDirectory(Path.Combine(Folder, "wavs"));
        var lines = new List<string>();
        for (var i = 0; i < Sentences.Length; i++)
        {
            lines.Add($"clip{i}|{Sentences[i]}");
            WavFile.Write(Path.Combine(Folder, "wavs", $"clip{i}.wav"), Tone(1.2 + 0.2 * i, 120 + 15 * i));
        }
        lines.Add("absent|There is no sound for this.");
        lines.Add("silent|Nothing is heard here.");
        lines.Add("short|Too short.");
        WavFile.Write(Path.Combine(Folder, "wavs", "silent.wav"), new AudioClip(new float[22050 * 2], 22050));
        WavFile.Write(Path.Combine(Folder, "wavs", "short.wav"), Tone(0.2, 150));
        File.WriteAllLines(Path.Combine(Folder, "metadata.csv"), lines);
        Directory.CreateDirectory(Path.Combine(Folder, "splits"));
        File.WriteAllText(Path.Combine(Folder, "splits", "validation.txt"), "clip5\n");
        Manifest = Prepare(Prepared).Manifest;
    }

    public string Folder { get; }

    public string Prepared => Path.Combine(Folder, "prepared");

    public PreparedCorpusManifest Manifest { get; }

    /// <summary>Prepares the corpus as it is now.</summary>
    public PreparationResult Prepare(string output, PreparationOptions? options = null) =>
        PrepareFrom(Folder, output, options);

    public static PreparationResult PrepareFrom(string corpus, string output, PreparationOptions? options = null) =>
        new CorpusPreparer(
            (options ?? new()) with
            {
                Licence = "CC0 1.0",
            },
            new TextNormalizer(),
            new EnglishPhonemizer()
        ).Prepare([corpus], output, (_, _) => { }, CancellationToken.None);

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    /// <inheritdoc cref="Tones.Glide"/>
    public static AudioClip Tone(double seconds, double hz) => Tones.Glide(seconds, hz);
}
