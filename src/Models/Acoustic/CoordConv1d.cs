using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VoiceSmith.Models.Acoustic;

/// <summary>A convolution with coordinate channels.</summary>
/// <remarks>
/// Source: CoordConv (Liu et al., 2018). Published checkpoints have a second, unused weight and bias, which are kept so
/// that files round-trip.
/// </remarks>
public sealed class CoordConv1d : Module<Tensor, Tensor>
{
    private readonly Parameter weight,
        bias;
    private readonly Conv1d conv;

    /// <summary>An instance with fresh weights.</summary>
    /// <param name="inputs">Channels in.</param>
    /// <param name="outputs">Channels out.</param>
    /// <param name="kernel">Kernel size, odd.</param>
    /// <param name="stride">Input frames per output frame.</param>
    public CoordConv1d(int inputs, int outputs, int kernel, int stride = 1)
        : base(nameof(CoordConv1d))
    {
        weight = Parameter(init.kaiming_uniform_(empty(outputs, inputs, kernel), Math.Sqrt(5)));
        bias = Parameter(zeros(outputs));
        conv = Conv1d(inputs + 2, outputs, kernel, stride: stride, padding: kernel / 2);
        RegisterComponents();
    }

    /// <param name="x">[batch, channel, time], at least two frames.</param>
    /// <returns>[batch, channel, time]</returns>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        return conv.call(AddCoordinates(x)).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Appends each frame's position, −1..1, and its distance from ½, as the published model computes its radius.
    /// </summary>
    /// <param name="x">[batch, channel, time]</param>
    /// <returns>[batch, channel + 2, time]</returns>
    internal static Tensor AddCoordinates(Tensor x)
    {
        var time = x.size(2);
        var place = (arange(time, dtype: x.dtype, device: x.device) * (2.0 / Math.Max(1, time - 1)) - 1).expand(
            x.size(0),
            1,
            time
        );
        return cat([x, place, (place - 0.5).abs()], 1);
    }
}
