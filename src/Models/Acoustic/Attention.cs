using TorchSharp;
using TorchSharp.Modules;
using VoiceSmith.Models.Layers;
using VoiceSmith.Torch;
using VoiceSmith.Torch.Kernels;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VoiceSmith.Models.Acoustic;

/// <summary>Multi-head attention whose scores know the distance between steps, up to a range.</summary>
public sealed class WindowAttention : Module, IInferenceForm
{
    private const double MaskedScore = -1e9; // as good as minus infinity; a fully masked row gives no NaN

    private readonly int _heads,
        _range,
        _block,
        _earlier;
    private readonly Linear query_proj,
        key_proj,
        value_proj,
        out_proj;
    private readonly Parameter position_bias;

    // few: streams are cut alike; used once prepared
    private readonly Dictionary<(long Remembered, long Steps), Tensor> _biasOfStep = [];
    private (Tensor Weight, Tensor Bias)? _prepared; // see Fused; from Prepare on

    /// <summary>Fresh weights.</summary>
    public WindowAttention(ConformerConfig config)
        : base(nameof(WindowAttention))
    {
        (_heads, _range, _block, _earlier) = (
            config.Heads,
            config.PositionRange,
            config.BlockSteps,
            config.EarlierBlocks
        );
        var channels = config.Channels;
        query_proj = Linear(channels, channels);
        key_proj = Linear(channels, channels, hasBias: false);
        value_proj = Linear(channels, channels, hasBias: false);
        out_proj = Linear(channels, channels);
        position_bias = Parameter(zeros(_heads, 2 * _range + 1));
        RegisterComponents();
    }

    /// <summary>The attention mask: keys of later blocks, and of blocks beyond the memory.</summary>
    /// <param name="queryStart">The first query's step.</param>
    /// <param name="queries">Query steps.</param>
    /// <param name="keyStart">The first key's step.</param>
    /// <param name="keys">Key steps.</param>
    /// <returns>True where masked, [query, key]; null where nothing is.</returns>
    public Tensor? BlockMask(long queryStart, long queries, long keyStart, long keys)
    {
        if (_block == 0)
            return null;
        var device = position_bias.device;
        var query = arange(queryStart, queryStart + queries, device: device)
            .div(_block, RoundingMode.floor)
            .unsqueeze(1);
        var key = arange(keyStart, keyStart + keys, device: device).div(_block, RoundingMode.floor).unsqueeze(0);
        return key.greater(query).logical_or(key.less(query - _earlier));
    }

    /// <param name="x">[batch, time, channel]</param>
    /// <param name="mask">True where masked, broadcastable to [batch, head, query, key].</param>
    /// <param name="padding">
    /// The padding mask: true after an item's last step, [batch, time, 1]; null without padding.
    /// </param>
    /// <returns>[batch, time, channel]; padded rows are undefined.</returns>
    public Tensor Forward(Tensor x, Tensor? mask, Tensor? padding = null)
    {
        if (BlockAttention.IsFor(x, _heads, _block, _earlier))
        {
            var steps = x.size(1);
            var blocks = new AttentionBlocks(
                _heads,
                _block,
                _earlier,
                padding is null
                    ? [.. Enumerable.Repeat((int)steps, (int)x.size(0))]
                    : [.. (steps - padding.sum([1, 2])).data<long>().Select(length => (int)length)]
            );
            return out_proj.call(
                BlockAttention.Attend(query_proj.call(x), key_proj.call(x), value_proj.call(x), position_bias, blocks)
            );
        }
        var bias = Bias(0, x.size(1), x.size(1));
        if (!is_grad_enabled())
        {
            var (queries, memory) = Project(x);
            return Attend(queries, memory, mask is null ? bias : bias.masked_fill(mask, MaskedScore));
        }
        var scores =
            SplitHeads(query_proj.call(x)).matmul(SplitHeads(key_proj.call(x)).transpose(2, 3))
                / Math.Sqrt(x.size(2) / _heads)
            + bias;
        if (mask is not null)
            scores = scores.masked_fill(mask, MaskedScore); // [batch, head, query, key]
        return Join(scores.softmax(-1).matmul(SplitHeads(value_proj.call(x))));
    }

