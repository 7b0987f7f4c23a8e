using System.Numerics;
using System.Runtime.InteropServices;

namespace VoiceSmith.Audio;

/// <summary>Changes the sample rate of a mono stream without aliasing.</summary>
/// <remarks>
/// A sinc kernel under a Kaiser window, evaluated at each output sample's place: flat up to 0.92 of the lower Nyquist
/// frequency, about 100 dB down from that frequency on. Output sample n lies at input time n · from / to, so there is
/// no delay in the result. What comes out does not depend on how the input was cut into pieces.
/// </remarks>
public sealed class Resampler
{
    private const int ZeroCrossings = 80; // on each side of the kernel, at the lower rate
    private const double Beta = 10.06; // Kaiser's formula for 100 dB
    private const double Cutoff = 0.96; // of the lower Nyquist frequency: the transition's middle

    private readonly int up,
        down,
        reach;
    private readonly double bandwidth;
    private readonly float[]?[] kernels; // one row per phase, made when first needed
    private readonly List<float> history = [];
    private long historyStart,
        received,
        produced;

    /// <param name="fromRate">Rate of what comes in, Hz.</param>
    /// <param name="toRate">Rate of what goes out, Hz.</param>
    public Resampler(int fromRate, int toRate)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(fromRate);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(toRate);
        var divisor = (int)BigInteger.GreatestCommonDivisor(fromRate, toRate);
        (up, down) = (toRate / divisor, fromRate / divisor);
        bandwidth = Math.Min(1.0, (double)up / down);
        reach = (int)Math.Ceiling(ZeroCrossings / bandwidth);
        kernels = new float[]?[up];
        Restart();
    }

    /// <summary>Takes the next piece of sound.</summary>
    /// <returns>
    /// The output that is final so far; the last <c>80 / lower rate</c> seconds wait for what follows.
    /// </returns>
    public float[] Process(ReadOnlySpan<float> samples)
    {
        history.AddRange(samples);
        received += samples.Length;
        return Produce(Math.Max(produced, CountBefore(received - reach)));
    }

    /// <summary>The rest of the output, as if silence followed. Then the resampler is as new.</summary>
    public float[] Flush()
    {
        history.AddRange(new float[reach + 1]);
        var rest = Produce(CountBefore(received));
        Restart();
        return rest;
    }

    /// <summary>Resamples a whole sound.</summary>
    /// <returns>⌈samples · to / from⌉ samples.</returns>
    public static float[] Resample(ReadOnlySpan<float> samples, int fromRate, int toRate)
    {
        if (fromRate == toRate)
            return samples.ToArray();
        var resampler = new Resampler(fromRate, toRate);
        return [.. resampler.Process(samples), .. resampler.Flush()];
    }

    /// <summary>Outputs whose place is before an input position.</summary>
    private long CountBefore(long position) => position <= 0 ? 0 : (position * up + down - 1) / down;

    private void Restart()
    {
        history.Clear();
        history.AddRange(new float[reach]); // silence before the first sample
        (historyStart, received, produced) = (-reach, 0, 0);
    }

    private float[] Produce(long end)
    {
        var output = new float[end - produced];
        var input = CollectionsMarshal.AsSpan(history);
        for (var i = 0; i < output.Length; i++)
        {
            var place = (produced + i) * down;
            var (centre, phase) = (place / up, (int)(place % up));
            var kernel = kernels[phase] ??= MakeKernel(phase);
            output[i] = Dot(kernel, input.Slice((int)(centre - reach + 1 - historyStart), kernel.Length));
        }
        produced = end;
        var keepFrom = produced * down / up - reach;
        if (keepFrom > historyStart)
        {
            history.RemoveRange(0, (int)Math.Min(keepFrom - historyStart, history.Count));
            historyStart = keepFrom;
        }
        return output;
    }

    /// <summary>
    /// Weights of the 2 · reach inputs around an output that lies phase / up after the middle-left one; they sum to
    /// one.
    /// </summary>
    private float[] MakeKernel(int phase)
    {
        var weights = new double[2 * reach];
        for (var i = 0; i < weights.Length; i++)
        {
            var distance = (i - reach + 1 - (double)phase / up) * bandwidth; // in samples of the lower rate
            var edge = distance / ZeroCrossings;
            if (Math.Abs(edge) < 1)
                weights[i] = Sinc(distance * Cutoff) * BesselI0(Beta * Math.Sqrt(1 - edge * edge));
        }
        var sum = weights.Sum();
        return [.. weights.Select(weight => (float)(weight / sum))];
    }

    private static double Sinc(double x) => x == 0 ? 1 : Math.Sin(Math.PI * x) / (Math.PI * x);

    /// <summary>The modified Bessel function of the first kind, order zero, by its power series.</summary>
    private static double BesselI0(double x)
    {
        double sum = 1,
            term = 1;
        for (var k = 1; term > sum * 1e-17; k++)
        {
            var half = x / (2 * k);
            sum += term *= half * half;
        }
        return sum;
    }

    private static float Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        var sums = Vector<float>.Zero;
        var i = 0;
        for (; i <= a.Length - Vector<float>.Count; i += Vector<float>.Count)
            sums += new Vector<float>(a[i..]) * new Vector<float>(b[i..]);
        var sum = Vector.Sum(sums);
        for (; i < a.Length; i++)
            sum += a[i] * b[i];
        return sum;
    }
}
