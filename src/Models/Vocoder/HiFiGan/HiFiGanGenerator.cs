using System.Buffers;
using TorchSharp.Modules;
using VoiceSmith.Models.Layers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VoiceSmith.Models.Vocoder.HiFiGan;

/// <summary>
/// Turns a mel into sound by upsampling in stages, each followed by residual blocks of several widths side by side.
/// </summary>
/// <remarks>
/// Source: HiFi-GAN (Kong et al., 2020), V1. The residual blocks are named by stage and kernel, "resblocks.2.0".
/// </remarks>
public sealed class HiFiGanGenerator : Module<Tensor, Tensor>, IBlockwiseVocoder
{
    internal const double LeakySlope = 0.1;

    // before the last convolution: a slip of the published model that its weights expect
    private const double LastLeakySlope = 0.01;
    private const int EndKernel = 7;

    private readonly NormedConv1d conv_pre,
        conv_post;
    private readonly ModuleList<NormedConvTranspose1d> ups;
    private readonly ModuleList<ModuleList<HiFiGanResidualBlock>> resblocks;

    /// <summary>A generator with fresh weights.</summary>
    public HiFiGanGenerator(HiFiGanConfig config)
        : base(nameof(HiFiGanGenerator))
    {
        Config = config;
        int Width(int stage) => config.Channels >> stage;
        conv_pre = new NormedConv1d(new(config.MelBands, config.Channels, EndKernel, EndKernel / 2), config.Weights);
        ups = ModuleList([
            .. config
                .UpsampleRates.Zip(config.UpsampleKernels)
                .Select(
                    (pair, stage) =>
                        new NormedConvTranspose1d(
                            new(
                                Width(stage),
                                Width(stage + 1),
                                pair.Second,
                                pair.First,
                                (pair.Second - pair.First) / 2
                            ),
                            config.Weights
                        )
                ),
        ]);
        resblocks = ModuleList([
            .. Enumerable
                .Range(1, config.UpsampleRates.Count)
                .Select(stage =>
                    ModuleList([
                        .. config.ResidualKernels.Select(kernel => new HiFiGanResidualBlock(
                            Width(stage),
                            kernel,
                            config
                        )),
                    ])
                ),
        ]);
        conv_post = new NormedConv1d(
            new(Width(config.UpsampleRates.Count), 1, EndKernel, EndKernel / 2),
            config.Weights
        );
        RegisterComponents();
    }

    /// <summary>Its sizes.</summary>
    public HiFiGanConfig Config { get; }

    /// <inheritdoc/>
    public int SampleRate => Config.SampleRate;

    /// <inheritdoc/>
    public int HopLength => Config.HopLength;

    /// <inheritdoc/>
    public IVocoderState NewState(ulong seed) => new BlockwiseStream(this, seed);

    /// <inheritdoc/>
    public void Decode(Tensor? mel, IVocoderState state, bool last, IBufferWriter<float> sound) =>
        ((BlockwiseStream)state).Decode(mel, last, sound);

    /// <inheritdoc/>
    public IVocoderBatch NewBatch(BatchSizes sizes) => new BlockwiseBatch(this, sizes);

    int IBlockwiseVocoder.ContextFrames => Config.ContextFrames;

    int IBlockwiseVocoder.TailFrames => 0;

    float IBlockwiseVocoder.TailValue => 0;

    Tensor IBlockwiseVocoder.Render(Tensor mel, IReadOnlyList<(long FirstFrame, ulong Seed)> places) => forward(mel);

    /// <param name="mel">Log-mel, [batch, band, frame].</param>
    /// <returns>Samples in −1..1, [batch, 1, frame × hop].</returns>
    public override Tensor forward(Tensor mel)
    {
        using var scope = NewDisposeScope();
        var x = conv_pre.call(mel); // [batch, channel, frame]
        for (var stage = 0; stage < ups.Count; stage++)
        {
            using var step = NewDisposeScope();
            x = ups[stage].call(functional.leaky_relu(x, LeakySlope)); // [batch, channel / 2, time × rate]
            x = Mean(resblocks[stage], x).MoveToOuterDisposeScope();
        }
        return conv_post.call(functional.leaky_relu(x, LastLeakySlope)).tanh().MoveToOuterDisposeScope();
    }

    private static Tensor Mean(ModuleList<HiFiGanResidualBlock> blocks, Tensor x)
    {
        using var scope = NewDisposeScope();
        var sum = blocks[0].call(x);
        for (var i = 1; i < blocks.Count; i++)
            sum = sum + blocks[i].call(x);
        return (sum / blocks.Count).MoveToOuterDisposeScope();
    }
}
