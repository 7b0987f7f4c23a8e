using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using VoiceSmith.Audio;
using VoiceSmith.Contracts;
using VoiceSmith.Models.Acoustic;
using VoiceSmith.Models.Vocoder;
using VoiceSmith.Text.Phonemizers;

namespace VoiceSmith.Models;

/// <summary>
/// Description of a voice: how to build its networks, and the origin of its weights. Member names are file format.
/// </summary>
public sealed record VoiceManifest
{
    /// <summary>Current version of the file format; readers refuse others.</summary>
    public const int CurrentFormat = 1;

    /// <summary>Version of the file format.</summary>
    public int FormatVersion { get; init; } = CurrentFormat;

    /// <summary>The voice's display name.</summary>
    public required string Name { get; init; }

    /// <summary>BCP 47 tag of its language.</summary>
    public string Language { get; init; } = "en-US";

    /// <summary>Row of the acoustic model's language table.</summary>
    public int LanguageRow { get; init; }

    /// <summary>The phonemizer: <see cref="EnglishPhonemizer"/>, or an espeak-ng voice as "espeak-ng:en-us".</summary>
    public string Phonemizer { get; init; } = EnglishPhonemizer;

    /// <summary>The voice's own pronunciations, in the format of a user's lexicon; empty for none.</summary>
    public string Lexicon { get; init; } = "";

    /// <summary>The built-in phonemizer.</summary>
    public const string EnglishPhonemizer = "english";

    /// <summary>Prefix of the names of espeak-ng voices.</summary>
    public const string EspeakPhonemizer = "espeak-ng:";

    /// <summary>Phoneme symbols in order of id.</summary>
    public required IReadOnlyList<string> Symbols { get; init; }

    /// <summary>Speaker names in order of row.</summary>
    public required IReadOnlyList<string> Speakers { get; init; }

    /// <summary>Mel frames between the acoustic model and the vocoder.</summary>
    public required MelConfig Mel { get; init; }

    /// <summary>Sizes of the acoustic model.</summary>
    public required AcousticConfig Acoustic { get; init; }

    /// <summary>Kind and sizes of the vocoder.</summary>
    public required VocoderConfig Vocoder { get; init; }

    /// <summary>ln F0 of the training data: unit of the model's pitch.</summary>
    public required FeatureStatistics LogF0 { get; init; }

    /// <summary>The same for each speaker, in order of row; empty if <see cref="LogF0"/> applies to all.</summary>
    public IReadOnlyList<FeatureStatistics> SpeakerLogF0 { get; init; } = [];

    /// <summary>ln energy of the training data: unit of the model's energy.</summary>
    public required FeatureStatistics Energy { get; init; }

    /// <summary>
    /// Factor on the deviation of predicted pitch from the speaker's mean, for models whose pitch is in deviations of
    /// ln F0.
    /// </summary>
    /// <remarks>Networks predict a flatter pitch than people have.</remarks>
    public double PitchRange { get; init; } = 1;

    /// <summary>Sharpening of predicted mels; null for none. The stored weights are unsharpened.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public MelSharpening? Sharpening { get; init; }

    /// <summary>Origin of the weights.</summary>
    [Flattened(
        nameof(Provenance.AcousticStep),
        nameof(Provenance.VocoderStep),
        nameof(Provenance.DataHash),
        nameof(Provenance.Licence)
    )]
    public required Provenance Provenance { get; init; } = new();

    /// <summary>SHA-256 of the files of weights, by file name.</summary>
    public required IReadOnlyDictionary<string, string> Hashes { get; init; }

    /// <summary>A hash over weights and every setting that affects the samples.</summary>
    [JsonIgnore]
    public string Version =>
        string.Concat(
            Hashes
                .Where(file => file.Key != Voice.TrainingFile)
                .OrderBy(file => file.Key, StringComparer.Ordinal)
                .Select(file => file.Value[..8])
        )
        + (
            SoundSettings is { Length: > 0 } text
                ? Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..8]
                : ""
        );

    /// <summary>
    /// Settings besides the weights that affect the samples. Defaults add nothing, so that new settings do not change
    /// the versions of existing voices.
    /// </summary>
    private string SoundSettings =>
        Lexicon
        + (PitchRange == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $"\0pitch range {PitchRange}"))
        + (
            Vocoder is SourceFilterConfig { VoicedNoise: var noise } && noise != new SourceFilterConfig().VoicedNoise
                ? string.Create(CultureInfo.InvariantCulture, $"\0voiced noise {noise}")
                : ""
        )
        + (
            Acoustic.SynthesisNoise == 0
                ? ""
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"\0mel noise {Acoustic.SynthesisNoise} {Acoustic.NoiseReach}"
                )
        )
        + (Sharpening is null ? "" : "\0sharpening " + JsonSerializer.Serialize(Sharpening));

    /// <summary>Unit of the model's pitch for a speaker.</summary>
    public FeatureStatistics LogF0Of(int speaker) => speaker < SpeakerLogF0.Count ? SpeakerLogF0[speaker] : LogF0;

    /// <summary>Samples per second.</summary>
    [JsonIgnore]
    public int SampleRate => Mel.SampleRate;

    /// <summary>Samples per mel frame.</summary>
    [JsonIgnore]
    public int HopLength => Mel.HopLength;

    /// <summary>Row of a speaker.</summary>
    /// <param name="name">Speaker's name; null for the first.</param>
    /// <exception cref="VoiceSmithException">VS4001: the voice has no such speaker.</exception>
    public int SpeakerRow(string? name)
    {
        var row = name is null ? 0 : Speakers.ToList().IndexOf(name);
        return row >= 0
            ? row
            : throw new VoiceSmithException(
                "VS4001",
                $"The voice '{Name}' has no speaker '{name}'.",
                $"Its speakers are {string.Join(", ", Speakers)}.",
                "Name one of them, or none for the first."
            );
    }
}
