using System.ComponentModel.DataAnnotations;

namespace VoiceSmith.Training.Acoustic;

/// <summary>
/// Phases of fine-tuning after the aligner's: first the speaker's embedding alone, then the other parameters with it.
/// </summary>
/// <remarks>
/// The order of the reference's fine-tuning configuration, which unfreezes all but the embedding after a sixth of its
/// steps.
/// </remarks>
public sealed record FineTuningSchedule
{
    /// <summary>Steps after the aligner's that train the speaker's embedding alone.</summary>
    [Range(0, 1_000_000_000)]
    public int OnlySpeakerSteps { get; init; } = 50;

    /// <summary>Learning rate of the speaker's embedding.</summary>
    [Range(0.0, 1.0, MinimumIsExclusive = true)]
    public double SpeakerLearningRate { get; init; } = 5e-3;

    /// <summary>Weight decay.</summary>
    [Range(0.0, 1.0)]
    public double WeightDecay { get; init; } = 0.001;

    /// <summary>Rank of low-rank adapters that are trained in place of the weights; 0 for none.</summary>
    [Range(0, 1024)]
    public int AdapterRank { get; init; }
}
