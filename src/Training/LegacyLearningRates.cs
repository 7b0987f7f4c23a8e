namespace VoiceSmith.Training;

/// <summary>Learning rates of the first generation of the reference models, as functions of the optimizer steps done.</summary>
public static class LegacyLearningRates
{
    private const int WarmUpSteps = 4000;
    private const double AnnealFactor = 0.3, FineTuningRate = 2e-4, FineTuningDecay = 0.99999;

    /// <summary>Pre-training: a linear rise over 4000 steps, then the inverse square root of the step, cut to 0.3 at every annealing step.</summary>
    /// <remarks>Source: Vaswani et al. (2017), section 5.3; the annealing as in FastSpeech 2's implementations.</remarks>
    /// <param name="hidden">Width of the model.</param>
    /// <param name="annealSteps">Steps after which the rate is cut.</param>
    public static Func<long, double> Pretraining(int hidden, params IReadOnlyList<long> annealSteps) => step =>
        Math.Pow(hidden, -0.5) * Math.Min(step == 0 ? 1 : Math.Pow(step, -0.5), step * Math.Pow(WarmUpSteps, -1.5))
        * Math.Pow(AnnealFactor, annealSteps.Count(annealed => step > annealed));

    /// <summary>Fine-tuning: 0.0002, a hundred thousandth less at every step.</summary>
    public static double FineTuning(long step) => FineTuningRate * Math.Pow(FineTuningDecay, step);
}
