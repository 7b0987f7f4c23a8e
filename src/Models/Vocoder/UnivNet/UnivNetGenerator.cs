using System.Buffers;
using TorchSharp;
using TorchSharp.Modules;
using VoiceSmith.Models.Layers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VoiceSmith.Models.Vocoder.UnivNet;

/// <summary>
/// Turns noise into sound, directed by a mel. The noise is an input: the sound is a function of what goes in.
/// </summary>
/// <remarks>Source: UnivNet (Jang et al., 2021), with 32 channels: "c32".</remarks>
public sealed class UnivNetGenerator : Module<Tensor, Tensor, Tensor>, IBlockwiseVocoder
{
    /// <summary>Log-mel of silence: the floor ln 1e-5.</summary>
    public const float Silence = -11.5129f;

    /// <summary>Silent frames after a mel's end that <see cref="Infer"/> lets the network see.</summary>
    public const int TailFrames = 10;

    private const int EndKernel = 7;

    private readonly ModuleList<LvcBlock> res_stack;
    private readonly NormedConv1d conv_pre;
    private readonly Sequential conv_post;

    /// <summary>A generator with fresh weights.</summary>
    public UnivNetGenerator(UnivNetConfig config)
        : base(nameof(UnivNetGenerator))
    {
        Config = config;
        res_stack = ModuleList([.. config.Strides.Select(stride => new LvcBlock(config, stride))]);
        conv_pre = new NormedConv1d(
            new(config.NoiseChannels, config.Channels, EndKernel, EndKernel / 2, Mirrored: true),
            config.Weights
        );
        conv_post = Sequential(
            ("1", new NormedConv1d(new(config.Channels, 1, EndKernel, EndKernel / 2, Mirrored: true), config.Weights))
        );
        RegisterComponents();
    }

    /// <summary>Its sizes.</summary>
    public UnivNetConfig Config { get; }

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

    /// <param name="mel">Log-mel, [batch, band, frame], at least four frames.</param>
    /// <param name="noise">Standard normal, [batch, noise channel, frame].</param>
    /// <returns>Samples in −1..1, [batch, 1, frame × hop].</returns>
    public override Tensor forward(Tensor mel, Tensor noise)
    {
        using var scope = NewDisposeScope();
        var x = conv_pre.call(noise); // [batch, channel, frame]
        foreach (var block in res_stack)
            x = block.call(x, mel); // [batch, channel, time]
        x = functional.leaky_relu(x, Config.LeakySlope);
        return conv_post.call(x).tanh().MoveToOuterDisposeScope(); // [batch, 1, frame × hop]
    }

    /// <summary>
    /// The sound of a padded batch: silence after each mel's end, seen by the network and cut off from the sound.
    /// </summary>
    /// <param name="mel">Log-mel, [batch, band, frame]; what lies beyond a mel's length does not matter.</param>
    /// <param name="melLengths">Frames of each mel, int64, [batch].</param>
    /// <param name="noise">Standard normal, [batch, noise channel, frame + <see cref="TailFrames"/>].</param>
    /// <returns>Samples in −1..1, zero beyond each length, [batch, 1, frame × hop].</returns>
    public Tensor Infer(Tensor mel, Tensor melLengths, Tensor noise)
    {
        using var scope = NewDisposeScope();
        var (batch, bands, frames) = (mel.size(0), mel.size(1), mel.size(2));
        var silent = arange(frames, device: mel.device).unsqueeze(0) >= melLengths.unsqueeze(1); // [batch, frame]
        var tail = full([batch, bands, TailFrames], Silence, dtype: mel.dtype, device: mel.device);
        var padded = cat([mel.masked_fill(silent.unsqueeze(1), Silence), tail], 2); // [batch, band, frame + tail]
        var samples = forward(padded, noise).narrow(2, 0, frames * Config.HopLength);
        var beyond =
            arange(frames * Config.HopLength, device: mel.device).unsqueeze(0)
            >= (melLengths * Config.HopLength).unsqueeze(1);
        return samples.masked_fill(beyond.unsqueeze(1), 0).MoveToOuterDisposeScope();
    }

    int IBlockwiseVocoder.ContextFrames => Config.ContextFrames;

    int IBlockwiseVocoder.TailFrames => TailFrames;

    float IBlockwiseVocoder.TailValue => Silence;

    Tensor IBlockwiseVocoder.Render(Tensor mel, IReadOnlyList<(long FirstFrame, ulong Seed)> places)
    {
        var length = (int)mel.size(2) * Config.NoiseChannels;
        var noise = new float[places.Count * length];
        foreach (var (row, (firstFrame, seed)) in places.Index())
            CounterNoise.Fill(seed, firstFrame * Config.NoiseChannels, noise.AsSpan(row * length, length));
        return forward(
            mel,
            tensor(noise, [places.Count, mel.size(2), Config.NoiseChannels], device: mel.device).transpose(1, 2)
        );
    }
}
