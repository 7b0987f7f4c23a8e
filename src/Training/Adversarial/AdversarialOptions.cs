using System.ComponentModel.DataAnnotations;

namespace VoiceSmith.Training.Adversarial;

/// <summary>Weights and schedule of adversarial training.</summary>
public sealed record AdversarialOptions
{
    /// <summary>Weight of the discriminators' score in the generator's loss.</summary>
    [Range(0, 1e6)]
    public double ScoreWeight { get; init; } = 1;

    /// <summary>Weight of feature matching in the generator's loss.</summary>
    [Range(0, 1e6)]
    public double FeatureWeight { get; init; } = 1;

    /// <summary>
    /// Channels of the sound discriminators' first layers: 32 is narrow enough for CPUs, 64 as wide as UnivNet's.
    /// </summary>
    [Range(1, 1024)]
    public int Channels { get; init; } = 32;

    /// <summary>Step from which the discriminators are trained.</summary>
    public long From { get; init; }

    /// <summary>Steps after <see cref="From"/> in which only the discriminators are trained adversarially.</summary>
    [Range(0, 1_000_000_000)]
    public int HeadStart { get; init; } = 50;

    /// <summary>
    /// Steps after the head start over which their weight in the generator's loss rises to its full value.
    /// </summary>
    [Range(0, 1_000_000_000)]
    public int RampSteps { get; init; } = 150;

    /// <summary>Learning rate of the discriminators.</summary>
    [Range(0.0, 1.0, MinimumIsExclusive = true)]
    public double LearningRate { get; init; } = 3e-4;

    /// <summary>Share of their full weight in the generator's loss at a step, 0 to 1.</summary>
    public double RampAt(long step) => Math.Clamp((step - From - HeadStart) / (double)Math.Max(1, RampSteps), 0, 1);
}
