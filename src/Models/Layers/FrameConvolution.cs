using TorchSharp.Modules;
using VoiceSmith.Torch;
using VoiceSmith.Torch.Kernels;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VoiceSmith.Models.Layers;

/// <summary>
/// A convolution over frames whose channels lie side by side in memory, of stride and dilation 1 and without padding of
/// its own. Where no gradient is wanted it is a product with frames that overlap, which needs no transposition.
/// </summary>
/// <param name="convolution">Either of all channels, or of each for itself. Owned by its module.</param>
internal sealed class FrameConvolution(Conv1d convolution) : IDisposable
{
    private readonly bool _depthwise = convolution.weight.size(1) == 1 && convolution.weight.size(0) > 1;
    private Tensor? _prepared; // see Weights; from Prepare on

    /// <summary>Keeps the weights as inference reads them.</summary>
    public void Prepare()
    {
        if (!_depthwise)
            InferenceLayout.Turn(convolution.weight);
        _prepared = Weights().DetachFromDisposeScope();
    }

    /// <param name="x">[batch, kernel − 1 + time, channel]</param>
    /// <returns>[batch, time, channel]</returns>
    public Tensor Convolve(Tensor x)
    {
        var (weight, bias) = (convolution.weight, convolution.bias);
        var (channels, kernel) = (x.size(2), weight.size(2));
        if (is_grad_enabled() && kernel > 1)
            return functional
                .conv1d(x.transpose(1, 2), weight, bias, groups: _depthwise ? channels : 1)
                .transpose(1, 2);
        if (_depthwise && RowKernels.IsFor(x))
            return ChannelByChannel(x, (int)kernel);
        if (_depthwise)
        {
            using var seen = Overlapping(x, kernel);
            using var products = seen * (_prepared ?? Weights());
            return products.sum(2).add_(bias!, Scalars.One);
        }
        if (kernel == 1)
            return functional.linear(x, _prepared ?? Weights(), bias);
        using var overlapping = Overlapping(x, kernel);
        using var rows = overlapping.flatten(2).contiguous();
        return functional.linear(rows, _prepared ?? Weights(), bias);
    }

    /// <inheritdoc/>
    public void Dispose() => _prepared?.Dispose();

    private Tensor ChannelByChannel(Tensor x, int kernel)
    {
        using var frames = x.contiguous();
        var (weights, made) = (
            _prepared ?? Weights(),
            empty(x.size(0), x.size(1) - kernel + 1, x.size(2), device: CPU)
        );
        var (from, to) = ((int)(x.size(1) * x.size(2)), (int)(made.size(1) * made.size(2)));
        for (var item = 0; item < x.size(0); item++)
            RowKernels.Convolve(
                TensorValues.Of(frames).Slice(item * from, from),
                [],
                TensorValues.Of(weights),
                TensorValues.Of(convolution.bias!),
                kernel,
                before: 0,
                TensorValues.Of(made).Slice(item * to, to)
            );
        return made;
    }

    /// <returns>[batch, time, kernel, channel], a view.</returns>
    private static Tensor Overlapping(Tensor x, long kernel)
    {
        using var windows = x.unfold(1, kernel, 1);
        return windows.transpose(2, 3);
    }

    /// <returns>[kernel, channel] of each channel for itself, else [output, kernel × input].</returns>
    private Tensor Weights() =>
        _depthwise
            ? convolution.weight.squeeze(1).transpose(0, 1).contiguous()
            : convolution.weight.permute(0, 2, 1).flatten(1);
}
