using System.Numerics.Tensors;

namespace VoiceSmith.Models.Vocoder;

/// <summary>
/// Gaussian noise in which every sample is a function of a seed and its own number: chunking cannot change it.
/// </summary>
/// <remarks>SplitMix64 (Steele et al., 2014) on a counter, then the Box–Muller transform.</remarks>
public static class CounterNoise
{
    internal const ulong Golden = 0x9E3779B97F4A7C15,
        FirstFactor = 0xBF58476D1CE4E5B9,
        SecondFactor = 0x94D049BB133111EB;

    /// <summary>The part of a sample's number that the seed decides.</summary>
    internal static ulong KeyOf(ulong seed) => Mix(seed + Golden);

    /// <summary>Fills samples <paramref name="first"/>, <paramref name="first"/> + 1, … of a seed's noise; mean 0,
    /// variance 1.</summary>
    public static void Fill(ulong seed, long first, Span<float> output)
    {
        var key = KeyOf(seed);
        using var numbers = new VectorRows<float>(2, output.Length);
        var radii = numbers.Row(0);
        var angles = numbers.Row(1);
        for (var i = 0; i < output.Length; i++)
        {
            var bits = Mix(key + (ulong)(first + i) * Golden);
            radii[i] = ((bits >> 40) + 1) * (1f / (1 << 24));
            angles[i] = (bits & 0xFFFFFF) * (2 * MathF.PI / (1 << 24));
        }
        TensorPrimitives.Log(radii, radii);
        TensorPrimitives.Multiply(radii, -2, radii);
        TensorPrimitives.Sqrt(radii, radii);
        TensorPrimitives.Cos(angles, angles);
        TensorPrimitives.Multiply(radii[..output.Length], angles[..output.Length], output);
    }

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * FirstFactor;
        z = (z ^ (z >> 27)) * SecondFactor;
        return z ^ (z >> 31);
    }
}
