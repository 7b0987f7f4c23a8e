using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VoiceSmith.Models.Acoustic;

/// <summary>Multi-head attention whose scores know the distance between steps, up to a range.</summary>
public sealed class WindowAttention : Module
{
    private readonly int _heads, _range, _block, _earlier;
    private readonly Linear query_proj, key_proj, value_proj, out_proj;
    private readonly Parameter position_bias;
    private readonly Dictionary<(long Remembered, long Steps), (Tensor Distances, Tensor? Unseen)> _viewsOfStep = []; // few: streams are cut alike

    /// <summary>Fresh weights.</summary>
    public WindowAttention(ConformerConfig config) : base(nameof(WindowAttention))
    {
        (_heads, _range, _block, _earlier) = (config.Heads, config.PositionRange, config.BlockSteps, config.EarlierBlocks);
        var channels = config.Channels;
        query_proj = Linear(channels, channels);
        key_proj = Linear(channels, channels, hasBias: false);
        value_proj = Linear(channels, channels, hasBias: false);
        out_proj = Linear(channels, channels);
        position_bias = Parameter(zeros(_heads, 2 * _range + 1));
        RegisterComponents();
    }

    /// <summary>Which steps may not see which: those of later blocks, and of blocks too long ago.</summary>
    /// <param name="queryStart">The first query's step.</param>
    /// <param name="queries">Query steps.</param>
    /// <param name="keyStart">The first key's step.</param>
    /// <param name="keys">Key steps.</param>
    /// <returns>True where unseen, [query, key]; null where every step sees every other.</returns>
    public Tensor? BlockMask(long queryStart, long queries, long keyStart, long keys)
    {
        if (_block == 0)
            return null;
        var query = arange(queryStart, queryStart + queries).div(_block, RoundingMode.floor).unsqueeze(1);
        var key = arange(keyStart, keyStart + keys).div(_block, RoundingMode.floor).unsqueeze(0);
        return key.greater(query).logical_or(key.less(query - _earlier));
    }

    /// <param name="x">[batch, time, channel]</param>
    /// <param name="mask">True where unseen, broadcastable to [batch, head, query, key].</param>
    /// <returns>[batch, time, channel]</returns>
    public Tensor Forward(Tensor x, Tensor? mask) =>
        Attend(x, SplitHeads(key_proj.call(x)), SplitHeads(value_proj.call(x)), Distances(0, x.shape[1], x.shape[1], x.device), mask);

    /// <summary>Attention over the next steps of a stream, which also see the remembered ones.</summary>
    /// <param name="x">Whole blocks, or the stream's last steps; [1, time, channel].</param>
    /// <param name="cache">The stream's memory; moves on.</param>
    /// <returns>[1, time, channel]</returns>
    public Tensor Step(Tensor x, AttentionCache cache)
    {
        var (keys, values) = (SplitHeads(key_proj.call(x)), SplitHeads(value_proj.call(x)));
        if (cache.Keys is not null)
            (keys, values) = (cat([cache.Keys, keys], 2), cat([cache.Values!, values], 2));
        var (distances, unseen) = ViewOfStep(keys.shape[2] - x.shape[1], x.shape[1], x.device);
        var y = Attend(x, keys, values, distances, unseen);
        cache.Keep(keys, values, Math.Min(keys.shape[2], (long)_earlier * _block), x.shape[1]);
        return y;
    }

    /// <summary>Frees what it keeps about streams.</summary>
    protected override void Dispose(bool disposing)
    {
        foreach (var (distances, unseen) in disposing ? [.. _viewsOfStep.Values] : Array.Empty<(Tensor, Tensor?)>())
        {
            distances.Dispose();
            unseen?.Dispose();
        }
        base.Dispose(disposing);
    }

    /// <summary>How a stream's next steps stand to its remembered ones. Both begin with a block, wherever the stream is.</summary>
    private (Tensor Distances, Tensor? Unseen) ViewOfStep(long remembered, long steps, Device device)
    {
        lock (_viewsOfStep)
        {
            if (!_viewsOfStep.TryGetValue((remembered, steps), out var view))
            {
                using var scope = NewDisposeScope();
                var unseen = BlockMask(remembered, steps, 0, remembered + steps) is { } mask && mask.any().item<bool>() ? mask.to(device) : null;
                view = (Distances(remembered, steps, remembered + steps, device).DetachFromDisposeScope(), unseen?.DetachFromDisposeScope());
                _viewsOfStep.Add((remembered, steps), view);
            }
            return view;
        }
    }

    /// <param name="offset">The first query's place among the keys.</param>
    /// <param name="queries">Queries.</param>
    /// <param name="keys">Keys.</param>
    /// <param name="device">Where they are needed.</param>
    /// <returns>Columns of the position bias, [query × key].</returns>
    private Tensor Distances(long offset, long queries, long keys, Device device) =>
        ((arange(keys).unsqueeze(0) - arange(offset, offset + queries).unsqueeze(1)).clamp(-_range, _range) + _range).flatten().to(device);

    /// <param name="x">Queries, [batch, time, channel].</param>
    /// <param name="keys">[batch, head, key, width]</param>
    /// <param name="values">[batch, head, key, width]</param>
    /// <param name="distances">Columns of the position bias, [query × key].</param>
    /// <param name="mask">True where unseen.</param>
    private Tensor Attend(Tensor x, Tensor keys, Tensor values, Tensor distances, Tensor? mask)
    {
        var queries = SplitHeads(query_proj.call(x));                                               // [batch, head, query, width]
        var bias = position_bias.index_select(1, distances).view(_heads, x.shape[1], keys.shape[2]);
        var scores = queries.matmul(keys.transpose(2, 3)) / Math.Sqrt(queries.shape[3]) + bias;     // [batch, head, query, key]
        if (mask is not null)
            scores = scores.masked_fill(mask.to(x.device), -1e9);
        var context = scores.softmax(-1).matmul(values).transpose(1, 2).flatten(2);                 // [batch, query, channel]
        return out_proj.call(context);
    }

    private Tensor SplitHeads(Tensor x) => x.view(x.shape[0], x.shape[1], _heads, -1).transpose(1, 2);
}

/// <summary>Keys and values that a stream's next steps still see. Owned by the stream.</summary>
public sealed class AttentionCache : IDisposable
{
    /// <summary>[1, head, key, width], or null at the start.</summary>
    public Tensor? Keys { get; private set; }

    /// <summary>[1, head, key, width], or null at the start.</summary>
    public Tensor? Values { get; private set; }

    /// <summary>The next step's number.</summary>
    public long Position { get; private set; }

    /// <summary>Keeps the last keys and values, and moves on.</summary>
    internal void Keep(Tensor keys, Tensor values, long count, long steps)
    {
        Dispose();
        Position += steps;
        Keys = keys.narrow(2, keys.shape[2] - count, count).clone().DetachFromDisposeScope();
        Values = values.narrow(2, values.shape[2] - count, count).clone().DetachFromDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Keys?.Dispose();
        Values?.Dispose();
    }
}
