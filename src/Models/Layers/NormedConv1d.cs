using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VoiceSmith.Models.Layers;

/// <summary>Sizes of a convolution over time.</summary>
/// <param name="Inputs">Channels in.</param>
/// <param name="Outputs">Channels out.</param>
/// <param name="Kernel">Kernel size.</param>
/// <param name="Padding">Frames of padding on each side, zeros or reflected.</param>
/// <param name="Stride">Input frames per output frame.</param>
/// <param name="Dilation">Distance of kernel taps in frames.</param>
/// <param name="Groups">Groups of channels.</param>
/// <param name="Mirrored">True for reflection padding; the signal must be longer than the padding.</param>
public sealed record NormedConvConfig(
    int Inputs,
    int Outputs,
    int Kernel,
    int Padding = 0,
    int Stride = 1,
    int Dilation = 1,
    int Groups = 1,
    bool Mirrored = false
);

/// <summary>Convolution over time with a <see cref="WeightLayout"/>.</summary>
/// <param name="config">Its sizes.</param>
/// <param name="layout">Layout of its weight, which decides its state_dict keys.</param>
public sealed class NormedConv1d(NormedConvConfig config, WeightLayout layout)
    : NormedConvolution(
        nameof(NormedConv1d),
        layout,
        [config.Outputs, config.Inputs / config.Groups, config.Kernel],
        config.Outputs
    )
{
    /// <param name="x">[batch, channel, time]</param>
    /// <returns>[batch, channel, time]</returns>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        if (config.Mirrored)
            x = functional.pad(x, (config.Padding, config.Padding), PaddingModes.Reflect);
        return functional
            .conv1d(
                x,
                Weight(),
                Bias,
                config.Stride,
                config.Mirrored ? 0 : config.Padding,
                config.Dilation,
                config.Groups
            )
            .MoveToOuterDisposeScope();
    }

    /// <summary>The same for time-major tensors, without transposing them in memory.</summary>
    /// <param name="x">[batch, time, channel], contiguous</param>
    /// <returns>[batch, time, channel], contiguous</returns>
    public Tensor ForwardTimeMajor(Tensor x)
    {
        using var scope = NewDisposeScope();
        var image = x.transpose(1, 2).unsqueeze(2); // [batch, channel, 1, time]
        var y = functional.conv2d(
            image,
            Weight().unsqueeze(2),
            Bias,
            [1, config.Stride],
            [0, config.Padding],
            [1, config.Dilation],
            config.Groups
        );
        return y.squeeze(2).transpose(1, 2).contiguous().MoveToOuterDisposeScope(); // [batch, time, channel]
    }
}
