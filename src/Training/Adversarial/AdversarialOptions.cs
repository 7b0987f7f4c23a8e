namespace VoiceSmith.Training.Adversarial;

/// <summary>Weights and schedule of adversarial training.</summary>
public sealed record AdversarialOptions
{
    /// <summary>Weight of the discriminators' score in the generator's loss.</summary>
    public double ScoreWeight { get; init; } = 1;

    /// <summary>Weight of feature matching in the generator's loss.</summary>
    public double FeatureWeight { get; init; } = 1;

    /// <summary>Step from which the discriminators learn.</summary>
    public long From { get; init; }

    /// <summary>Steps after <see cref="From"/> in which the discriminators learn alone.</summary>
    public int HeadStart { get; init; } = 50;

    /// <summary>Steps after the head start over which their weight in the generator's loss rises to its full value.</summary>
    public int RampSteps { get; init; } = 150;

    /// <summary>The discriminators' learning rate.</summary>
    public double LearningRate { get; init; } = 3e-4;

    /// <summary>Share of their full weight in the generator's loss at a step, 0 to 1.</summary>
    public double RampAt(long step) => Math.Clamp((step - From - HeadStart) / (double)Math.Max(1, RampSteps), 0, 1);
}
