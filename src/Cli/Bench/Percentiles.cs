namespace VoiceSmith.Cli.Bench;

/// <summary>Order statistics of a handful of measurements.</summary>
internal sealed class Percentiles(IEnumerable<double> values)
{
    private readonly double[] _sorted = [.. values.Order()];

    /// <summary>The smallest value that at least this share of all does not exceed.</summary>
    /// <param name="share">0 to 1.</param>
    public double this[double share] =>
        _sorted.Length == 0
            ? double.NaN
            : _sorted[Math.Clamp((int)Math.Ceiling(share * _sorted.Length) - 1, 0, _sorted.Length - 1)];
}
