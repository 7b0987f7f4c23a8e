using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace VoiceSmith.Torch.Kernels;

/// <summary>Factors of one AdamW update.</summary>
/// <param name="Gradient">Factor of the gradient, from clipping.</param>
/// <param name="Decay">Factor of the weights: 1 − learning rate × weight decay.</param>
/// <param name="Beta1">Decay of the mean of gradients.</param>
/// <param name="Beta2">Decay of the mean of their squares.</param>
/// <param name="Rate">Learning rate divided by the bias correction of the mean.</param>
/// <param name="RootOfBias">Square root of the bias correction of the squares.</param>
/// <param name="Epsilon">Added to the denominator.</param>
public readonly record struct AdamWFactors(
    double Gradient,
    double Decay,
    double Beta1,
    double Beta2,
    double Rate,
    double RootOfBias,
    double Epsilon
);

/// <summary>AdamW over values in memory, in one pass.</summary>
public static class AdamWKernel
{
    private const int Lanes = 8,
        Run = 4096; // values summed in float32 before the sum goes on in float64

    /// <summary>Sum of squares; not finite if a value is not.</summary>
    public static double SumOfSquares(ReadOnlySpan<float> values)
    {
        var sum = 0.0;
        for (var first = 0; first < values.Length; first += Run)
            sum += TensorPrimitives.SumOfSquares(values.Slice(first, Math.Min(Run, values.Length - first)));
        return sum;
    }

    /// <summary>Updates weights and moments by a gradient. All spans are of one length.</summary>
    public static void Update(
        Span<float> weights,
        ReadOnlySpan<float> gradient,
        Span<float> mean,
        Span<float> square,
        AdamWFactors factors
    )
    {
        var (scale, decay, rate) = ((float)factors.Gradient, (float)factors.Decay, (float)factors.Rate);
        var (beta1, new1) = ((float)factors.Beta1, (float)(1 - factors.Beta1));
        var (beta2, new2) = ((float)factors.Beta2, (float)(1 - factors.Beta2));
        var (root, epsilon) = ((float)factors.RootOfBias, Vector256.Create((float)factors.Epsilon));
        ref var toWeights = ref MemoryMarshal.GetReference(weights);
        ref var toMean = ref MemoryMarshal.GetReference(mean);
        ref var toSquare = ref MemoryMarshal.GetReference(square);
        ref var from = ref MemoryMarshal.GetReference(gradient);
        var i = 0;
        for (; i + Lanes <= gradient.Length; i += Lanes)
        {
            var place = (nuint)i;
            var g = Vector256.LoadUnsafe(ref from, place) * scale;
            var m = Vector256.LoadUnsafe(ref toMean, place) * beta1 + g * new1;
            var v = Vector256.LoadUnsafe(ref toSquare, place) * beta2 + g * g * new2;
            m.StoreUnsafe(ref toMean, place);
            v.StoreUnsafe(ref toSquare, place);
            var step = m / (Vector256.Sqrt(v) / root + epsilon) * rate;
            (Vector256.LoadUnsafe(ref toWeights, place) * decay - step).StoreUnsafe(ref toWeights, place);
        }
        for (; i < gradient.Length; i++)
        {
            var g = gradient[i] * scale;
            var m = mean[i] = mean[i] * beta1 + g * new1;
            var v = square[i] = square[i] * beta2 + g * g * new2;
            weights[i] = weights[i] * decay - m / (MathF.Sqrt(v) / root + (float)factors.Epsilon) * rate;
        }
    }
}
