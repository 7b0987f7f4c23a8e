namespace VoiceSmith.Models.Layers;

/// <summary>
/// Sizes that a voice's manifest claims for its networks, against the weights that it has: a network is built only if
/// the two are of one order, so that building takes memory and time in proportion to the file.
/// </summary>
internal static class NetworkSize
{
    /// <summary>Tolerance of an approximation, and the size that no network exceeds.</summary>
    private const double Tolerance = 32,
        Small = 1 << 20;

    /// <summary>Weights of an array of such sizes; those below 1 are left to the network to refuse.</summary>
    public static double Of(params ReadOnlySpan<double> sizes)
    {
        var product = 1.0;
        foreach (var size in sizes)
            product *= Math.Max(1, size);
        return product;
    }

    /// <summary>True if a network of about so many weights may have those of a file.</summary>
    /// <param name="approximate">By its config.</param>
    /// <param name="weights">In the file.</param>
    public static bool Fits(double approximate, long weights) => approximate <= Tolerance * weights + Small;
}
