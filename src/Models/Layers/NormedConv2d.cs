using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VoiceSmith.Models.Layers;

/// <summary>Sizes of a convolution over an image.</summary>
/// <param name="Inputs">Channels in.</param>
/// <param name="Outputs">Channels out.</param>
/// <param name="Kernel">Kernel size along height and width.</param>
/// <param name="Stride">Stride along height and width.</param>
/// <param name="Padding">Zero padding on each side, along height and width.</param>
public sealed record NormedConv2dConfig(
    int Inputs,
    int Outputs,
    (int Height, int Width) Kernel,
    (int Height, int Width) Stride,
    (int Height, int Width) Padding
);

/// <summary>Convolution over an image with a <see cref="WeightLayout"/>.</summary>
/// <param name="config">Its sizes.</param>
/// <param name="layout">Layout of its weight, which decides its state_dict keys.</param>
public sealed class NormedConv2d(NormedConv2dConfig config, WeightLayout layout)
    : NormedConvolution(
        nameof(NormedConv2d),
        layout,
        [config.Outputs, config.Inputs, config.Kernel.Height, config.Kernel.Width],
        config.Outputs
    )
{
    /// <param name="x">[batch, channel, height, width]</param>
    /// <returns>[batch, channel, height, width]</returns>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var (stride, padding) = (config.Stride, config.Padding);
        return functional
            .conv2d(x, Weight(), Bias, [stride.Height, stride.Width], [padding.Height, padding.Width])
            .MoveToOuterDisposeScope();
    }
}
