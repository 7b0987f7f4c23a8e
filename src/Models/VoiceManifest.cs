using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using VoiceSmith.Audio;
using VoiceSmith.Models.Acoustic;
using VoiceSmith.Models.Vocoder;

namespace VoiceSmith.Models;

/// <summary>What a voice says of itself: how to build its networks, and where it comes from. Member names are file format.</summary>
public sealed record VoiceManifest
{
    /// <summary>Layout of a voice; readers refuse others.</summary>
    public const int CurrentFormat = 1;

    /// <summary>Layout of this voice.</summary>
    public int FormatVersion { get; init; } = CurrentFormat;

    /// <summary>What listeners call it.</summary>
    public required string Name { get; init; }

    /// <summary>BCP 47 tag of its language.</summary>
    public string Language { get; init; } = "en-US";

    /// <summary>Row of the acoustic model's language table.</summary>
    public int LanguageRow { get; init; }

    /// <summary>What makes phonemes of words: <see cref="EnglishPhonemizer"/>, or an espeak-ng voice as "espeak-ng:en-us".</summary>
    public string Phonemizer { get; init; } = EnglishPhonemizer;

    /// <summary>Words that it says in a way of its own, in the format of a user's lexicon; empty for none.</summary>
    public string Lexicon { get; init; } = "";

    /// <summary>The pronunciation that is part of the program.</summary>
    public const string EnglishPhonemizer = "english";

    /// <summary>Begins the names of espeak-ng's voices.</summary>
    public const string EspeakPhonemizer = "espeak-ng:";

    /// <summary>Phoneme symbols in order of id.</summary>
    public required IReadOnlyList<string> Symbols { get; init; }

    /// <summary>Speaker names in order of row.</summary>
    public required IReadOnlyList<string> Speakers { get; init; }

    /// <summary>The mel frames between its two networks.</summary>
    public required MelConfig Mel { get; init; }

    /// <summary>Sizes of the acoustic model.</summary>
    public required AcousticConfig Acoustic { get; init; }

    /// <summary>Kind and sizes of the vocoder.</summary>
    public required VocoderConfig Vocoder { get; init; }

    /// <summary>ln F0 of the training data: what one unit of the model's pitch is.</summary>
    public required FeatureStatistics LogF0 { get; init; }

    /// <summary>The same for each speaker, in order of row; empty where it is one for all.</summary>
    public IReadOnlyList<FeatureStatistics> SpeakerLogF0 { get; init; } = [];

    /// <summary>ln energy of the training data: what one unit of the model's energy is.</summary>
    public required FeatureStatistics Energy { get; init; }

    /// <summary>Factor on how far predicted pitch departs from the speaker's mean: a network that was taught by averages speaks more evenly than people do. For models whose pitch is in deviations of ln F0.</summary>
    public double PitchRange { get; init; } = 1;

    /// <summary>How predicted mels are sharpened; null for not at all. The stored weights are those before sharpening.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public MelSharpening? Sharpening { get; init; }

    /// <summary>Steps the acoustic model was trained for.</summary>
    public required long AcousticStep { get; init; }

    /// <summary>Steps the vocoder was trained for.</summary>
    public required long VocoderStep { get; init; }

    /// <summary>SHA-256 of the training data.</summary>
    public required string DataHash { get; init; }

    /// <summary>Licence of the training data, and so of the voice.</summary>
    public required string Licence { get; init; }

    /// <summary>What was said of the right to use the recorded voice.</summary>
    public string Consent { get; init; } = "";

    /// <summary>Who said it; empty where nobody is named.</summary>
    public string ConsentBy { get; init; } = "";

    /// <summary>Version of the voice that this one was trained from; empty for none.</summary>
    public string Parent { get; init; } = "";

    /// <summary>Scores at packing.</summary>
    public IReadOnlyDictionary<string, double> Metrics { get; init; } = new Dictionary<string, double>();

    /// <summary>SHA-256 of the weights' files, by file name.</summary>
    public required IReadOnlyDictionary<string, string> Hashes { get; init; }

    /// <summary>Names these exact weights, and what else decides the sound where it is not as usual: changes whenever sound may change.</summary>
    [JsonIgnore]
    public string Version => string.Concat(Hashes.Where(file => file.Key != Voice.TrainingFile).OrderBy(file => file.Key, StringComparer.Ordinal).Select(file => file.Value[..8])) +
        (Peculiarities is { Length: > 0 } text ? Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..8] : "");

    /// <summary>What decides the sound besides weights; empty where all is as usual, so that a voice keeps its version when there is more to decide.</summary>
    private string Peculiarities => Lexicon
        + (PitchRange == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $"\0pitch range {PitchRange}"))
        + (Vocoder is SourceFilterConfig { VoicedNoise: var noise } && noise != new SourceFilterConfig().VoicedNoise ? string.Create(CultureInfo.InvariantCulture, $"\0voiced noise {noise}") : "")
        + (Sharpening is null ? "" : "\0sharpening " + JsonSerializer.Serialize(Sharpening));

    /// <summary>What one unit of the model's pitch is for a speaker.</summary>
    public FeatureStatistics LogF0Of(int speaker) => speaker < SpeakerLogF0.Count ? SpeakerLogF0[speaker] : LogF0;

    /// <summary>Steps its younger network was trained for: the acoustic model's.</summary>
    [JsonIgnore]
    public long TrainingStep => AcousticStep;

    /// <summary>Samples per second.</summary>
    [JsonIgnore]
    public int SampleRate => Mel.SampleRate;

    /// <summary>Samples per mel frame.</summary>
    [JsonIgnore]
    public int HopLength => Mel.HopLength;
}
