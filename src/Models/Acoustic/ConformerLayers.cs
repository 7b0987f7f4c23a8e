using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using VoiceSmith.Models.Layers;
using VoiceSmith.Torch;
using VoiceSmith.Torch.Kernels;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VoiceSmith.Models.Acoustic;

/// <summary>Gated convolution conditioned on an embedding: speaker and language enter every block here.</summary>
public sealed class Conv1dGlu : Module
{
    private readonly Tensor sqrt;
    private readonly BsConv1d bsconv1d;
    private readonly Linear embedding_proj;

    /// <summary>Fresh weights.</summary>
    public Conv1dGlu(ConformerConfig config, int embeddingChannels, AcousticForm form = AcousticForm.Streaming)
        : base(nameof(Conv1dGlu))
    {
        sqrt = tensor((float)Math.Sqrt(0.5));
        bsconv1d = new(config.Channels, 2 * config.Channels, config.ConvKernel, config.Causal, form);
        embedding_proj = Linear(embeddingChannels, config.Channels);
        RegisterComponents();
    }

    /// <param name="x">[batch, time, channel]</param>
    /// <param name="embedding">[batch, time or 1, channel]</param>
    /// <param name="padding">[batch, time, 1]</param>
    public Tensor Forward(Tensor x, Tensor embedding, Tensor? padding) =>
        Gate(bsconv1d.Forward(x, padding), x, Bend(embedding));

    /// <summary>
    /// The layer in the reference form, where padded rows are convolved like others but have no speaker and no
    /// language.
    /// </summary>
    /// <param name="x">[batch, time, channel]</param>
    /// <param name="embedding">[batch, time or 1, channel]</param>
    /// <param name="silent">Mask of the places without an embedding, [batch, time, 1].</param>
    public Tensor ForwardReference(Tensor x, Tensor embedding, Tensor? silent)
    {
        var bent = Bend(embedding); // [batch, time or 1, channel]
        return Gate(
            bsconv1d.Forward(x, null),
            x,
            silent is null ? bent : torch.where(silent, functional.softsign(embedding_proj.bias!), bent)
        );
    }

    /// <summary>State of a stream through this layer.</summary>
    public StreamingWindow NewWindow() => bsconv1d.NewWindow();

    /// <summary>The layer over the next frames of a stream; [1, time, channel].</summary>
    /// <param name="x">New frames.</param>
    /// <param name="bent">From <see cref="Bend"/>, once a stream.</param>
    /// <param name="window">The stream's memory.</param>
    public Tensor Step(Tensor x, Tensor bent, IFrameWindow window) => Gate(bsconv1d.Step(x, window), x, bent);

    /// <summary>Conditioning of the gated half on speaker and language; [batch, time or 1, channel].</summary>
    internal Tensor Bend(Tensor embedding) => functional.softsign(embedding_proj.call(embedding));

    private Tensor Gate(Tensor y, Tensor x, Tensor bent)
    {
        if (is_grad_enabled())
            return (functional.glu(y + functional.pad(bent, [0, bent.size(2)])) + x) * sqrt;
        using (y)
        using (var value = y.narrow(-1, 0, x.size(2)))
        {
            value.add_(bent, Scalars.One);
            return functional.glu(y).add_(x, Scalars.One).mul_(sqrt);
        }
    }
}

/// <summary>Two layers, the first over a few frames; its output weighs half.</summary>
public sealed class FeedForward : Module, IInferenceForm
{
    private readonly LayerNorm ln;
    private readonly Conv1d conv_1,
        conv_2;
    private readonly Dropout dropout;
    private readonly FrameConvolution _first,
        _second;
    private readonly int _before,
        _after;

    /// <summary>Fresh weights.</summary>
    public FeedForward(ConformerConfig config)
        : base(nameof(FeedForward))
    {
        var (channels, kernel, hidden) = (
            config.Channels,
            config.FeedForwardKernel,
            config.Channels * config.FeedForwardExpansion
        );
        (_before, _after) = config.Causal ? (kernel - 1, 0) : (kernel / 2, kernel / 2);
        ln = LayerNorm(channels);
        conv_1 = Conv1d(channels, hidden, kernel);
        conv_2 = Conv1d(hidden, channels, 1);
        dropout = Dropout(config.Dropout);
        RegisterComponents();
        (_first, _second) = (new(conv_1), new(conv_2));
    }

    /// <param name="x">[batch, time, channel]</param>
    /// <param name="padding">[batch, time, 1]</param>
    public Tensor Forward(Tensor x, Tensor? padding)
    {
        var y = ln.call(x);
        if (_before + _after == 0)
            using (y)
                return Rest(_first.Convolve(y));
        y = padding is null ? y : y.masked_fill(padding, 0);
        return Rest(_first.Convolve(functional.pad(y, [0, 0, _before, _after])));
    }

    /// <summary>State of a stream through this layer.</summary>
    public StreamingWindow NewWindow() => new(_before, _after);

    /// <summary>The layer over the next frames of a stream; [1, time, channel].</summary>
    public Tensor Step(Tensor x, IFrameWindow window)
    {
        if (_before + _after == 0)
            return Forward(x, null);
        using var normed = ln.call(x);
        using var frames = window.Push(normed, last: false)!;
        return Rest(_first.Convolve(frames));
    }

