using System.Numerics.Tensors;

namespace VoiceSmith.Models.Vocoder;

/// <summary>Gaussian noise in which every sample is a function of a seed and its own number: chunking cannot change it.</summary>
/// <remarks>SplitMix64 (Steele et al., 2014) on a counter, then the Box–Muller transform.</remarks>
public static class CounterNoise
{
    /// <summary>Fills samples <paramref name="first"/>, <paramref name="first"/> + 1, … of a seed's noise; mean 0, variance 1.</summary>
    public static void Fill(ulong seed, long first, Span<float> output)
    {
        var key = Mix(seed + 0x9E3779B97F4A7C15);
        using var numbers = new VectorRows<float>(2, output.Length);
        var radii = numbers.Row(0);
        var angles = numbers.Row(1);
        for (var i = 0; i < output.Length; i++)
        {
            var bits = Mix(key + (ulong)(first + i) * 0x9E3779B97F4A7C15);
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
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
