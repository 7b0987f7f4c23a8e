using TorchSharp.Modules;
using VoiceSmith.Models.Layers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VoiceSmith.Models.Vocoder.UnivNet;

/// <summary>Sizes of a kernel predictor.</summary>
/// <param name="MelBands">Bands of the mel.</param>
/// <param name="Inputs">Channels in of the convolutions it predicts.</param>
/// <param name="Outputs">Channels out of the convolutions it predicts.</param>
/// <param name="Layers">Convolutions it predicts.</param>
/// <param name="Taps">Taps of the convolutions it predicts.</param>
/// <param name="Channels">Its own width.</param>
/// <param name="Kernel">Taps of its own convolutions, odd.</param>
/// <param name="LeakySlope">Slope of its leaky ReLUs below zero.</param>
/// <param name="Weights">Parametrisation of its own weights.</param>
public sealed record KernelPredictorConfig(
    int MelBands,
    int Inputs,
    int Outputs,
    int Layers,
    int Taps = 3,
    int Channels = 64,
    int Kernel = 3,
    double LeakySlope = 0.2,
    WeightLayout Weights = WeightLayout.Parametrized
);

/// <summary>
/// Predicts, from each mel frame and its neighbours, the kernels of the convolutions over that frame's samples.
/// </summary>
/// <remarks>Source: LVCNet (Zeng et al., 2021), as used in UnivNet (Jang et al., 2021).</remarks>
public sealed class KernelPredictor : Module<Tensor, (Tensor Kernels, Tensor Biases)>
{
    private const int ResidualBlocks = 3;
    private const int InputKernel = 5;

    private readonly KernelPredictorConfig _config;
    private readonly NormedConv1d[][] _residuals;
    private readonly Sequential input_conv;
    private readonly ModuleList<Sequential> residual_convs;
    private readonly NormedConv1d kernel_conv,
        bias_conv;

    /// <summary>A predictor with fresh weights.</summary>
    public KernelPredictor(KernelPredictorConfig config)
        : base(nameof(KernelPredictor))
    {
        _config = config;
        var kernelOutputs = config.Inputs * config.Outputs * config.Taps * config.Layers;
        input_conv = Sequential(("0", Convolution(config.MelBands, config.Channels, InputKernel)));
        _residuals =
        [
            .. Enumerable
                .Range(0, ResidualBlocks)
                .Select(_ =>
                    new[]
                    {
                        Convolution(config.Channels, config.Channels, config.Kernel),
                        Convolution(config.Channels, config.Channels, config.Kernel),
                    }
                ),
        ];
        residual_convs = ModuleList([.. _residuals.Select(pair => Sequential(("1", pair[0]), ("3", pair[1])))]);
        kernel_conv = Convolution(config.Channels, kernelOutputs, config.Kernel);
        bias_conv = Convolution(config.Channels, config.Outputs * config.Layers, config.Kernel);
        RegisterComponents();
    }

    /// <summary>Mel frames on each side that a kernel depends on.</summary>
    public static int Context(int kernel) => InputKernel / 2 + (2 * ResidualBlocks + 1) * (kernel / 2);

    /// <param name="mel">Log-mel, [batch, band, frame].</param>
    /// <returns>
    /// Kernels, [batch, frame, layer, tap × input, output] with the tap as the slower index, and biases, [batch, frame,
    /// layer, output]: frame-major, so that a frame's convolution is one matrix product.
    /// </returns>
    public override (Tensor Kernels, Tensor Biases) forward(Tensor mel)
    {
        using var scope = NewDisposeScope();
        var (batch, frames) = (mel.size(0), mel.size(2));
        var x = Leaky(input_conv.call(mel)); // [batch, channel, frame]
        foreach (var pair in _residuals)
            x = x + Leaky(pair[1].call(Leaky(pair[0].call(x))));
        var kernels = FrameMajorKernels(x)
            .view(batch, frames, _config.Layers, _config.Taps * _config.Inputs, _config.Outputs);
        // [batch, frame, layer, output]
        var biases = bias_conv.call(x).view(batch, _config.Layers, _config.Outputs, frames).permute(0, 3, 1, 2);
        return (kernels.MoveToOuterDisposeScope(), biases.MoveToOuterDisposeScope());
    }

    /// <summary>
    /// The kernel convolution with its outputs reordered: the checkpoint orders them (layer, input, output, tap), a
    /// matrix product wants (layer, tap, input, output). Reordering the weights is cheaper than reordering what they
    /// give.
    /// </summary>
    /// <param name="x">[batch, channel, frame]</param>
    /// <returns>[batch, frame, layer × tap × input × output]</returns>
    private Tensor FrameMajorKernels(Tensor x)
    {
        var (layers, taps, inputs, outputs, width) = (
            _config.Layers,
            _config.Taps,
            _config.Inputs,
            _config.Outputs,
            _config.Kernel
        );
        var weight = kernel_conv
            .Weight()
            .view(layers, inputs, outputs, taps, _config.Channels * width)
            .permute(0, 3, 1, 2, 4)
            .reshape(-1, _config.Channels * width); // [layer × tap × input × output, channel × width]
        var bias = kernel_conv.Bias.view(layers, inputs, outputs, taps).permute(0, 3, 1, 2).reshape(-1);
        // [batch, frame, channel × width]
        var windows = functional.pad(x, (width / 2, width / 2)).unfold(2, width, 1).permute(0, 2, 1, 3).flatten(2);
        return functional.linear(windows, weight, bias);
    }

    private Tensor Leaky(Tensor x) => functional.leaky_relu(x, _config.LeakySlope);

    private NormedConv1d Convolution(int inputs, int outputs, int kernel) =>
        new(new(inputs, outputs, kernel, kernel / 2), _config.Weights);
}