    /// <summary>
    /// Attention over the next steps of one or several streams, which also attend to the remembered ones. Takes no
    /// gradient.
    /// </summary>
    /// <param name="x">Whole blocks, or the stream's last steps; [batch, time, channel].</param>
    /// <param name="memory">The streams' memory; moves on.</param>
    /// <returns>[batch, time, channel]</returns>
    public Tensor Step(Tensor x, IAttentionMemory memory)
    {
        var (queries, own) = Project(x);
        using var asked = queries;
        using var added = own;
        using var joined = memory.Push(own);
        var (keys, steps) = (joined.size(3), x.size(1));
        var bias = BiasOfStep(keys - steps, steps);
        var y = Attend(queries, joined, memory.KeyPadding is { } padding ? bias + padding : bias);
        memory.Keep(joined, Math.Min(keys, MemorySteps), steps);
        return y;
    }

    /// <summary>The memory of several streams: always as long as can be attended to.</summary>
    /// <param name="batch">The streams' slots.</param>
    /// <param name="keyPadding">
    /// Added to scores, [batch, 1, 1, key]: large and negative where a stream has no step, before its first or after
    /// its last; null if all do.
    /// </param>
    internal IAttentionMemory MemoryOf(SlotBatch batch, Tensor? keyPadding) =>
        new AttentionSlots(batch, MemorySteps, keyPadding);

    private long MemorySteps => (long)_earlier * _block;

    void IInferenceForm.Prepare()
    {
        var (weight, bias) = Fused();
        InferenceLayout.Turn(weight);
        _prepared = (weight.DetachFromDisposeScope(), bias.DetachFromDisposeScope());
    }

    /// <summary>Frees what it keeps for inference.</summary>
    protected override void Dispose(bool disposing)
    {
        foreach (var bias in disposing ? [.. _biasOfStep.Values] : Array.Empty<Tensor>())
            bias.Dispose();
        _prepared?.Weight.Dispose();
        _prepared?.Bias.Dispose();
        base.Dispose(disposing);
    }

    /// <returns>One layer for queries, keys and values, [3 × channel, channel] and [3 × channel].</returns>
    private (Tensor Weight, Tensor Bias) Fused()
    {
        var none = zeros_like(query_proj.bias!);
        return (cat([query_proj.weight!, key_proj.weight!, value_proj.weight!]), cat([query_proj.bias!, none, none]));
    }

    /// <param name="x">[batch, time, channel]</param>
    /// <returns>Queries [batch, head, query, width]; keys and values [2, batch, head, key, width].</returns>
    private (Tensor Queries, Tensor Memory) Project(Tensor x)
    {
        var (weight, bias) = _prepared ?? Fused();
        using var flat = functional.linear(x, weight, bias);
        using var split = flat.view(x.size(0), x.size(1), 3, _heads, -1);
        using var all = split.permute(2, 0, 3, 1, 4);
        return (all.select(0, 0), all.narrow(0, 1, 2));
    }

    /// <summary>
    /// Position bias of a stream's next steps. They and the remembered ones begin with a block, wherever the
    /// stream is.
    /// </summary>
    private Tensor BiasOfStep(long remembered, long steps)
    {
        if (_prepared is null)
            return Masked(remembered, steps);
        lock (_biasOfStep)
        {
            if (!_biasOfStep.TryGetValue((remembered, steps), out var bias))
            {
                using var scope = NewDisposeScope();
                _biasOfStep.Add((remembered, steps), bias = Masked(remembered, steps).DetachFromDisposeScope());
            }
            return bias;
        }
    }

    private Tensor Masked(long remembered, long steps)
    {
        var bias = Bias(remembered, steps, remembered + steps);
        return BlockMask(remembered, steps, 0, remembered + steps) is { } mask
            ? bias.masked_fill(mask, MaskedScore)
            : bias;
    }

    /// <param name="offset">The first query's place among the keys.</param>
    /// <param name="queries">Queries.</param>
    /// <param name="keys">Keys.</param>
    /// <returns>Position bias of the scores, [head, query, key].</returns>
    private Tensor Bias(long offset, long queries, long keys)
    {
        var device = position_bias.device;
        var distances =
            (
                arange(keys, device: device).unsqueeze(0)
                - arange(offset, offset + queries, device: device).unsqueeze(1)
            ).clamp(-_range, _range) + _range;
        return position_bias.index_select(1, distances.flatten()).view(_heads, queries, keys);
    }

