using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VoiceSmith.Models.Layers;

/// <summary>
/// A convolution over frames whose channels lie side by side in memory, of stride and dilation 1 and without padding of its own. Where no
/// gradient is wanted it is a product with frames that overlap, which needs no transposition.
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
        var (batch, frames, channels, kernel) = (x.size(0), x.size(1), x.size(2), weight.size(2));
        if (is_grad_enabled() && kernel > 1)
            return functional.conv1d(x.transpose(1, 2), weight, bias, groups: _depthwise ? channels : 1).transpose(1, 2);
        if (_depthwise)
        {
            var seen = x.contiguous().as_strided([batch, frames - kernel + 1, kernel, channels], [frames * channels, channels, channels, 1]);
            return (seen * (_prepared ?? Weights())).sum(2).add_(bias!);
        }
        if (kernel == 1)
            return functional.linear(x, _prepared ?? Weights(), bias);
        var overlapping = x.contiguous().as_strided([batch, frames - kernel + 1, kernel * channels], [frames * channels, channels, 1]);
        return functional.linear(overlapping.contiguous(), _prepared ?? Weights(), bias);
    }

    /// <inheritdoc/>
    public void Dispose() => _prepared?.Dispose();

    /// <returns>[kernel, channel] of each channel for itself, else [output, kernel × input].</returns>
    private Tensor Weights() => _depthwise ? convolution.weight.squeeze(1).transpose(0, 1).contiguous() : convolution.weight.permute(0, 2, 1).flatten(1);
}
