namespace VoiceSmith.Training.FineTuning;

/// <summary>What moves when while a voice learns another speaker: the aligner for a while, then the speaker's embedding alone, then the rest with it.</summary>
/// <remarks>The order is that of the reference's fine-tuning configuration, which frees all but the embedding after a sixth of its steps.</remarks>
public sealed record FineTuningSchedule
{
    /// <summary>Steps after the aligner's in which only the speaker's embedding moves.</summary>
    public int OnlySpeakerSteps { get; init; } = 50;

    /// <summary>Learning rate of the speaker's embedding.</summary>
    public double SpeakerLearningRate { get; init; } = 5e-3;

    /// <summary>Decay of weights.</summary>
    public double WeightDecay { get; init; } = 0.001;

    /// <summary>Rank of adapters, which then move in place of the weights themselves; 0 for none.</summary>
    public int AdapterRank { get; init; }
}
