using TorchSharp;
using VoiceSmith.Models;
using VoiceSmith.Models.Acoustic;
using VoiceSmith.Models.Checkpoints;
using VoiceSmith.Models.Vocoder;
using VoiceSmith.Text.Phonemes;
using static TorchSharp.torch;

namespace VoiceSmith.Testing;

/// <summary>
/// A seeded, untrained voice of the default form, small enough for tests. What it says is noise, but always the same.
/// </summary>
public static class TinyVoice
{
    /// <summary>Sizes of its acoustic model.</summary>
    public static AcousticConfig Acoustic { get; } =
        new()
        {
            Vocabulary = PhonemeInventory.English.Symbols.Count,
            SpeakerChannels = 4,
            Encoder = new()
            {
                Layers = 1,
                Heads = 2,
                Channels = 16,
                PositionRange = 8,
            },
            Decoder = new()
            {
                Layers = 2,
                Heads = 2,
                Channels = 16,
                Causal = true,
                BlockSteps = 8,
                EarlierBlocks = 2,
                PositionRange = 12,
            },
            Prosody = new()
            {
                Filters = [8, 8],
                Strides = [1, 2],
                GruChannels = 8,
                Tokens = 4,
                UtteranceChannels = 4,
                PhonemeChannels = 2,
            },
            Variance = new() { Channels = 16 },
            Aligner = new() { Channels = 8 },
        };

    /// <summary>Sizes of its vocoder.</summary>
    public static SourceFilterConfig Vocoder { get; } =
        new()
        {
            Channels = 24,
            HiddenChannels = 32,
            Blocks = 2,
            F0Channels = 8,
            VoicedNoise = 1,
        };

    /// <summary>The same with noise in the mel.</summary>
    public static AcousticConfig Noisy { get; } =
        Acoustic with
        {
            NoiseChannels = 4,
            NoiseReach = 3,
            SynthesisNoise = 0.5,
        };

    /// <summary>A new instance; the same seed gives the same weights.</summary>
    public static Voice Create(long seed = 1, string name = "tiny", AcousticConfig? config = null)
    {
        using var scope = NewDisposeScope();
        var acoustic = new AcousticModel(config ?? Acoustic, forTraining: false);
        var vocoder = new SourceFilterVocoder(Vocoder);
        Fill(acoustic, vocoder, seed);
        return new(Manifest(name, seed) with { Acoustic = acoustic.Config }, acoustic, vocoder);
    }

    /// <summary>Writes one as a .voice file.</summary>
    public static VoiceManifest Write(string path, long seed = 1, string name = "tiny")
    {
        using var voice = Create(seed, name);
        return Voice.Write(
            path,
            voice.Manifest,
            ModuleWeights.Of(voice.Acoustic),
            ModuleWeights.Of((nn.Module)voice.Vocoder)
        );
    }

    /// <summary>Writes one that can be fine-tuned: with the parts that only training needs.</summary>
    public static VoiceManifest WriteTunable(string path, long seed = 1, string name = "tiny")
    {
        using var scope = NewDisposeScope();
        using var acoustic = new AcousticModel(Acoustic);
        using var vocoder = new SourceFilterVocoder(Vocoder);
        Fill(acoustic, vocoder, seed);
        using var spoken = new AcousticModel(Acoustic, forTraining: false);
        var keys = spoken.state_dict().Keys.ToHashSet();
        var weights = ModuleWeights.Of(acoustic).ToArray();
        return Voice.Write(
            path,
            Manifest(name, seed),
            weights.Where(weight => keys.Contains(weight.Key)),
            ModuleWeights.Of(vocoder),
            weights.Where(weight => !keys.Contains(weight.Key))
        );
    }

    /// <summary>Phoneme ids that it can be given: a start, sounds, an end.</summary>
    public static int[] Phonemes(int count, int seed = 1)
    {
        var random = new Random(seed);
        var symbols = PhonemeInventory.English;
        return
        [
            symbols.IdOf(PhonemeInventory.SentenceStart),
            .. Enumerable.Range(0, count).Select(_ => random.Next(15, symbols.Symbols.Count)),
            symbols.IdOf(PhonemeInventory.SentenceEnd),
        ];
    }

    private static void Fill(AcousticModel acoustic, SourceFilterVocoder vocoder, long seed)
    {
        using var generator = new Generator((ulong)seed); // its own: other tests draw from the global one
        using (no_grad())
            foreach (var (key, value) in acoustic.named_parameters().Concat(vocoder.named_parameters()))
                if (value.dim() > 1)
                    value.copy_(randn(value.shape, generator: generator) / Math.Sqrt(value.numel() / value.shape[0]));
                else if (key.EndsWith("bias", StringComparison.Ordinal))
                    value.zero_();
        using (no_grad())
            foreach (var (key, value) in acoustic.named_parameters())
                if (key == "length_regulator.duration_predictor.linear_layer.bias")
                    value.fill_(Math.Log(7)); // about six frames a phoneme
                else if (key == "to_mel.bias")
                    value.fill_(-4); // within what mels of speech are
    }

    private static VoiceManifest Manifest(string name, long seed) =>
        new()
        {
            Name = name,
            Symbols = PhonemeInventory.English.Symbols,
            Speakers = ["nobody"],
            Mel = Vocoder.Mel,
            Acoustic = Acoustic,
            Vocoder = Vocoder,
            LogF0 = new(5, 0.2),
            Energy = new(1, 1),
            Provenance = new() { Licence = "CC0 1.0" },
            Hashes = new Dictionary<string, string> { ["seed"] = $"{seed:x16}" },
        };
}
