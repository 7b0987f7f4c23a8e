using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using VoiceSmith.Models.Layers;
using VoiceSmith.Torch;
using VoiceSmith.Torch.Kernels;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VoiceSmith.Models.Acoustic;

/// <summary>Context of the frames that the blocks of a stack work on.</summary>
/// <param name="Padding">The padding mask: true where there is no frame, [batch, time, 1]; null without one.</param>
/// <param name="Mask">
/// The attention mask: true where masked, broadcastable to [batch, head, query, key]; null without one.
/// </param>
/// <param name="Positions">The steps' position codes, [1, time, channel]; only in the reference form.</param>
/// <param name="Silent">
/// True where a frame has no speaker and no language, [batch, time, 1]; only in the reference form.
/// </param>
public sealed record ConformerContext(Tensor? Padding, Tensor? Mask, Tensor? Positions = null, Tensor? Silent = null);

/// <summary>Conditioning, feed-forward, convolution, self-attention, convolution.</summary>
public sealed class ConformerBlock : Module
{
    /// <summary>Negative slope of every leaky ReLU of the acoustic model.</summary>
    public const double Slope = 0.3;

    private readonly AcousticForm _form;
    private readonly Conv1dGlu conditioning;
    private readonly FeedForward? ff;
    private readonly ConformerConvModule conformer_conv_1,
        conformer_conv_2;
    private readonly LayerNorm ln;
    private readonly ConformerSelfAttention slf_attn;

    /// <summary>Fresh weights.</summary>
    public ConformerBlock(ConformerConfig config, int embeddingChannels, AcousticForm form = AcousticForm.Streaming)
        : base(nameof(ConformerBlock))
    {
        _form = form;
        conditioning = new(config, embeddingChannels, form);
        ff = config.FeedForward ? new(config) : null;
        conformer_conv_1 = new(config, form);
        ln = LayerNorm(config.Channels);
        slf_attn = new(config, form);
        conformer_conv_2 = new(config, form);
        RegisterComponents();
    }

    /// <summary>See <see cref="WindowAttention.BlockMask"/>.</summary>
    public Tensor? BlockMask(long steps) => slf_attn.BlockMask(steps);

    /// <param name="x">[batch, time, channel]</param>
    /// <param name="embedding">Speaker and language, [batch, time or 1, channel].</param>
    /// <param name="context">Padding and masks.</param>
    /// <returns>[batch, time, channel]</returns>
    public Tensor Forward(Tensor x, Tensor embedding, ConformerContext context)
    {
        using var scope = NewDisposeScope();
        // in the reference, convolutions see padded frames
        var padding = _form == AcousticForm.Streaming ? context.Padding : null;
        x =
            _form == AcousticForm.Streaming
                ? conditioning.Forward(x, embedding, padding)
                : conditioning.ForwardReference(x, embedding, context.Silent);
        if (ff is not null)
            x = x.PlusSpent(ff.Forward(x, padding));
        x = x.PlusSpent(conformer_conv_1.Forward(x, padding));
        x = x.PlusSpent(slf_attn.Forward(ln.call(x), context));
        if (_form == AcousticForm.Reference && context.Padding is not null)
            x = x.masked_fill(context.Padding, 0);
        return x.PlusSpent(conformer_conv_2.Forward(x, padding)).MoveToOuterDisposeScope();
    }

    /// <summary>State of a stream through this block.</summary>
    public BlockState NewState() =>
        new(
            conditioning.NewWindow(),
            ff?.NewWindow(),
            conformer_conv_1.NewWindow(),
            new AttentionCache(),
            conformer_conv_2.NewWindow()
        );

    /// <summary>The state of several streams, in slots.</summary>
    /// <param name="batch">The streams' slots.</param>
    /// <param name="keyPadding">See <see cref="WindowAttention.MemoryOf"/>.</param>
    internal BlockState StateOf(SlotBatch batch, Tensor? keyPadding) =>
        new(
            batch.Window(conditioning.NewWindow()),
            ff is null ? null : batch.Window(ff.NewWindow()),
            batch.Window(conformer_conv_1.NewWindow()),
            slf_attn.MemoryOf(batch, keyPadding),
            batch.Window(conformer_conv_2.NewWindow())
        );

