using TorchSharp;
using TorchSharp.Modules;
using VoiceSmith.Models.Layers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VoiceSmith.Models.Vocoder.Discriminators;

/// <summary>Sizes of a family of period discriminators.</summary>
/// <param name="Channels">Width after each convolution; all but the last have stride 3.</param>
/// <param name="LeakySlope">Slope of its leaky ReLUs below zero.</param>
/// <param name="Weights">Parametrisation of its weights.</param>
public sealed record PeriodDiscriminatorConfig(IReadOnlyList<int> Channels, double LeakySlope, WeightLayout Weights)
{
    /// <summary>As UnivNet has them.</summary>
    public static PeriodDiscriminatorConfig UnivNet { get; } =
        new([64, 128, 256, 512, 1024], 0.2, WeightLayout.Parametrized);

    /// <summary>As HiFi-GAN has them.</summary>
    public static PeriodDiscriminatorConfig HiFiGan { get; } =
        new([32, 128, 512, 1024, 1024], 0.1, WeightLayout.GainAndDirection);
}

/// <summary>Looks at every p-th sample: a sound of pitch period p shows there as a constant.</summary>
/// <remarks>Source: HiFi-GAN (Kong et al., 2020), section 2.3.</remarks>
public sealed class PeriodDiscriminator : Module<Tensor, Judgement>
{
    private const int Kernel = 5,
        Stride = 3,
        LastKernel = 3;

    private readonly int _period;
    private readonly double _slope;
    private readonly ModuleList<NormedConv2d> convs;
    private readonly NormedConv2d conv_post;

    /// <summary>A discriminator with fresh weights.</summary>
    /// <param name="period">Samples between those that it sees together.</param>
    /// <param name="config">Its sizes.</param>
    public PeriodDiscriminator(int period, PeriodDiscriminatorConfig config)
        : base(nameof(PeriodDiscriminator))
    {
        (_period, _slope) = (period, config.LeakySlope);
        var widths = config.Channels;
        convs = ModuleList([
            .. widths.Select(
                (width, i) =>
                    new NormedConv2d(
                        new(
                            i == 0 ? 1 : widths[i - 1],
                            width,
                            (Kernel, 1),
                            (i == widths.Count - 1 ? 1 : Stride, 1),
                            (Kernel / 2, 0)
                        ),
                        config.Weights
                    )
            ),
        ]);
        conv_post = new NormedConv2d(new(widths[^1], 1, (LastKernel, 1), (1, 1), (LastKernel / 2, 0)), config.Weights);
        RegisterComponents();
    }

    /// <param name="sound">Samples, [batch, 1, time].</param>
    public override Judgement forward(Tensor sound)
    {
        using var scope = NewDisposeScope();
        var (batch, time) = (sound.size(0), sound.size(2));
        var missing = (_period - time % _period) % _period;
        if (missing > 0)
            sound = functional.pad(sound, (0, missing), PaddingModes.Reflect);
        var x = sound.view(batch, 1, -1, _period); // [batch, 1, row, period]
        var features = new List<Tensor>();
        foreach (var convolution in convs)
            features.Add(x = functional.leaky_relu(convolution.call(x), _slope, inplace: true));
        features.Add(x = conv_post.call(x));
        return new Judgement(features, x.flatten(1)).MoveToOuterDisposeScope();
    }
}
