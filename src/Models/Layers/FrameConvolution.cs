using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VoiceSmith.Models.Layers;

/// <summary>A convolution over frames whose channels lie side by side in memory.</summary>
internal static class FrameConvolution
{
    /// <summary>
    /// The convolution, without padding of its own. Where no gradient is wanted it is one matrix product over frames that overlap, which
    /// needs no transposition and is faster with weights as <see cref="InferenceLayout"/> leaves them.
    /// </summary>
    /// <param name="x">[batch, kernel − 1 + time, channel]</param>
    /// <param name="convolution">Ungrouped, of stride and dilation 1.</param>
    /// <returns>[batch, time, channel]</returns>
    public static Tensor Convolve(Tensor x, Conv1d convolution)
    {
        var (weight, bias) = (convolution.weight, convolution.bias);
        if (is_grad_enabled())
            return functional.conv1d(x.transpose(1, 2), weight, bias).transpose(1, 2);
        var (batch, frames, channels, kernel) = (x.shape[0], x.shape[1], x.shape[2], weight.shape[2]);
        var overlapping = x.contiguous().as_strided([batch, frames - kernel + 1, kernel * channels], [frames * channels, channels, 1]);
        return functional.linear(overlapping.contiguous(), weight.permute(0, 2, 1).flatten(1), bias);
    }
}