    void IInferenceForm.Prepare()
    {
        _first.Prepare();
        _second.Prepare();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _first.Dispose();
            _second.Dispose();
        }
        base.Dispose(disposing);
    }

    /// <param name="y">[batch, time, hidden]</param>
    private Tensor Rest(Tensor y)
    {
        using var active = dropout.Apply(y, ConformerBlock.Slope);
        return dropout.Apply(_second.Convolve(active), scale: 0.5);
    }
}

/// <summary>Gated pointwise layer, depthwise convolution, norm, pointwise layer.</summary>
/// <remarks>
/// In the reference form the norm is over time too, padding included; in the streaming form over each frame alone.
/// </remarks>
public sealed class ConformerConvModule : Module
{
    private readonly AcousticForm _form;
    private readonly LayerNorm ln_1,
        ln_2;
    private readonly PointwiseConv1d conv_1,
        conv_2;
    private readonly DepthwiseConv1d depthwise;
    private readonly Dropout dropout;

    /// <summary>Fresh weights.</summary>
    public ConformerConvModule(ConformerConfig config, AcousticForm form = AcousticForm.Streaming)
        : base(nameof(ConformerConvModule))
    {
        _form = form;
        var (channels, inner) = (config.Channels, config.Channels * config.ConvExpansion);
        ln_1 = LayerNorm(channels);
        conv_1 = new(channels, 2 * inner);
        depthwise = new(inner, config.ConvKernel, config.Causal, form);
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
        return Rest(depthwise.Forward(y, padding));
    }

    /// <summary>State of a stream through this layer.</summary>
    public StreamingWindow NewWindow() => depthwise.NewWindow();

    /// <summary>The layer over the next frames of a stream; [1, time, channel].</summary>
    public Tensor Step(Tensor x, IFrameWindow window) => Rest(depthwise.Step(Gate(x), window));

    /// <summary>The first half of a dimension, weighed by the leaky ReLU of the second.</summary>
    /// <param name="x">Not to be read afterwards.</param>
    /// <param name="dimension">The dimension.</param>
    internal static Tensor GateHalves(Tensor x, long dimension)
    {
        var (value, gate) = x.Halves(dimension);
        using (gate)
            return value.Times(gate.LeakyRelu(ConformerBlock.Slope));
    }

    private Tensor Gate(Tensor x)
    {
        using var normed = ln_1.call(x);
        var y = conv_1.call(normed);
        return is_grad_enabled() && RowKernels.IsFor(y) ? GatedValues.Of(y, ConformerBlock.Slope) : GateHalves(y, -1);
    }

    private Tensor Rest(Tensor y)
    {
        using var active = Norm(y).LeakyRelu(ConformerBlock.Slope);
        return dropout.Apply(conv_2.call(active));
    }

    private Tensor Norm(Tensor y) =>
        _form == AcousticForm.Streaming
            ? ln_2.call(y)
            : functional.group_norm(y.transpose(1, 2), 1, ln_2.weight, ln_2.bias).transpose(1, 2);
}

/// <summary>
/// Attention with dropout: over a window in the streaming form, over everything in the reference form.
/// </summary>
public sealed class ConformerSelfAttention : Module
{
    private readonly Module attention; // of a kind by the form
    private readonly Dropout dropout;

    /// <summary>Fresh weights.</summary>
    public ConformerSelfAttention(ConformerConfig config, AcousticForm form = AcousticForm.Streaming)
        : base(nameof(ConformerSelfAttention))
    {
        attention =
            form == AcousticForm.Streaming
                ? new WindowAttention(config)
                : new RelativeAttention(config.Channels, config.Heads);
        dropout = Dropout(config.Dropout);
        RegisterComponents();
    }

    /// <summary>See <see cref="WindowAttention.BlockMask"/>.</summary>
    public Tensor? BlockMask(long steps) => (attention as WindowAttention)?.BlockMask(0, steps, 0, steps);

    /// <summary>Attention of steps to each other.</summary>
    /// <param name="x">[batch, time, channel]</param>
    /// <param name="context">Masks, and positions in the reference form.</param>
    public Tensor Forward(Tensor x, ConformerContext context) =>
        attention is WindowAttention window
            ? dropout.Apply(window.Forward(x, context.Mask, context.Padding))
            : Forward(x, x, context.Positions!, context.Mask).Output;

    /// <summary>Attention of steps to others, in the reference form.</summary>
    /// <param name="queries">[batch, query, channel]</param>
    /// <param name="keys">Keys and values, [batch, key, channel].</param>
    /// <param name="positions">Position codes, [1, at least key, channel].</param>
    /// <param name="mask">True where masked, broadcastable to [batch, head, query, key].</param>
    /// <returns>[batch, query, channel], and the weights [batch, head, query, key].</returns>
    internal (Tensor Output, Tensor Weights) Forward(Tensor queries, Tensor keys, Tensor positions, Tensor? mask)
    {
        var (output, weights) = ((RelativeAttention)attention).Forward(
            queries,
            keys,
            keys,
            positions.narrow(1, 0, keys.size(1)),
            mask
        );
        return (dropout.Apply(output), weights);
    }

    /// <summary>See <see cref="WindowAttention.Step"/>.</summary>
    public Tensor Step(Tensor x, IAttentionMemory memory) =>
        dropout.Apply(((WindowAttention)attention).Step(x, memory));

    /// <summary>See <see cref="WindowAttention.MemoryOf"/>.</summary>
    internal IAttentionMemory MemoryOf(SlotBatch batch, Tensor? keyPadding) =>
        ((WindowAttention)attention).MemoryOf(batch, keyPadding);
}
