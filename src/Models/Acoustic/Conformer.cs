using TorchSharp;
using TorchSharp.Modules;
using VoiceSmith.Models.Layers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VoiceSmith.Models.Acoustic;

/// <summary>What the blocks of a stack know of the frames they work on.</summary>
/// <param name="Padding">True where there is no frame, [batch, time, 1]; null where all are frames.</param>
/// <param name="Unseen">True where a step may not see another, broadcastable to [batch, head, query, key]; null where all do.</param>
public sealed record ConformerContext(Tensor? Padding, Tensor? Unseen);

/// <summary>Gated convolution conditioned on an embedding: speaker and language enter every block here.</summary>
public sealed class Conv1dGlu : Module
{
    private readonly Tensor sqrt;
    private readonly BsConv1d bsconv1d;
    private readonly Linear embedding_proj;

    /// <summary>Fresh weights.</summary>
    public Conv1dGlu(ConformerConfig config, int embeddingChannels) : base(nameof(Conv1dGlu))
    {
        sqrt = tensor((float)Math.Sqrt(0.5));
        bsconv1d = new(config.Channels, 2 * config.Channels, config.ConvKernel, config.Causal);
        embedding_proj = Linear(embeddingChannels, config.Channels);
        RegisterComponents();
    }

    /// <param name="x">[batch, time, channel]</param>
    /// <param name="embedding">[batch, time or 1, channel]</param>
    /// <param name="padding">[batch, time, 1]</param>
    public Tensor Forward(Tensor x, Tensor embedding, Tensor? padding) => Gate(bsconv1d.Forward(x, padding), x, embedding);

    /// <summary>What a stream of this layer remembers.</summary>
    public StreamingWindow NewWindow() => bsconv1d.NewWindow();

    /// <summary>The layer over the next frames of a stream; [1, time, channel].</summary>
    public Tensor Step(Tensor x, Tensor embedding, StreamingWindow window) => Gate(bsconv1d.Step(x, window), x, embedding);

    private Tensor Gate(Tensor y, Tensor x, Tensor embedding)
    {
        var halves = y.chunk(2, -1);
        var value = halves[0] + functional.softsign(embedding_proj.call(embedding));
        return (value * halves[1].sigmoid() + x) * sqrt;
    }
}

/// <summary>Two layers, the first over a few frames; its output weighs half.</summary>
public sealed class FeedForward : Module
{
    private readonly LayerNorm ln;
    private readonly Conv1d conv_1, conv_2;
    private readonly Dropout dropout;
    private readonly int _before, _after;

    /// <summary>Fresh weights.</summary>
    public FeedForward(ConformerConfig config) : base(nameof(FeedForward))
    {
        var (channels, kernel, hidden) = (config.Channels, config.FeedForwardKernel, config.Channels * config.FeedForwardExpansion);
        (_before, _after) = config.Causal ? (kernel - 1, 0) : (kernel / 2, kernel / 2);
        ln = LayerNorm(channels);
        conv_1 = Conv1d(channels, hidden, kernel);
        conv_2 = Conv1d(hidden, channels, 1);
        dropout = Dropout(config.Dropout);
        RegisterComponents();
    }

    /// <param name="x">[batch, time, channel]</param>
    /// <param name="padding">[batch, time, 1]</param>
    public Tensor Forward(Tensor x, Tensor? padding)
    {
        var y = ln.call(x);
        if (_before + _after == 0)
            return Rest(functional.linear(y, conv_1.weight.squeeze(2), conv_1.bias));
        y = padding is null ? y : y.masked_fill(padding, 0);
        return Rest(functional.conv1d(functional.pad(y.transpose(1, 2), [_before, _after]), conv_1.weight, conv_1.bias).transpose(1, 2));
    }

    /// <summary>What a stream of this layer remembers.</summary>
    public StreamingWindow NewWindow() => new(_before, _after);

    /// <summary>The layer over the next frames of a stream; [1, time, channel].</summary>
    public Tensor Step(Tensor x, StreamingWindow window)
    {
        if (_before + _after == 0)
            return Forward(x, null);
        var frames = window.Push(ln.call(x).transpose(1, 2), last: false)!;
        return Rest(functional.conv1d(frames, conv_1.weight, conv_1.bias).transpose(1, 2));
    }

