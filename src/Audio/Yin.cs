using System.Numerics;

namespace VoiceSmith.Audio;

/// <summary>Parameters of <see cref="Yin"/>. The defaults are the reference's.</summary>
/// <param name="SampleRate">Hz.</param>
/// <param name="WindowLength">Samples that are compared with themselves, later.</param>
/// <param name="HopLength">Samples from one frame to the next.</param>
/// <param name="MinHz">The lowest F0 looked for.</param>
/// <param name="MaxHz">The highest F0 looked for.</param>
/// <param name="Threshold">A lag with a smaller normalised difference is taken for a period.</param>
public sealed record YinConfig(
    int SampleRate = 22050,
    int WindowLength = 1024,
    int HopLength = 256,
    double MinHz = 50,
    double MaxHz = 1000,
    double Threshold = 0.25
)
{
    /// <summary>The shortest lag that may be picked, in samples.</summary>
    public int MinLag => (int)(SampleRate / MaxHz);

    /// <summary>Lags are shorter than this, in samples.</summary>
    public int MaxLag => (int)(SampleRate / MinHz);
}

/// <summary>Frames of <see cref="Yin"/>.</summary>
/// <param name="F0Hz">F0, 0 where unvoiced: the rate divided by a whole lag.</param>
/// <param name="Aperiodicity">
/// The normalised difference at the picked lag, or the smallest one of an unvoiced frame.
/// </param>
/// <param name="BestHz">
/// The rate divided by the lag of the smallest normalised difference, 0 if that is no lag that may be picked.
/// </param>
public sealed record YinTrack(double[] F0Hz, double[] Aperiodicity, double[] BestHz);

/// <summary>
/// F0 by the YIN method, in the variant and with the frames of the reference implementation: for its checkpoints.
/// </summary>
/// <remarks>
/// Source: de Cheveigné and Kawahara (2002), steps 1 to 4; no interpolation between lags. Training uses
/// <see cref="PitchTracker"/>,
/// which looks at the neighbouring frames too.
/// </remarks>
public sealed class Yin(YinConfig config)
{
    /// <summary>
    /// Frames of so many samples: one fewer than mel frames where the hop divides the samples after the first hop.
    /// </summary>
    public int FrameCount(int samples) => Math.Max(0, (samples - 1) / config.HopLength);

    /// <summary>Tracks F0 over mirrored ends, so that frames lie as mel frames do.</summary>
    /// <param name="samples">More than (window − hop) / 2.</param>
    public YinTrack Track(ReadOnlySpan<float> samples)
    {
        var padded = ReflectPadding.Extend(samples, (config.WindowLength - config.HopLength) / 2);
        var frames = FrameCount(samples.Length);
        var track = new YinTrack(new double[frames], new double[frames], new double[frames]);
        var window = new double[config.WindowLength];
        for (var frame = 0; frame < frames; frame++)
        {
            for (var i = 0; i < window.Length; i++)
                window[i] = padded[frame * config.HopLength + i];
            var difference = NormalizedDifference(window);
            var lag = PickLag(difference);
            var best = Array.IndexOf(difference, difference.Min());
            track.F0Hz[frame] = lag > 0 ? (double)config.SampleRate / lag : 0;
            track.Aperiodicity[frame] = difference[lag > 0 ? lag : best];
            track.BestHz[frame] = best > config.MinLag ? (double)config.SampleRate / best : 0;
        }
        return track;
    }

    /// <summary>
    /// Squared difference of a window with itself later, for every lag below <see cref="YinConfig.MaxLag"/>.
    /// </summary>
    /// <remarks>The sums run over what the shifted windows share.</remarks>
    internal double[] Difference(ReadOnlySpan<double> window)
    {
        var difference = new double[config.MaxLag];
        for (var lag = 1; lag < difference.Length; lag++)
            difference[lag] = SquaredDistance(window[lag..], window[..^lag]);
        return difference;
    }

    /// <summary>The difference divided by its mean over all shorter lags; 1 at lag 0.</summary>
    internal double[] NormalizedDifference(ReadOnlySpan<double> window)
    {
        var difference = Difference(window);
        difference[0] = 1;
        var sum = 0.0;
        for (var lag = 1; lag < difference.Length; lag++)
        {
            sum += difference[lag];
            difference[lag] *= lag / (sum + 1e-8);
        }
        return difference;
    }

    /// <summary>The bottom of the first dip below the threshold; 0 if there is none.</summary>
    private int PickLag(double[] difference)
    {
        for (var lag = config.MinLag; lag < difference.Length; lag++)
        {
            if (difference[lag] >= config.Threshold)
                continue;
            while (lag + 1 < difference.Length && difference[lag + 1] < difference[lag])
                lag++;
            return lag;
        }
        return 0;
    }

    private static double SquaredDistance(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var sums = Vector<double>.Zero;
        var i = 0;
        for (; i <= a.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            var step = new Vector<double>(a[i..]) - new Vector<double>(b[i..]);
            sums += step * step;
        }
        var sum = Vector.Sum(sums);
        for (; i < a.Length; i++)
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        return sum;
    }
}
