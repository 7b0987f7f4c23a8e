using System.ComponentModel.DataAnnotations;
using VoiceSmith.Training.Adversarial;

namespace VoiceSmith.Training.Vocoder;

/// <summary>Schedule and losses of vocoder training.</summary>
public sealed record VocoderTrainingOptions
{
    /// <summary>Peak learning rate.</summary>
    [Range(0.0, 1.0, MinimumIsExclusive = true)]
    public double LearningRate { get; init; } = 5e-4;

    /// <summary>Learning rate at the last step.</summary>
    [Range(0.0, 1.0)]
    public double FinalLearningRate { get; init; } = 2e-5;

    /// <summary>Steps over which the learning rate rises.</summary>
    [Range(0, 1_000_000_000)]
    public int WarmUpSteps { get; init; } = 50;

    /// <summary>Steps over which it falls along a cosine.</summary>
    public long MaxSteps { get; init; } = 100_000;

    /// <summary>Share of batches that take F0 from the network's own head rather than from measurement.</summary>
    [Range(0.0, 1.0)]
    public double PredictedF0Share { get; init; } = 0.4;

    /// <summary>Step from which batches may take F0 from the head.</summary>
    [Range(0, 1_000_000_000)]
    public int PredictedF0From { get; init; } = 400;

    /// <summary>Discriminators of the sound; null to train without.</summary>
    public AdversarialOptions? Adversarial { get; init; }

    /// <summary>Version of the voice that training starts from; empty for fresh weights.</summary>
    public string Parent { get; init; } = "";
}
