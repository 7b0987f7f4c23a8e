using System.ComponentModel.DataAnnotations;
using VoiceSmith.Training.Adversarial;

namespace VoiceSmith.Training.Joint;

/// <summary>Schedule and weights of joint training.</summary>
public sealed record JointTrainingOptions
{
    /// <summary>Peak learning rate of both networks.</summary>
    [Range(0.0, 1.0, MinimumIsExclusive = true)]
    public double LearningRate { get; init; } = 2e-4;

    /// <summary>Learning rate at the last step.</summary>
    [Range(0.0, 1.0)]
    public double FinalLearningRate { get; init; } = 1e-5;

    /// <summary>Steps over which the learning rate rises.</summary>
    [Range(0, 1_000_000_000)]
    public int WarmUpSteps { get; init; } = 100;

    /// <summary>The last step.</summary>
    public long MaxSteps { get; init; } = 20_000;

    /// <summary>
    /// Frames of each recording that are rendered to sound; more than the four that are cut from its edges.
    /// </summary>
    [Range(5, 10_000)]
    public int SegmentFrames { get; init; } = 48;

    /// <summary>Share of segments with the recording's own mel, so that the vocoder stays true to it.</summary>
    [Range(0.0, 1.0)]
    public double RecordedMelShare { get; init; } = 0.25;

    /// <summary>Weight of the acoustic model's own loss.</summary>
    [Range(0, 1e6)]
    public double AcousticWeight { get; init; } = 2;

    /// <summary>Weight of the vocoder's own loss.</summary>
    [Range(0, 1e6)]
    public double SoundWeight { get; init; } = 6;

    /// <summary>Discriminators of the sound.</summary>
    public AdversarialOptions Adversarial { get; init; } = new() { ScoreWeight = 1.5, FeatureWeight = 0.3 };

    /// <summary>Version of the voice that training starts from.</summary>
    public string Parent { get; init; } = "";
}