    /// <param name="y">[batch, time, hidden]</param>
    private Tensor Rest(Tensor y)
    {
        y = dropout.call(functional.leaky_relu(y, ConformerBlock.Slope));
        return dropout.call(functional.linear(y, conv_2.weight.squeeze(2), conv_2.bias)) * 0.5;
    }
}

/// <summary>Gated pointwise layer, depthwise convolution, norm, pointwise layer.</summary>
public sealed class ConformerConvModule : Module
{
    private readonly LayerNorm ln_1, ln_2;
    private readonly PointwiseConv1d conv_1, conv_2;
    private readonly DepthwiseConv1d depthwise;
    private readonly Dropout dropout;

    /// <summary>Fresh weights.</summary>
    public ConformerConvModule(ConformerConfig config) : base(nameof(ConformerConvModule))
    {
        var (channels, inner) = (config.Channels, config.Channels * config.ConvExpansion);
        ln_1 = LayerNorm(channels);
        conv_1 = new(channels, 2 * inner);
        depthwise = new(inner, config.ConvKernel, config.Causal);
        ln_2 = LayerNorm(inner);
        conv_2 = new(inner, channels);
        dropout = Dropout(config.Dropout);
        RegisterComponents();
    }

    /// <param name="x">[batch, time, channel]</param>
    /// <param name="padding">[batch, time, 1]</param>
    public Tensor Forward(Tensor x, Tensor? padding)
    {
        var y = Gate(x);
        return Rest(depthwise.call(padding is null ? y : y.masked_fill(padding, 0)));
    }

    /// <summary>What a stream of this layer remembers.</summary>
    public StreamingWindow NewWindow() => depthwise.NewWindow();

    /// <summary>The layer over the next frames of a stream; [1, time, channel].</summary>
    public Tensor Step(Tensor x, StreamingWindow window) => Rest(depthwise.Step(Gate(x), window));

    private Tensor Gate(Tensor x)
    {
        var halves = conv_1.call(ln_1.call(x)).chunk(2, -1);
        return halves[0] * functional.leaky_relu(halves[1], ConformerBlock.Slope);
    }

    private Tensor Rest(Tensor y) =>
        dropout.call(conv_2.call(functional.leaky_relu(ln_2.call(y), ConformerBlock.Slope)));
}

/// <summary>Self-attention with dropout.</summary>
public sealed class ConformerSelfAttention : Module
{
    private readonly WindowAttention attention;
    private readonly Dropout dropout;

    /// <summary>Fresh weights.</summary>
    public ConformerSelfAttention(ConformerConfig config) : base(nameof(ConformerSelfAttention))
    {
        attention = new(config);
        dropout = Dropout(config.Dropout);
        RegisterComponents();
    }

    /// <summary>See <see cref="WindowAttention.BlockMask"/>.</summary>
    public Tensor? BlockMask(long steps) => attention.BlockMask(0, steps, 0, steps);

    /// <summary>See <see cref="WindowAttention.Forward"/>.</summary>
    public Tensor Forward(Tensor x, Tensor? unseen) => dropout.call(attention.Forward(x, unseen));

    /// <summary>See <see cref="WindowAttention.Step"/>.</summary>
    public Tensor Step(Tensor x, AttentionCache cache) => dropout.call(attention.Step(x, cache));
}

/// <summary>Conditioning, feed-forward, convolution, self-attention, convolution.</summary>
public sealed class ConformerBlock : Module
{
    /// <summary>Negative slope of every leaky ReLU of the acoustic model.</summary>
    public const double Slope = 0.3;

    private readonly Conv1dGlu conditioning;
    private readonly FeedForward? ff;
    private readonly ConformerConvModule conformer_conv_1, conformer_conv_2;
    private readonly LayerNorm ln;
    private readonly ConformerSelfAttention slf_attn;

