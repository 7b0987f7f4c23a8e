using static TorchSharp.torch;

namespace VoiceSmith.Training.Losses;

/// <summary>Binarization loss: pulls a soft alignment towards the hard one found in it, after a warm-up.</summary>
/// <remarks>Source: One TTS Alignment To Rule Them All (Badlani et al., 2021), equation 8.</remarks>
/// <param name="EnableStep">Optimizer step from which it counts, with a weight that grows from zero.</param>
/// <param name="WarmUpSteps">Steps until its weight is 1.</param>
/// <param name="WarmUp">False for a weight of 1 from the start.</param>
public sealed record BinarizationLoss(long EnableStep = 1260, long WarmUpSteps = 700, bool WarmUp = true)
{
    private const double Floor = 1e-12;

    /// <summary>Its weight after a number of optimizer steps, 0 to 1.</summary>
    public double Weight(long step) => WarmUp ? Math.Clamp((step - EnableStep) / (double)WarmUpSteps, 0, 1) : 1;

    /// <summary>The mean of −ln of the soft alignment in the cells of the hard one.</summary>
    /// <param name="hard">Zeros and ones, [batch, 1, mel frame, phoneme].</param>
    /// <param name="soft">Probabilities, in the same shape.</param>
    /// <returns>A scalar, in the caller's dispose scope.</returns>
    public static Tensor Compute(Tensor hard, Tensor soft)
    {
        using var scope = NewDisposeScope();
        return (-(soft.clamp_min(Floor).log() * hard).sum() / hard.sum()).MoveToOuterDisposeScope();
    }
}
