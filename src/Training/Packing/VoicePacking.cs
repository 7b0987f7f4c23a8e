using VoiceSmith.Contracts;
using VoiceSmith.Models;
using VoiceSmith.Models.Acoustic;
using VoiceSmith.Models.Vocoder;
using VoiceSmith.Training.Data;

namespace VoiceSmith.Training.Packing;

/// <summary>Parts and settings of a voice to be packed.</summary>
public sealed record VoicePacking
{
    /// <summary>A checkpoint of an acoustic model, or a voice whose acoustic model and manifest are taken.</summary>
    public required string Acoustic { get; init; }

    /// <summary>
    /// A checkpoint or a voice whose acoustic model is averaged with that of <see cref="Acoustic"/>, weight by weight:
    /// one that was trained further from it, or from the same start. Null for none.
    /// </summary>
    public string? Average { get; init; }

    /// <summary>Its share in the average, 0 to 1.</summary>
    public double AverageWeight { get; init; } = 0.5;

    /// <summary>A checkpoint of a vocoder, or a voice whose vocoder is taken.</summary>
    public required string Vocoder { get; init; }

    /// <summary>The .voice file to write.</summary>
    public required string Path { get; init; }

    /// <summary>The voice's display name.</summary>
    public required string Name { get; init; }

    /// <summary>Training data of the acoustic model; null if its checkpoint describes it.</summary>
    public PreparedCorpusManifest? Data { get; init; }

    /// <summary>
    /// Licence, consent and scores that override those of the parts. Empty members, steps, data hash and parent are
    /// taken from the parts.
    /// </summary>
    public Provenance Provenance { get; init; } = new();

    /// <summary>The default speaker, moved to row 0; null keeps the order of training.</summary>
    public string? FirstSpeaker { get; init; }

    /// <summary>Leaves all speakers but the first out.</summary>
    public bool OnlyFirstSpeaker { get; init; }

    /// <summary>Adds the parts that only training needs, so that the voice can be fine-tuned.</summary>
    public bool WithTrainingParts { get; init; }

    /// <summary>See <see cref="SourceFilterConfig.VoicedNoise"/>; null keeps the vocoder's.</summary>
    public double? VoicedNoise { get; init; }

    /// <summary>
    /// See <see cref="AcousticConfig.SynthesisNoise"/>; null for the acoustic voice's, else none.
    /// </summary>
    public double? MelNoise { get; init; }

    /// <summary>See <see cref="VoiceManifest.PitchRange"/>; null for the acoustic voice's, else 1.</summary>
    public double? PitchRange { get; init; }

    /// <summary>
    /// The voice's own pronunciations, as <see cref="VoiceManifest.Lexicon"/>; null for the acoustic voice's.
    /// </summary>
    public string? Lexicon { get; init; }

    /// <summary>
    /// Recordings against which the smoothness of predicted mels is measured; required for sharpening. Described in the
    /// voice's terms afterwards.
    /// </summary>
    public PreparedCorpus? Recordings { get; init; }

    /// <summary>Sharpening across bands: 0 for none, 1 for the recordings' variation, more to overshoot.</summary>
    public double Sharpness { get; init; }

    /// <summary>The same over time.</summary>
    public double TemporalSharpness { get; init; }
}
