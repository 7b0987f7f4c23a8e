using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VoiceSmith.Models.Layers;

/// <summary>Sizes of a convolution that makes several frames of one.</summary>
/// <param name="Inputs">Channels in.</param>
/// <param name="Outputs">Channels out.</param>
/// <param name="Kernel">Taps.</param>
/// <param name="Stride">Frames out per frame in.</param>
/// <param name="Padding">Frames cut off on each side.</param>
/// <param name="OutputPadding">Frames added at the end.</param>
public sealed record NormedConvTransposeConfig(int Inputs, int Outputs, int Kernel, int Stride, int Padding, int OutputPadding = 0);

/// <summary>Transposed convolution over time with a <see cref="WeightLayout"/>; weight norm has one length per <em>input</em> channel.</summary>
/// <param name="config">Its sizes.</param>
/// <param name="layout">How its weight is kept: its state_dict keys.</param>
public sealed class NormedConvTranspose1d(NormedConvTransposeConfig config, WeightLayout layout) : NormedConvolution(
    nameof(NormedConvTranspose1d), layout, [config.Inputs, config.Outputs, config.Kernel], config.Outputs)
{
    /// <param name="x">[batch, channel, time]</param>
    /// <returns>[batch, channel, time × stride] for the usual padding</returns>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        return functional.conv_transpose1d(x, Weight(), Bias, config.Stride, config.Padding, config.OutputPadding).MoveToOuterDisposeScope();
    }
}
