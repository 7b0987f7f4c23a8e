using TorchSharp.Modules;
using VoiceSmith.Models.Layers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VoiceSmith.Models.Vocoder.UnivNet;

/// <summary>Upsamples the signal once, then shapes it with dilated and location-variable convolutions.</summary>
/// <remarks>Source: UnivNet (Jang et al., 2021), figure 1.</remarks>
public sealed class LvcBlock : Module<Tensor, Tensor, Tensor>
{
    private const int Taps = 3;

    private readonly double _slope;
    private readonly NormedConv1d[] _dilated;
    private readonly KernelPredictor kernel_predictor;
    private readonly Sequential convt_pre;
    private readonly ModuleList<Sequential> conv_blocks;

    /// <summary>A block with fresh weights.</summary>
    /// <param name="config">The generator's sizes.</param>
    /// <param name="stride">Its upsampling, one of <see cref="UnivNetConfig.Strides"/>.</param>
    public LvcBlock(UnivNetConfig config, int stride)
        : base(nameof(LvcBlock))
    {
        var (channels, layout) = (config.Channels, config.Weights);
        _slope = config.LeakySlope;
        _dilated =
        [
            .. config.Dilations.Select(dilation => new NormedConv1d(
                new(channels, channels, Taps, dilation, Dilation: dilation),
                layout
            )),
        ];
        kernel_predictor = new KernelPredictor(
            new(
                config.MelBands,
                channels,
                2 * channels,
                config.Dilations.Count,
                Taps,
                config.PredictorChannels,
                config.PredictorKernel,
                config.LeakySlope,
                layout
            )
        );
        var odd = stride % 2;
        convt_pre = Sequential(
            ("1", new NormedConvTranspose1d(new(channels, channels, 2 * stride, stride, stride / 2 + odd, odd), layout))
        );
        conv_blocks = ModuleList([.. _dilated.Select(convolution => Sequential(("1", convolution)))]);
        RegisterComponents();
    }

    /// <param name="x">Signal so far, [batch, channel, time].</param>
    /// <param name="mel">Log-mel, [batch, band, frame].</param>
    /// <returns>[batch, channel, time × stride]</returns>
    public override Tensor forward(Tensor x, Tensor mel)
    {
        using var scope = NewDisposeScope();
        var (kernels, biases) = kernel_predictor.call(mel);
        var y = convt_pre.call(Leaky(x)).transpose(1, 2).contiguous(); // [batch, time × stride, channel]
        for (var layer = 0; layer < _dilated.Length; layer++)
        {
            using var step = NewDisposeScope();
            var z = Leaky(_dilated[layer].ForwardTimeMajor(Leaky(y)));
            // [batch, time × stride, 2 channel]
            z = LocationVariableConvolution.Apply(z, kernels.select(2, layer), biases.select(2, layer));
            var halves = z.chunk(2, 2);
            y = (y + halves[0].sigmoid() * halves[1].tanh()).MoveToOuterDisposeScope();
        }
        return y.transpose(1, 2).MoveToOuterDisposeScope();
    }

    private Tensor Leaky(Tensor x) => functional.leaky_relu(x, _slope);
}