    /// <summary>Attention where no gradient is wanted.</summary>
    /// <param name="queries">[batch, head, query, width]</param>
    /// <param name="memory">Keys and values, [2, batch, head, key, width].</param>
    /// <param name="bias">Added to scores, broadcastable to [batch, head, query, key].</param>
    /// <returns>[batch, query, channel]</returns>
    private Tensor Attend(Tensor queries, Tensor memory, Tensor bias)
    {
        using var keys = memory.select(0, 0);
        using var turned = keys.transpose(2, 3);
        using var scores = queries
            .matmul(turned)
            .mul_(Scalars.Of(1 / Math.Sqrt(queries.size(3))))
            .add_(bias, Scalars.One);
        using var weights = scores.softmax(-1);
        using var values = memory.select(0, 1);
        return Join(weights.matmul(values));
    }

    /// <param name="context">[batch, head, query, width]; disposed.</param>
    /// <returns>[batch, query, channel]</returns>
    private Tensor Join(Tensor context)
    {
        using (context)
        using (var turned = context.transpose(1, 2))
        using (var joined = turned.flatten(2))
            return out_proj.call(joined);
    }

    private Tensor SplitHeads(Tensor x) => x.view(x.size(0), x.size(1), _heads, -1).transpose(1, 2);
}

/// <summary>Keys and values that the next steps of one or several streams attend to.</summary>
public interface IAttentionMemory : IDisposable
{
    /// <summary>Added to the scores of a step, broadcastable to [batch, head, query, key]; null for nothing.</summary>
    Tensor? KeyPadding { get; }

    /// <summary>The remembered keys and values before those of new steps.</summary>
    /// <param name="own">[2, batch, head, step, width]</param>
    /// <returns>[2, batch, head, remembered + step, width], owned by the caller.</returns>
    Tensor Push(Tensor own);

    /// <summary>Keeps the last keys and values, and moves on.</summary>
    /// <param name="memory">From <see cref="Push"/>.</param>
    /// <param name="count">Steps to keep.</param>
    /// <param name="steps">Steps to move on.</param>
    void Keep(Tensor memory, long count, long steps);
}

/// <summary>The memory of one stream. Owned by the stream.</summary>
public sealed class AttentionCache : IAttentionMemory
{
    /// <summary>[2, 1, head, key, width], or null at the start.</summary>
    public Tensor? Memory { get; private set; }

    /// <summary>The next step's number.</summary>
    public long Position { get; private set; }

    /// <inheritdoc/>
    public Tensor? KeyPadding => null;

    /// <inheritdoc/>
    public Tensor Push(Tensor own) => Memory is null ? own.alias() : cat([Memory, own], 3);

    /// <inheritdoc/>
    public void Keep(Tensor memory, long count, long steps)
    {
        Dispose();
        Position += steps;
        Memory = memory.narrow(3, memory.size(3) - count, count).DetachFromDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose() => Memory?.Dispose();
}

/// <summary>The memory of the streams in a batch, in their slots.</summary>
/// <param name="batch">The slots.</param>
/// <param name="steps">Steps remembered.</param>
/// <param name="keyPadding">See <see cref="WindowAttention.MemoryOf"/>.</param>
internal sealed class AttentionSlots(SlotBatch batch, long steps, Tensor? keyPadding) : IAttentionMemory
{
    public Tensor? KeyPadding => keyPadding;

    public Tensor Push(Tensor own)
    {
        var (heads, added, width) = (own.size(2), own.size(3), own.size(4));
        var rows = own.permute(1, 3, 0, 2, 4).reshape(own.size(1), added, -1); // [batch, step, 2 × head × width]
        return batch.Push(steps, rows).view(own.size(1), steps + added, 2, heads, width).permute(2, 0, 3, 1, 4);
    }

    public void Keep(Tensor memory, long count, long moved)
    {
        // Push has kept them
    }

    public void Dispose()
    {
        // the slots own the state
    }
}
