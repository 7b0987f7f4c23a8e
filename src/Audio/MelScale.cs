namespace VoiceSmith.Audio;

/// <summary>The mel scale of Slaney's Auditory Toolbox (1998) and the triangular bands on it.</summary>
/// <remarks>Linear up to 1 kHz (200/3 Hz a mel), then logarithmic (27 mels for a factor of 6.4).</remarks>
public static class MelScale
{
    private const double LinearStep = 200.0 / 3,
        CornerHz = 1000,
        CornerMel = CornerHz / LinearStep;
    private static readonly double LogStep = Math.Log(6.4) / 27;

    /// <summary>Hz to mel.</summary>
    public static double FromHz(double hz) =>
        hz < CornerHz ? hz / LinearStep : CornerMel + Math.Log(hz / CornerHz) / LogStep;

    /// <summary>Mel to Hz.</summary>
    public static double ToHz(double mel) =>
        mel < CornerMel ? mel * LinearStep : CornerHz * Math.Exp((mel - CornerMel) * LogStep);

    /// <summary>
    /// Edges of the bands, Hz: band b rises from edge b to its peak at edge b + 1 and falls to edge b + 2.
    /// </summary>
    public static double[] Edges(MelConfig config)
    {
        var (low, high) = (FromHz(config.MinHz), FromHz(config.MaxHz));
        return
        [
            .. Enumerable.Range(0, config.Bands + 2).Select(i => ToHz(low + (high - low) * i / (config.Bands + 1))),
        ];
    }

    /// <summary>Weight of every FFT bin in every band, row-major [band, bin]; triangles of equal area.</summary>
    public static float[] Basis(MelConfig config)
    {
        var edges = Edges(config);
        var bins = config.FftSize / 2 + 1;
        var basis = new float[config.Bands * bins];
        for (var band = 0; band < config.Bands; band++)
        {
            var (low, peak, high) = (edges[band], edges[band + 1], edges[band + 2]);
            for (var bin = 0; bin < bins; bin++)
            {
                var hz = (double)config.SampleRate * bin / config.FftSize;
                var height = Math.Min((hz - low) / (peak - low), (high - hz) / (high - peak));
                basis[band * bins + bin] = (float)(Math.Max(0, height) * 2 / (high - low));
            }
        }
        return basis;
    }
}
