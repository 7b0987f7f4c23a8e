using System.ComponentModel.DataAnnotations;
using VoiceSmith.Training.Checkpoints;

namespace VoiceSmith.Training.FineTuning;

/// <summary>Settings of a fine-tuning. Plain data that serialises as JSON.</summary>
public sealed record FineTuningPlan
{
    /// <summary>The model to start from, see <see cref="StoredAcoustic.Load"/>; null for the built-in voice.</summary>
    public string? From { get; init; }

    /// <summary>Folder of the speaker's prepared recordings.</summary>
    public required string Data { get; init; }

    /// <summary>Name of the speaker, new or one of the voice's.</summary>
    public required string Speaker { get; init; }

    /// <summary>
    /// Prepared recordings that the voice was trained on, mixed in against forgetting; null for none.
    /// </summary>
    public string? Original { get; init; }

    /// <summary>Share of batches from <see cref="Original"/>.</summary>
    [Range(0, 0.99)]
    public double OriginalShare { get; init; } = 0.2;

    /// <summary>
    /// A vocoder's checkpoint or run, or a .voice, for validation sound; null for that of <see cref="From"/> or of the
    /// built-in voice.
    /// </summary>
    public string? Vocoder { get; init; }

    /// <summary>Steps that adapt the aligner first.</summary>
    [Range(0, 1_000_000_000)]
    public int AlignerSteps { get; init; } = 30;

    /// <summary>Steps after that which train the speaker's embedding alone.</summary>
    [Range(0, 1_000_000_000)]
    public int SpeakerSteps { get; init; } = 50;

    /// <summary>Rank of adapters that are trained in place of all weights; 0 for all weights.</summary>
    [Range(0, 1024)]
    public int AdapterRank { get; init; }

    /// <summary>Recordings per step.</summary>
    [Range(1, 4096)]
    public int BatchSize { get; init; } = 8;

    /// <summary>Peak learning rate of all but the embedding.</summary>
    [Range(0.0, 1.0, MinimumIsExclusive = true)]
    public double LearningRate { get; init; } = 2e-4;

    /// <summary>Source of the vocoder; null for the built-in voice's.</summary>
    public string? VocoderPath => Vocoder ?? (From is not null && File.Exists(From) ? From : null);
}
