using System.ComponentModel.DataAnnotations;
using VoiceSmith.Training.Adversarial;

namespace VoiceSmith.Training.Acoustic;

/// <summary>Schedule of the training of an acoustic model.</summary>
public sealed record AcousticTrainingOptions
{
    /// <summary>Steps that train the aligner alone; then its durations are fixed.</summary>
    [Range(0, 1_000_000_000)]
    public int AlignerSteps { get; init; } = 1500;

    /// <summary>Step from which the aligner's loss has the binarization term.</summary>
    [Range(0, 1_000_000_000)]
    public int BinarizationFrom { get; init; } = 800;

    /// <summary>Learning rate of the aligner.</summary>
    [Range(0.0, 1.0, MinimumIsExclusive = true)]
    public double AlignerLearningRate { get; init; } = 1e-3;

    /// <summary>Peak learning rate of the model.</summary>
    [Range(0.0, 1.0, MinimumIsExclusive = true)]
    public double LearningRate { get; init; } = 8e-4;

    /// <summary>Learning rate at the last step.</summary>
    [Range(0.0, 1.0)]
    public double FinalLearningRate { get; init; } = 1e-5;

    /// <summary>Steps over which the model's learning rate rises.</summary>
    [Range(0, 1_000_000_000)]
    public int WarmUpSteps { get; init; } = 400;

    /// <summary>The last step, the aligner's included.</summary>
    public long MaxSteps { get; init; } = 60_000;

    /// <summary>Schedule of fine-tuning to a speaker; null to train all parameters.</summary>
    public FineTuningSchedule? FineTuning { get; init; }

    /// <summary>Discriminators of the mel, for a decoder with a noise input; null to train without.</summary>
    public AdversarialOptions? Adversarial { get; init; }

    /// <summary>Version of the voice or checkpoint that training starts from; empty for fresh weights.</summary>
    public string Parent { get; init; } = "";
}