    /// <summary>Fresh weights.</summary>
    public ConformerBlock(ConformerConfig config, int embeddingChannels) : base(nameof(ConformerBlock))
    {
        conditioning = new(config, embeddingChannels);
        ff = config.FeedForward ? new(config) : null;
        conformer_conv_1 = new(config);
        ln = LayerNorm(config.Channels);
        slf_attn = new(config);
        conformer_conv_2 = new(config);
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
        var padding = context.Padding;
        x = conditioning.Forward(x, embedding, padding);
        if (ff is not null)
            x = x + ff.Forward(x, padding);
        x = x + conformer_conv_1.Forward(x, padding);
        x = x + slf_attn.Forward(ln.call(x), context.Unseen);
        x = padding is null ? x : x.masked_fill(padding, 0);
        return (x + conformer_conv_2.Forward(x, padding)).MoveToOuterDisposeScope();
    }

    /// <summary>What a stream of this block remembers.</summary>
    public BlockState NewState() => new(
        conditioning.NewWindow(), ff?.NewWindow(), conformer_conv_1.NewWindow(), new AttentionCache(), conformer_conv_2.NewWindow());

    /// <summary>The block over the next steps of a stream: whole blocks, or the last steps.</summary>
    /// <param name="x">[1, time, channel]</param>
    /// <param name="embedding">[1, 1, channel]</param>
    /// <param name="state">The stream's memory of this block.</param>
    /// <returns>[1, time, channel]</returns>
    public Tensor Step(Tensor x, Tensor embedding, BlockState state)
    {
        using var scope = NewDisposeScope();
        x = conditioning.Step(x, embedding, state.Conditioning);
        if (ff is not null)
            x = x + ff.Step(x, state.FeedForward!);
        x = x + conformer_conv_1.Step(x, state.Conv1);
        x = x + slf_attn.Step(ln.call(x), state.Attention);
        return (x + conformer_conv_2.Step(x, state.Conv2)).MoveToOuterDisposeScope();
    }
}

/// <summary>What one stream of a block remembers.</summary>
public sealed record BlockState(
    StreamingWindow Conditioning, StreamingWindow? FeedForward, StreamingWindow Conv1, AttentionCache Attention, StreamingWindow Conv2)
    : IDisposable
{
    /// <inheritdoc/>
    public void Dispose()
    {
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
    private readonly ModuleList<ConformerBlock> layer_stack;

    /// <summary>Fresh weights.</summary>
    /// <param name="config">Sizes.</param>
    /// <param name="embeddingChannels">Width of speaker and language together.</param>
    public Conformer(ConformerConfig config, int embeddingChannels) : base(nameof(Conformer))
    {
        layer_stack = new([.. Enumerable.Range(0, config.Layers).Select(_ => new ConformerBlock(config, embeddingChannels))]);
        RegisterComponents();
    }

    /// <param name="x">[batch, time, channel]</param>
    /// <param name="embedding">Speaker and language, [batch, time or 1, channel].</param>
    /// <param name="padding">True where there is no frame, [batch, time]; null where all are frames.</param>
    /// <returns>[batch, time, channel]; padded rows are undefined.</returns>
    public Tensor Forward(Tensor x, Tensor embedding, Tensor? padding)
    {
        using var scope = NewDisposeScope();
        var unseen = layer_stack[0].BlockMask(x.shape[1])?.to(x.device).unsqueeze(0).unsqueeze(0);
        if (padding is not null)
        {
            var keys = padding.unsqueeze(1).unsqueeze(1);
            unseen = unseen is null ? keys : unseen.logical_or(keys);
        }
        var context = new ConformerContext(padding?.unsqueeze(2), unseen);
        foreach (var block in layer_stack)
            x = block.Forward(x, embedding, context);
        return x.MoveToOuterDisposeScope();
    }

    /// <summary>One memory per block of a stream.</summary>
    public BlockState[] NewState() => [.. layer_stack.Select(block => block.NewState())];

    /// <summary>The stack over the next steps of a stream.</summary>
    /// <param name="x">[1, time, channel]</param>
    /// <param name="embedding">[1, 1, channel]</param>
    /// <param name="state">From <see cref="NewState"/>.</param>
    /// <returns>[1, time, channel]</returns>
    public Tensor Step(Tensor x, Tensor embedding, BlockState[] state)
    {
        foreach (var (block, memory) in layer_stack.Zip(state))
            x = block.Step(x, embedding, memory);
        return x;
    }
}
