using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VoiceSmith.Models.Layers;

/// <summary>Sizes of a transposed convolution over time.</summary>
/// <param name="Inputs">Channels in.</param>
/// <param name="Outputs">Channels out.</param>
/// <param name="Kernel">Kernel size.</param>
/// <param name="Stride">Output frames per input frame.</param>
/// <param name="Padding">Frames cropped on each side.</param>
/// <param name="OutputPadding">Frames added at the end.</param>
public sealed record NormedConvTransposeConfig(
    int Inputs,
    int Outputs,
    int Kernel,
    int Stride,
    int Padding,
    int OutputPadding = 0
);

/// <summary>
/// Transposed convolution over time with a <see cref="WeightLayout"/>; weight norm has one length per <em>input</em>
/// channel.
/// </summary>
/// <param name="config">Its sizes.</param>
/// <param name="layout">Layout of its weight, which decides its state_dict keys.</param>
public sealed class NormedConvTranspose1d(NormedConvTransposeConfig config, WeightLayout layout)
    : NormedConvolution(
        nameof(NormedConvTranspose1d),
        layout,
        [config.Inputs, config.Outputs, config.Kernel],
        config.Outputs
    )
{
    /// <param name="x">[batch, channel, time]</param>
    /// <returns>[batch, channel, time × stride] for the usual padding</returns>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        return functional
            .conv_transpose1d(x, Weight(), Bias, config.Stride, config.Padding, config.OutputPadding)
            .MoveToOuterDisposeScope();
    }
}
