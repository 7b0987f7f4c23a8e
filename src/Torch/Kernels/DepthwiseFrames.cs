using System.Buffers;
using static TorchSharp.torch;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace VoiceSmith.Torch.Kernels;

/// <summary>
/// Depthwise convolution over channel-last frames, with its gradient. Torch's own needs transpositions and several
/// times as long. CPU only, for training.
/// </summary>
public sealed class DepthwiseFrames : autograd.SingleTensorFunction<DepthwiseFrames>
{
    /// <inheritdoc/>
    public override string Name => nameof(DepthwiseFrames);

    /// <summary>The convolution.</summary>
    /// <param name="x">[batch, frame, channel]</param>
    /// <param name="weight">[channel, 1, tap]</param>
    /// <param name="bias">[channel]</param>
    /// <param name="before">Taps before the current frame.</param>
    /// <param name="padding">
    /// Padding mask: true where a frame of <paramref name="x"/> counts as zero, [batch, frame, 1]; null for none.
    /// </param>
    /// <returns>[batch, frame, channel]; as many frames, with frames outside taken as zero.</returns>
    public static Tensor Convolve(Tensor x, Tensor weight, Tensor bias, int before, Tensor? padding) =>
        apply(x, weight, bias, before, padding is null ? [] : padding.contiguous().bytes.ToArray());

    /// <summary>True where <see cref="Convolve"/> applies: gradients enabled, float32, CPU.</summary>
    public static bool IsFor(Tensor x) => is_grad_enabled() && RowKernels.IsFor(x);

    /// <inheritdoc/>
    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var (x, weight, bias, before, padding) = (
            ((Tensor)vars[0]).contiguous(),
            (Tensor)vars[1],
            (Tensor)vars[2],
            (int)vars[3],
            (byte[])vars[4]
        );
        var (frames, taps, y) = ((int)x.size(1), (int)weight.size(2), empty(x.shape));
        ctx.save_for_backward([x, weight]);
        ctx.save_data(nameof(before), before);
        ctx.save_data(nameof(padding), padding);
        var turned = TapMajor(weight, reversed: false);
        RowKernels.Each(
            x.size(0),
            item =>
                RowKernels.Convolve(
                    Item(x, item),
                    Rows(padding, item, frames),
                    turned,
                    TensorValues.Of(bias),
                    taps,
                    before,
                    Item(y, item)
                )
        );
        return y;
    }

    /// <inheritdoc/>
    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        using var scope = NewDisposeScope();
        var saved = ctx.get_saved_variables();
        var (x, weight, gradient) = (saved[0], saved[1], grad_output.contiguous());
        var (before, padding) = ((int)ctx.get_data("before"), (byte[])ctx.get_data("padding"));
        var (frames, channels, taps) = ((int)x.size(1), (int)x.size(2), (int)weight.size(2));
        var ofInput = empty(x.shape);
        var turned = TapMajor(weight, reversed: true);
        var (length, items) = ((taps + 1) * channels, (int)x.size(0));
        var sums = ArrayPool<float>.Shared.Rent(length * items);
        RowKernels.Each(
            items,
            item =>
            {
                var rows = Item(ofInput, item);
                RowKernels.Convolve(Item(gradient, item), [], turned, [], taps, taps - 1 - before, rows);
                foreach (var (row, isPadding) in Rows(padding, item, frames).ToArray().Index())
                    if (isPadding != 0)
                        rows.Slice(row * channels, channels).Clear();
                var own = sums.AsSpan(item * length, length);
                own.Clear();
                RowKernels.AddWeightGradients(
                    Item(x, item),
                    Rows(padding, item, frames),
                    Item(gradient, item),
                    taps,
                    before,
                    own
                );
            }
        );
        var total = sums.AsSpan(0, length);
        for (var item = 1; item < items; item++)
            TensorPrimitives.Add(total, sums.AsSpan(item * length, length), total);
        var all = tensor(total.ToArray()).view(taps + 1, channels);
        ArrayPool<float>.Shared.Return(sums);
        return
        [
            ofInput.MoveToOuterDisposeScope(),
            all.narrow(0, 0, taps).transpose(0, 1).unsqueeze(1).contiguous().MoveToOuterDisposeScope(),
            all.select(0, taps).clone().MoveToOuterDisposeScope(),
            null!,
            null!,
        ];
    }

    private static Span<float> Item(Tensor values, int item)
    {
        var length = (int)(values.size(1) * values.size(2));
        return TensorValues.Of(values).Slice(item * length, length);
    }

    private static ReadOnlySpan<byte> Rows(byte[] padding, int item, int frames) =>
        padding.Length == 0 ? [] : padding.AsSpan(item * frames, frames);

    /// <returns>[tap, channel]</returns>
    private static float[] TapMajor(Tensor weight, bool reversed)
    {
        var (channels, taps) = ((int)weight.size(0), (int)weight.size(2));
        var values = TensorValues.Of(weight.contiguous());
        var turned = new float[values.Length];
        for (var channel = 0; channel < channels; channel++)
            for (var tap = 0; tap < taps; tap++)
                turned[(reversed ? taps - 1 - tap : tap) * channels + channel] = values[channel * taps + tap];
        return turned;
    }
}
