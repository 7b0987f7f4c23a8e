using TorchSharp;
using static TorchSharp.torch;

namespace VoiceSmith.Models.Acoustic;

/// <summary>Prior of alignments along the diagonal, by the beta-binomial distribution.</summary>
/// <remarks>Source: One TTS Alignment To Rule Them All (Badlani et al., 2021), equation 4.</remarks>
public static class BetaBinomialPrior
{
    /// <summary>Probability of every phoneme at every frame.</summary>
    /// <param name="phonemes">Phonemes of the sentence, at least 1.</param>
    /// <param name="frames">Its mel frames, at least 1.</param>
    /// <param name="scale">Concentration: greater is narrower around the diagonal.</param>
    /// <param name="compat">
    /// True for the reference's values: one trial too many, so that a frame's probabilities sum to less than one.
    /// By default they sum to one.
    /// </param>
    /// <returns>[phoneme, frame], float32.</returns>
    public static Tensor Compute(int phonemes, int frames, double scale = 1, bool compat = false)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(phonemes);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(frames);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(scale);
        var trials = compat ? phonemes : phonemes - 1;
        var prior = new float[phonemes * frames];
        for (var frame = 0; frame < frames; frame++)
        {
            var (alpha, beta) = (scale * (frame + 1), scale * (frames - frame));
            var log = LogOfZero(trials, alpha, beta);
            for (var phoneme = 0; phoneme < phonemes; phoneme++)
            {
                prior[phoneme * frames + frame] = (float)Math.Exp(log);
                if (phoneme < trials)
                    log += Math.Log(
                        (trials - phoneme) * (phoneme + alpha) / ((phoneme + 1) * (trials - phoneme - 1 + beta))
                    );
            }
        }
        return tensor(prior, [phonemes, frames]);
    }

    /// <summary>ln probability of no success; the other probabilities follow by recursion.</summary>
    private static double LogOfZero(int trials, double alpha, double beta)
    {
        var log = 0.0;
        for (var trial = 0; trial < trials; trial++)
            log += Math.Log((beta + trial) / (alpha + beta + trial));
        return log;
    }
}
