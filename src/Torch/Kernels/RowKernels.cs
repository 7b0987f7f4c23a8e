using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using TorchSharp;
using static TorchSharp.torch;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace VoiceSmith.Torch.Kernels;

/// <summary>SIMD kernels over channel-last rows in memory, with their gradients.</summary>
public static class RowKernels
{
    private const int Lanes = 8;

    /// <summary>True for float32 CPU tensors on a processor with 256-bit vectors.</summary>
    public static bool IsFor(Tensor x) =>
        Vector256.IsHardwareAccelerated && x.device.type == DeviceType.CPU && x.dtype == ScalarType.Float32;

    /// <summary>Runs work for each item, on as many threads as torch uses.</summary>
    /// <param name="items">Number of items.</param>
    /// <param name="work">Called with each item's index.</param>
    public static void Each(long items, Action<int> work)
    {
        if (get_num_threads() == 1)
            for (var item = 0; item < items; item++)
                work(item);
        else
            Parallel.For(0, (int)items, new ParallelOptions { MaxDegreeOfParallelism = get_num_threads() }, work);
    }

    /// <summary>Depthwise convolution; frames outside the input are zero.</summary>
    /// <param name="x">[frame, channel]</param>
    /// <param name="padding">Padding mask: non-zero where a frame counts as zero; empty for none.</param>
    /// <param name="weights">[tap, channel]</param>
    /// <param name="bias">[channel], or empty.</param>
    /// <param name="taps">Kernel size.</param>
    /// <param name="before">Taps before the current frame.</param>
    /// <param name="y">Receives [frame, channel].</param>
    public static void Convolve(
        ReadOnlySpan<float> x,
        ReadOnlySpan<byte> padding,
        ReadOnlySpan<float> weights,
        ReadOnlySpan<float> bias,
        int taps,
        int before,
        Span<float> y
    )
    {
        var channels = weights.Length / taps;
        Span<int> rows = stackalloc int[taps],
            places = stackalloc int[taps];
        for (var frame = 0; frame * channels < y.Length; frame++)
        {
            var count = ReceptiveField(frame - before, x.Length / channels, channels, padding, rows, places);
            var (own, c) = (frame * channels, 0);
            for (; c + Lanes <= channels; c += Lanes)
            {
                var sum = bias.IsEmpty ? Vector256<float>.Zero : Load(bias, c);
                for (var i = 0; i < count; i++)
                    sum = Vector256.FusedMultiplyAdd(Load(x, rows[i] + c), Load(weights, places[i] + c), sum);
                sum.StoreUnsafe(ref MemoryMarshal.GetReference(y), (nuint)(own + c));
            }
            for (; c < channels; c++)
            {
                var sum = bias.IsEmpty ? 0 : bias[c];
                for (var i = 0; i < count; i++)
                    sum += x[rows[i] + c] * weights[places[i] + c];
                y[own + c] = sum;
            }
        }
    }

    /// <summary>Gradients of the weights and bias of <see cref="Convolve"/>.</summary>
    /// <param name="x">[frame, channel]</param>
    /// <param name="padding">As there.</param>
    /// <param name="gradient">Gradient of the result, [frame, channel].</param>
    /// <param name="taps">As there.</param>
    /// <param name="before">As there.</param>
    /// <param name="sums">[tap, channel] of the weights, then [channel] of the bias; accumulated.</param>
    public static void AddWeightGradients(
        ReadOnlySpan<float> x,
        ReadOnlySpan<byte> padding,
        ReadOnlySpan<float> gradient,
        int taps,
        int before,
        Span<float> sums
    )
    {
        var channels = sums.Length / (taps + 1);
        var ofBias = sums[(taps * channels)..];
        Span<int> rows = stackalloc int[taps],
            places = stackalloc int[taps];
        for (var frame = 0; frame * channels < gradient.Length; frame++)
        {
            var count = ReceptiveField(frame - before, x.Length / channels, channels, padding, rows, places);
            var own = gradient.Slice(frame * channels, channels);
            for (var i = 0; i < count; i++)
            {
                var sum = sums.Slice(places[i], channels);
                TensorPrimitives.MultiplyAdd(x.Slice(rows[i], channels), own, sum, sum);
            }
            TensorPrimitives.Add(ofBias, own, ofBias);
        }
    }

