namespace VoiceSmith.Training.Optimization;

/// <summary>
/// Learning rates of the reference models' first generation, as functions of completed optimizer steps.
/// </summary>
public static class LegacyLearningRates
{
    private const int WarmUpSteps = 4000;
    private const double AnnealFactor = 0.3,
        FineTuningRate = 2e-4,
        FineTuningDecay = 0.99999;

    /// <summary>Pre-training: a linear warm-up of 4000 steps, then inverse square root decay with annealing.</summary>
    /// <remarks>Source: Vaswani et al. (2017), section 5.3; annealing as in FastSpeech 2 implementations.</remarks>
    /// <param name="hidden">Width of the model.</param>
    /// <param name="annealSteps">Steps after which the rate is multiplied by 0.3.</param>
    public static Func<long, double> Pretraining(int hidden, params IReadOnlyList<long> annealSteps) =>
        step =>
            Math.Pow(hidden, -0.5)
            * Math.Min(step == 0 ? 1 : Math.Pow(step, -0.5), step * Math.Pow(WarmUpSteps, -1.5))
            * Math.Pow(AnnealFactor, annealSteps.Count(annealed => step > annealed));

    /// <summary>Fine-tuning: 2e-4, multiplied by 0.99999 at every step.</summary>
    public static double FineTuning(long step) => FineTuningRate * Math.Pow(FineTuningDecay, step);
}
