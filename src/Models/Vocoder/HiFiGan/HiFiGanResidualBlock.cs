using TorchSharp.Modules;
using VoiceSmith.Models.Layers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VoiceSmith.Models.Vocoder.HiFiGan;

/// <summary>Pairs of a dilated and a plain convolution, each pair added to its input.</summary>
/// <remarks>Source: HiFi-GAN (Kong et al., 2020), the residual block of its V1.</remarks>
public sealed class HiFiGanResidualBlock : Module<Tensor, Tensor>
{
    private readonly ModuleList<NormedConv1d> convs1,
        convs2;

    /// <summary>A block with fresh weights.</summary>
    /// <param name="channels">Its width.</param>
    /// <param name="kernel">Taps, odd.</param>
    /// <param name="config">The generator's sizes.</param>
    public HiFiGanResidualBlock(int channels, int kernel, HiFiGanConfig config)
        : base(nameof(HiFiGanResidualBlock))
    {
        NormedConv1d Convolution(int dilation) =>
            new(new(channels, channels, kernel, (kernel - 1) * dilation / 2, Dilation: dilation), config.Weights);
        convs1 = ModuleList([.. config.Dilations.Select(Convolution)]);
        convs2 = ModuleList([.. config.Dilations.Select(_ => Convolution(1))]);
        RegisterComponents();
    }

    /// <param name="x">[batch, channel, time]</param>
    /// <returns>[batch, channel, time]</returns>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var y = x;
        for (var i = 0; i < convs1.Count; i++)
        {
            using var step = NewDisposeScope();
            var z = convs1[i].call(Leaky(y));
            y = (y + convs2[i].call(Leaky(z))).MoveToOuterDisposeScope();
        }
        return y.MoveToOuterDisposeScope();
    }

    private static Tensor Leaky(Tensor x) => functional.leaky_relu(x, HiFiGanGenerator.LeakySlope);
}