    /// <summary>Gated activation: first half of each row times leaky ReLU of the second half.</summary>
    /// <param name="x">[row, 2 × width]</param>
    /// <param name="width">Values of a half row.</param>
    /// <param name="slope">Slope of the leaky ReLU for negative gates.</param>
    /// <param name="y">Receives [row, width].</param>
    public static void Gate(ReadOnlySpan<float> x, int width, float slope, Span<float> y)
    {
        for (var (row, to) = (0, 0); to < y.Length; row += 2 * width, to += width)
        {
            var c = 0;
            for (; c + Lanes <= width; c += Lanes)
                (Load(x, row + c) * Leaky(Load(x, row + width + c), slope)).StoreUnsafe(
                    ref MemoryMarshal.GetReference(y),
                    (nuint)(to + c)
                );
            for (; c < width; c++)
                y[to + c] = x[row + c] * Leaky(x[row + width + c], slope);
        }
    }

    /// <summary>The gradient of <see cref="Gate"/>.</summary>
    /// <param name="x">As there.</param>
    /// <param name="gradient">Gradient of the result, [row, width].</param>
    /// <param name="width">As there.</param>
    /// <param name="slope">As there.</param>
    /// <param name="ofInput">Receives [row, 2 × width].</param>
    public static void GateGradient(
        ReadOnlySpan<float> x,
        ReadOnlySpan<float> gradient,
        int width,
        float slope,
        Span<float> ofInput
    )
    {
        ref var to = ref MemoryMarshal.GetReference(ofInput);
        for (var (row, from) = (0, 0); from < gradient.Length; row += 2 * width, from += width)
        {
            var c = 0;
            for (; c + Lanes <= width; c += Lanes)
            {
                var (gate, own) = (Load(x, row + width + c), Load(gradient, from + c));
                (own * Leaky(gate, slope)).StoreUnsafe(ref to, (nuint)(row + c));
                var ofValue = own * Load(x, row + c);
                Vector256
                    .ConditionalSelect(Vector256.GreaterThan(gate, Vector256<float>.Zero), ofValue, ofValue * slope)
                    .StoreUnsafe(ref to, (nuint)(row + width + c));
            }
            for (; c < width; c++)
            {
                var (gate, own) = (x[row + width + c], gradient[from + c]);
                ofInput[row + c] = own * Leaky(gate, slope);
                ofInput[row + width + c] = own * x[row + c] * (gate > 0 ? 1 : slope);
            }
        }
    }

    /// <summary>Softmax of scores times a scale plus a bias, in place.</summary>
    /// <param name="row">Scores; receives the weights.</param>
    /// <param name="scale">Scale of the scores.</param>
    /// <param name="bias">Bias of each score.</param>
    public static void SoftMax(Span<float> row, float scale, ReadOnlySpan<float> bias)
    {
        ref var to = ref MemoryMarshal.GetReference(row);
        var (most, scales, c) = (Vector256.Create(float.NegativeInfinity), Vector256.Create(scale), 0);
        for (; c + Lanes <= row.Length; c += Lanes)
        {
            var values = Vector256.FusedMultiplyAdd(Load(row, c), scales, Load(bias, c));
            values.StoreUnsafe(ref to, (nuint)c);
            most = Vector256.Max(most, values);
        }
        var largest = float.NegativeInfinity;
        for (; c < row.Length; c++)
            largest = Math.Max(largest, row[c] = row[c] * scale + bias[c]);
        for (var lane = 0; lane < Lanes; lane++)
            largest = Math.Max(largest, most[lane]);

        var (sums, sum) = (Vector256<float>.Zero, 0f);
        for (c = 0; c + Lanes <= row.Length; c += Lanes)
        {
            var values = Vector256.Exp(Load(row, c) - Vector256.Create(largest));
            values.StoreUnsafe(ref to, (nuint)c);
            sums += values;
        }
        for (; c < row.Length; c++)
            sum += row[c] = MathF.Exp(row[c] - largest);
        TensorPrimitives.Multiply(row, 1 / (sum + Vector256.Sum(sums)), row);
    }

    /// <summary>The gradient of <see cref="SoftMax"/>.</summary>
    /// <param name="weights">Its result.</param>
    /// <param name="scale">As there.</param>
    /// <param name="gradient">Gradient of the weights; receives the gradient of the scores.</param>
    /// <param name="ofBias">Gradient of the bias; accumulated.</param>
    public static void SoftMaxGradient(
        ReadOnlySpan<float> weights,
        float scale,
        Span<float> gradient,
        Span<float> ofBias
    )
    {
        ref var to = ref MemoryMarshal.GetReference(gradient);
        ref var toBias = ref MemoryMarshal.GetReference(ofBias);
        var (mean, c) = (TensorPrimitives.Dot<float>(weights, gradient), 0);
        for (; c + Lanes <= weights.Length; c += Lanes)
        {
            var own = Load(weights, c) * (Load(gradient, c) - Vector256.Create(mean));
            (Load(ofBias, c) + own).StoreUnsafe(ref toBias, (nuint)c);
            (own * scale).StoreUnsafe(ref to, (nuint)c);
        }
        for (; c < weights.Length; c++)
        {
            var own = weights[c] * (gradient[c] - mean);
            ofBias[c] += own;
            gradient[c] = own * scale;
        }
    }

