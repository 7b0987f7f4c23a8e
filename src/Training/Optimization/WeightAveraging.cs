namespace VoiceSmith.Training.Optimization;

/// <summary>
/// A scheme for averaging weights: the share of the newest weights as a function of the step alone, so that resuming
/// is exact.
/// </summary>
/// <param name="Share">
/// Share by steps since averaging began: 1 replaces the average by the weights, 0 leaves it unchanged.
/// </param>
public sealed record WeightAveraging(Func<long, double> Share)
{
    /// <summary>Exponential moving average with the given decay, smaller in the first steps.</summary>
    public static WeightAveraging Exponential(double decay) =>
        new(step => 1 - Math.Min(decay, (1.0 + step) / (10 + step)));

    /// <summary>Stochastic weight averaging: the plain mean of the weights at every n-th step from a step on.</summary>
    /// <remarks>
    /// Source: Averaging Weights Leads to Wider Optima and Better Generalization (Izmailov et al., 2018).
    /// </remarks>
    /// <param name="from">Steps since averaging began; before it the average is the weights.</param>
    /// <param name="every">Steps between the weights that count; usually an epoch.</param>
    public static WeightAveraging Stochastic(long from, int every) =>
        new(step =>
            step <= from ? 1
            : (step - from) % every != 0 ? 0
            : 1.0 / (1 + (step - from) / every)
        );
}
