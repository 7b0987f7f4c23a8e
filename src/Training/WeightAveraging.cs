namespace VoiceSmith.Training;

/// <summary>How weights are averaged over steps, as the share that the newest weights get: a function of the step alone, so that resuming is exact.</summary>
/// <param name="Share">From steps since averaging began: 1 takes the weights over, 0 leaves the average as it is.</param>
public sealed record WeightAveraging(Func<long, double> Share)
{
    /// <summary>Exponential moving average: the old value keeps <paramref name="decay"/>, less while few steps are done.</summary>
    public static WeightAveraging Exponential(double decay) => new(step => 1 - Math.Min(decay, (1.0 + step) / (10 + step)));

    /// <summary>Stochastic weight averaging: the plain mean of the weights at every <paramref name="every"/>-th step from a step on.</summary>
    /// <remarks>Source: Averaging Weights Leads to Wider Optima and Better Generalization (Izmailov et al., 2018).</remarks>
    /// <param name="from">Steps since averaging began; before it the average is the weights.</param>
    /// <param name="every">Steps between the weights that count; an epoch, as a rule.</param>
    public static WeightAveraging Stochastic(long from, int every) => new(step =>
        step <= from ? 1 : (step - from) % every != 0 ? 0 : 1.0 / (1 + (step - from) / every));
}