    /// <summary>
    /// Dropout with a counter-based generator: a value's fate depends only on its index and the seed.
    /// </summary>
    /// <param name="from">Values.</param>
    /// <param name="signs">
    /// Signs: where one is negative, the kept value is multiplied by <paramref name="slope"/>; empty for nowhere.
    /// </param>
    /// <param name="first">Index of the first value.</param>
    /// <param name="seed">Seed.</param>
    /// <param name="share">Dropped share, 0 to 1.</param>
    /// <param name="scale">Scale of kept values.</param>
    /// <param name="slope">See <paramref name="signs"/>.</param>
    /// <param name="to">Receives the result.</param>
    public static void Drop(
        ReadOnlySpan<float> from,
        ReadOnlySpan<float> signs,
        int first,
        ulong seed,
        double share,
        float scale,
        float slope,
        Span<float> to
    )
    {
        var limit = Vector256.Create((int)Math.Clamp(share * 4294967296.0 - 2147483648.0, int.MinValue, int.MaxValue));
        var (low, high) = (Vector256.Create((uint)seed), Vector256.Create((uint)(seed >> 32)));
        var (kept, sloped) = (Vector256.Create(scale), Vector256.Create(scale * slope));
        var place = Vector256.Create((uint)first) + Vector256<uint>.Indices;
        Span<float> rest = stackalloc float[2 * Lanes];
        for (var i = 0; i < from.Length; i += Lanes, place += Vector256.Create((uint)Lanes))
        {
            var count = Math.Min(Lanes, from.Length - i);
            if (count < Lanes)
            {
                from.Slice(i, count).CopyTo(rest);
                if (!signs.IsEmpty)
                    signs.Slice(i, count).CopyTo(rest[Lanes..]);
            }
            var values = count < Lanes ? Load(rest, 0) : Load(from, i);
            var factor = signs.IsEmpty
                ? kept
                : Vector256.ConditionalSelect(
                    Vector256.LessThan(count < Lanes ? Load(rest, Lanes) : Load(signs, i), Vector256<float>.Zero),
                    sloped,
                    kept
                );
            var result =
                values * factor & Vector256.GreaterThanOrEqual(Chance(place, low, high).AsInt32(), limit).AsSingle();
            if (count == Lanes)
                result.StoreUnsafe(ref MemoryMarshal.GetReference(to), (nuint)i);
            else
                for (var j = 0; j < count; j++)
                    to[i + j] = result[j];
        }
    }

    private static Vector256<float> Leaky(Vector256<float> values, float slope) =>
        Vector256.ConditionalSelect(Vector256.GreaterThan(values, Vector256<float>.Zero), values, values * slope);

    private static float Leaky(float value, float slope) => value > 0 ? value : value * slope;

    /// <summary>Offsets of the input frames in a frame's receptive field, and of the taps that weigh them.</summary>
    /// <returns>Number of offsets written.</returns>
    private static int ReceptiveField(
        int first,
        int frames,
        int channels,
        ReadOnlySpan<byte> padding,
        Span<int> rows,
        Span<int> places
    )
    {
        var count = 0;
        for (var tap = 0; tap < rows.Length; tap++)
        {
            var row = first + tap;
            if (row >= 0 && row < frames && (padding.IsEmpty || padding[row] == 0))
                (rows[count], places[count++]) = (row * channels, tap * channels);
        }
        return count;
    }

    /// <summary>
    /// Hashes an index to 32 bits: two rounds of multiply and shift, with half of the seed before each.
    /// </summary>
    private static Vector256<uint> Chance(Vector256<uint> place, Vector256<uint> low, Vector256<uint> high)
    {
        var bits = place * Vector256.Create(0x9E3779B9u) + low;
        bits = (bits ^ (bits >>> 16)) * Vector256.Create(0x7FEB352Du);
        bits = ((bits ^ (bits >>> 15)) + high) * Vector256.Create(0x846CA68Bu);
        return bits ^ (bits >>> 16);
    }

    private static Vector256<float> Load(ReadOnlySpan<float> values, int first) =>
        Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(values), (nuint)first);
}
