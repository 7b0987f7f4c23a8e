namespace VoiceSmith.Cli.Bench;

/// <summary>The median ratio of paired measurements, with a bootstrap interval of 95 %.</summary>
/// <param name="Ratio">Median of second over first.</param>
/// <param name="Low">Lower end of the interval.</param>
/// <param name="High">Upper end of the interval.</param>
internal readonly record struct RatioInterval(double Ratio, double Low, double High)
{
    private const int Resamples = 10_000;
    private const double Tail = 0.025;

    /// <summary>True if the interval does not contain 1.</summary>
    public bool IsDifferent => Low > 1 || High < 1;

    /// <summary>Percentile bootstrap of the median; pairs are drawn whole, with a fixed seed.</summary>
    /// <param name="pairs">Measurements that were taken side by side, each above 0.</param>
    public static RatioInterval Of(IReadOnlyList<(double First, double Second)> pairs)
    {
        var ratios = pairs.Select(pair => pair.Second / pair.First).ToArray();
        var random = new Random(1);
        var sample = new double[ratios.Length];
        var medians = new double[Resamples];
        for (var i = 0; i < Resamples; i++)
        {
            for (var j = 0; j < sample.Length; j++)
                sample[j] = ratios[random.Next(ratios.Length)];
            medians[i] = Median(sample);
        }
        var all = new Percentiles(medians);
        return new(Median(ratios), all[Tail], all[1 - Tail]);
    }

    private static double Median(double[] values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
