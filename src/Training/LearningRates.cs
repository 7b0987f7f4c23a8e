namespace VoiceSmith.Training;

/// <summary>Learning rates as functions of the steps done.</summary>
public static class LearningRates
{
    /// <summary>A rise over some steps, then a cosine from peak to final over the rest.</summary>
    public static Func<long, double> WarmUpCosine(double peak, double final, int warmUpSteps, long maxSteps) => step =>
    {
        var along = Math.Clamp((double)step / Math.Max(1, maxSteps), 0, 1);
        var rise = Math.Min(1, (step + 1.0) / Math.Max(1, warmUpSteps));
        return (final + (peak - final) * 0.5 * (1 + Math.Cos(Math.PI * along))) * rise;
    };
}
