using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace VoiceSmith.Torch.Kernels;

/// <summary>
/// SIMD kernels for the energy distance of spectra, one pass over memory each. Spectra are complex, real and imaginary
/// parts interleaved; a bin's magnitude is computed in both of its lanes, so no shuffle between registers is needed.
/// </summary>
public static class SpectrumKernels
{
    private const int Lanes = 8,
        LanesPerSum = 1024; // sums of single precision are added up in double precision often enough to stay exact

    /// <summary>True on a processor with 256-bit vectors.</summary>
    public static bool Supported => Vector256.IsHardwareAccelerated;

    /// <summary>Magnitudes √(re² + im² + floor).</summary>
    /// <param name="spectrum">Re, im, re, im, …</param>
    /// <param name="floor">Added to the power.</param>
    /// <param name="magnitudes">Receives one for each pair.</param>
    public static void Magnitudes(ReadOnlySpan<float> spectrum, float floor, Span<float> magnitudes)
    {
        var even = Vector256.Create(0, 2, 4, 6, 0, 2, 4, 6);
        var whole = spectrum.Length / Lanes * Lanes;
        for (var i = 0; i < whole; i += Lanes)
            Vector256.Shuffle(Magnitude(Load(spectrum, i), floor), even).GetLower().CopyTo(magnitudes[(i / 2)..]);
        for (var i = whole; i < spectrum.Length; i += 2)
            magnitudes[i / 2] = MathF.Sqrt(spectrum[i] * spectrum[i] + spectrum[i + 1] * spectrum[i + 1] + floor);
    }

    /// <summary>Gradients of magnitudes, as gradients of the spectrum they came from.</summary>
    /// <param name="spectrum">Re, im, re, im, …; receives the gradient of its own values.</param>
    /// <param name="magnitudes">One for each pair.</param>
    /// <param name="gradient">Gradient of each magnitude.</param>
    public static void Turn(Span<float> spectrum, ReadOnlySpan<float> magnitudes, ReadOnlySpan<float> gradient)
    {
        for (var i = 0; i < magnitudes.Length; i++)
        {
            var factor = gradient[i] / magnitudes[i];
            (spectrum[2 * i], spectrum[2 * i + 1]) = (spectrum[2 * i] * factor, spectrum[2 * i + 1] * factor);
        }
    }

    /// <summary>Energy distance of magnitudes, ½(|a − y| + |b − y| − |a − b|), and of their logarithms.</summary>
    /// <param name="a">
    /// Spectrum of the first draw; receives its gradient if <paramref name="weights"/> is given.
    /// </param>
    /// <param name="b">Spectrum of the second draw; likewise.</param>
    /// <param name="target">Spectrum of the recording.</param>
    /// <param name="weights">Gradients of the two results; null for no gradients.</param>
    /// <param name="floor">Added to powers.</param>
    /// <param name="logFloor">Added to magnitudes before their logarithm.</param>
    /// <returns>Sums over bins.</returns>
    public static (double Magnitude, double Log) Compare(
        Span<float> a,
        Span<float> b,
        ReadOnlySpan<float> target,
        (float Magnitude, float Log)? weights,
        float floor,
        float logFloor
    )
    {
        var (magnitude, log) = (0.0, 0.0);
        for (var start = 0; start < target.Length; start += LanesPerSum)
        {
            var count = Math.Min(LanesPerSum, target.Length - start);
            var whole = count / Lanes * Lanes;
            var sums = (Magnitude: Vector256<float>.Zero, Log: Vector256<float>.Zero);
            for (var i = start; i < start + whole; i += Lanes)
                Compare(a[i..], b[i..], target[i..], weights, floor, logFloor, ref sums);
            if (whole < count)
            {
                var (rest, length) = (start + whole, count - whole);
                CompareRest(
                    a.Slice(rest, length),
                    b.Slice(rest, length),
                    target.Slice(rest, length),
                    weights,
                    floor,
                    logFloor,
                    ref sums
                );
            }
            (magnitude, log) = (magnitude + Vector256.Sum(sums.Magnitude), log + Vector256.Sum(sums.Log));
        }
        return (magnitude / 2, log / 2); // every bin was counted in both of its places
    }

    /// <summary>The last bins, padded to a vector with zeros, which add nothing.</summary>
    private static void CompareRest(
        Span<float> a,
        Span<float> b,
        ReadOnlySpan<float> target,
        (float Magnitude, float Log)? weights,
        float floor,
        float logFloor,
        ref (Vector256<float> Magnitude, Vector256<float> Log) sums
    )
    {
        Span<float> filled = stackalloc float[3 * Lanes];
        filled.Clear();
        a.CopyTo(filled);
        b.CopyTo(filled[Lanes..]);
        target.CopyTo(filled[(2 * Lanes)..]);
        Compare(filled, filled[Lanes..], filled[(2 * Lanes)..], weights, floor, logFloor, ref sums);
        filled[..a.Length].CopyTo(a);
        filled.Slice(Lanes, b.Length).CopyTo(b);
    }

    private static void Compare(
        Span<float> a,
        Span<float> b,
        ReadOnlySpan<float> target,
        (float Magnitude, float Log)? weights,
        float floor,
        float logFloor,
        ref (Vector256<float> Magnitude, Vector256<float> Log) sums
    )
    {
        var (va, vb) = (Load(a, 0), Load(b, 0));
        var (ma, mb, my) = (Magnitude(va, floor), Magnitude(vb, floor), Magnitude(Load(target, 0), floor));
        // where the recording lies between the draws, above = below
        var above = Vector256.Max(my, Vector256.Min(ma, mb));
        var below = Vector256.Min(my, Vector256.Max(ma, mb));
        var offset = Vector256.Create(logFloor);
        sums.Magnitude += above - below;
        sums.Log += Vector256.Log((above + offset) / (below + offset));
        if (weights is not var (byMagnitude, byLog))
            return;
        var between = Sign(ma, mb);
        (Factor(Sign(ma, my) - between, ma) * va).CopyTo(a);
        (Factor(Sign(mb, my) + between, mb) * vb).CopyTo(b);

        Vector256<float> Factor(Vector256<float> twiceSide, Vector256<float> m)
        {
            var logarithm = m + offset;
            return twiceSide * 0.5f * (byMagnitude * logarithm + Vector256.Create(byLog)) / (logarithm * m);
        }
    }

    /// <summary>1, −1 or 0.</summary>
    private static Vector256<float> Sign(Vector256<float> x, Vector256<float> y) =>
        (Vector256.GreaterThan(x, y) & Vector256<float>.One) - (Vector256.LessThan(x, y) & Vector256<float>.One);

    /// <summary>Magnitudes of four complex numbers, each in both of its lanes.</summary>
    private static Vector256<float> Magnitude(Vector256<float> pairs, float floor)
    {
        var squares = pairs * pairs;
        return Vector256.Sqrt(
            squares + Vector256.Shuffle(squares, Vector256.Create(1, 0, 3, 2, 5, 4, 7, 6)) + Vector256.Create(floor)
        );
    }

    private static Vector256<float> Load(ReadOnlySpan<float> values, int first) =>
        Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(values), (nuint)first);
}