    /// <summary>The block over the next steps of a stream: whole blocks, or the last steps.</summary>
    /// <param name="x">[batch, time, channel]</param>
    /// <param name="embedding">[batch, 1, channel], the same for the whole stream.</param>
    /// <param name="state">The streams' state of this block.</param>
    /// <returns>[batch, time, channel]</returns>
    public Tensor Step(Tensor x, Tensor embedding, BlockState state)
    {
        state.Bent ??= conditioning.Bend(embedding).DetachFromDisposeScope();
        x = conditioning.Step(x, state.Bent, state.Conditioning);
        if (ff is not null)
            x = x.PlusSpent(ff.Step(x, state.FeedForward!));
        x = x.PlusSpent(conformer_conv_1.Step(x, state.Conv1));
        using (var normed = ln.call(x))
            x = x.PlusSpent(slf_attn.Step(normed, state.Attention));
        return x.PlusSpent(conformer_conv_2.Step(x, state.Conv2));
    }
}

/// <summary>The state of one stream of a block, or of the streams in a batch.</summary>
public sealed record BlockState(
    IFrameWindow Conditioning,
    IFrameWindow? FeedForward,
    IFrameWindow Conv1,
    IAttentionMemory Attention,
    IFrameWindow Conv2
) : IDisposable
{
    /// <summary>See <see cref="Conv1dGlu.Bend"/>; null before the first step.</summary>
    internal Tensor? Bent { get; set; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Bent?.Dispose();
        Conditioning.Dispose();
        FeedForward?.Dispose();
        Conv1.Dispose();
        Attention.Dispose();
        Conv2.Dispose();
    }
}

/// <summary>A stack of conformer blocks.</summary>
public sealed class Conformer : Module
{
    private readonly AcousticForm _form;
    private readonly ModuleList<ConformerBlock> layer_stack;

    /// <summary>Fresh weights.</summary>
    /// <param name="config">Sizes.</param>
    /// <param name="embeddingChannels">Width of speaker and language together.</param>
    /// <param name="form">The form of its blocks.</param>
    public Conformer(ConformerConfig config, int embeddingChannels, AcousticForm form = AcousticForm.Streaming)
        : base(nameof(Conformer))
    {
        _form = form;
        layer_stack = new([
            .. Enumerable.Range(0, config.Layers).Select(_ => new ConformerBlock(config, embeddingChannels, form)),
        ]);
        RegisterComponents();
    }

    /// <param name="x">[batch, time, channel]</param>
    /// <param name="embedding">Speaker and language, [batch, time or 1, channel].</param>
    /// <param name="padding">True where there is no frame, [batch, time]; null where all are frames.</param>
    /// <param name="silentPadding">
    /// True if padded frames have no speaker and no language; in the reference form they matter.
    /// </param>
    /// <returns>[batch, time, channel]; padded rows are undefined.</returns>
    public Tensor Forward(Tensor x, Tensor embedding, Tensor? padding, bool silentPadding = false)
    {
        using var scope = NewDisposeScope();
        var mask = layer_stack[0].BlockMask(x.size(1))?.unsqueeze(0).unsqueeze(0);
        if (padding is not null)
        {
            var keys = padding.unsqueeze(1).unsqueeze(1);
            mask = mask is null ? keys : mask.logical_or(keys);
        }
        var positions =
            _form == AcousticForm.Reference ? PositionTable.Sinusoids(x.size(1), x.size(2), x.device) : null;
        var context = new ConformerContext(
            padding?.unsqueeze(2),
            mask,
            positions,
            silentPadding ? padding?.unsqueeze(2) : null
        );
        foreach (var block in layer_stack)
            x = block.Forward(x, embedding, context);
        return x.MoveToOuterDisposeScope();
    }

    /// <summary>The state of one stream, by block.</summary>
    public BlockState[] NewState() => [.. layer_stack.Select(block => block.NewState())];

    /// <summary>The state of several streams, by block.</summary>
    /// <param name="batch">The streams' slots.</param>
    /// <param name="keyPadding">See <see cref="WindowAttention.MemoryOf"/>.</param>
    internal BlockState[] StateOf(SlotBatch batch, Tensor? keyPadding) =>
        [.. layer_stack.Select(block => block.StateOf(batch, keyPadding))];

    /// <summary>The stack over the next steps of one or several streams.</summary>
    /// <param name="x">[batch, time, channel]</param>
    /// <param name="embedding">[batch, 1, channel]</param>
    /// <param name="state">From <see cref="NewState"/> or <see cref="StateOf"/>.</param>
    /// <returns>[batch, time, channel]</returns>
    public Tensor Step(Tensor x, Tensor embedding, BlockState[] state)
    {
        foreach (var (block, memory) in layer_stack.Zip(state))
            x = block.Step(x, embedding, memory);
        return x;
    }
}
