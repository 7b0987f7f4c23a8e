using static TorchSharp.torch;

namespace VoiceSmith.Training.Losses;

/// <summary>Pulls a soft alignment towards the hard one that was found in it, once it is worth trusting.</summary>
/// <remarks>Source: Badlani et al., "One TTS alignment to rule them all" (2021), equation 8.</remarks>
/// <param name="EnableStep">The first optimizer step at which it counts, growing from zero.</param>
/// <param name="WarmUpSteps">Steps until it counts in full.</param>
/// <param name="WarmUp">False: counts in full from the start.</param>
public sealed record BinarisationLoss(long EnableStep = 1260, long WarmUpSteps = 700, bool WarmUp = true)
{
    private const double Floor = 1e-12;

    /// <summary>Its weight after some optimizer steps, 0..1.</summary>
    public double Weight(long step) => WarmUp ? Math.Clamp((step - EnableStep) / (double)WarmUpSteps, 0, 1) : 1;

    /// <summary>The mean surprise of the soft alignment at the hard one's places.</summary>
    /// <param name="hard">Zeros and ones, [batch, 1, mel frame, phoneme].</param>
    /// <param name="soft">Probabilities, of the same shape.</param>
    /// <returns>A scalar, in the caller's dispose scope.</returns>
    public static Tensor Compute(Tensor hard, Tensor soft)
    {
        using var scope = NewDisposeScope();
        return (-(soft.clamp_min(Floor).log() * hard).sum() / hard.sum()).MoveToOuterDisposeScope();
    }
}
