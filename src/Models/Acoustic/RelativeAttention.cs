using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VoiceSmith.Models.Acoustic;

/// <summary>Multi-head attention with relative positions by a shifted table, in the reference form.</summary>
/// <remarks>
/// Source: Transformer-XL (Dai et al., 2019), as implemented by early ESPnet: scores are scaled by the model's width
/// and not the head's, and the shift wraps scores of later keys into the next query's row. Published weights were
/// trained so.
/// </remarks>
public sealed class RelativeAttention : Module
{
    private readonly int _heads;
    private readonly double _scale;
    private readonly Linear query_proj,
        key_proj,
        value_proj,
        pos_proj,
        out_proj;
    private readonly Parameter u_bias,
        v_bias;

    /// <summary>An instance with fresh weights.</summary>
    /// <param name="channels">Width.</param>
    /// <param name="heads">Heads; divides <paramref name="channels"/>.</param>
    public RelativeAttention(int channels, int heads)
        : base(nameof(RelativeAttention))
    {
        (_heads, _scale) = (heads, 1 / Math.Sqrt(channels));
        query_proj = Linear(channels, channels);
        key_proj = Linear(channels, channels, hasBias: false);
        value_proj = Linear(channels, channels, hasBias: false);
        pos_proj = Linear(channels, channels, hasBias: false);
        u_bias = Parameter(init.xavier_uniform_(empty(heads, channels / heads)));
        v_bias = Parameter(init.xavier_uniform_(empty(heads, channels / heads)));
        out_proj = Linear(channels, channels);
        RegisterComponents();
    }

    /// <param name="queries">[batch, query, channel]</param>
    /// <param name="keys">[batch, key, channel]</param>
    /// <param name="values">[batch, key, channel]</param>
    /// <param name="positions">Position codes of the keys, [1 or batch, key, channel].</param>
    /// <param name="mask">
    /// True where a key is masked, broadcastable to [batch, head, query, key]; null for none.
    /// </param>
    /// <returns>[batch, query, channel], and the weights [batch, head, query, key].</returns>
    public (Tensor Output, Tensor Weights) Forward(
        Tensor queries,
        Tensor keys,
        Tensor values,
        Tensor positions,
        Tensor? mask
    )
    {
        using var scope = NewDisposeScope();
        // [batch, query, head, width]
        var q = query_proj.call(queries).view(queries.size(0), queries.size(1), _heads, -1);
        var k = SplitHeads(key_proj.call(keys)); // [batch, head, key, width]
        var p = SplitHeads(pos_proj.call(positions)); // [1 or batch, head, key, width]
        var scores = ((q + u_bias) * _scale).transpose(1, 2).matmul(k.transpose(2, 3)); // [batch, head, query, key]
        // in place: the largest tensors of the model
        scores.add_(Shift(((q + v_bias) * _scale).transpose(1, 2).matmul(p.transpose(2, 3))));
        if (mask is not null)
            scores.masked_fill_(mask, -1e9);
        var weights = scores.softmax(-1);
        // [batch, query, channel]
        var context = weights.matmul(SplitHeads(value_proj.call(values))).transpose(1, 2).flatten(2);
        return (out_proj.call(context).MoveToOuterDisposeScope(), weights.MoveToOuterDisposeScope());
    }

    /// <summary>
    /// Shifts each query's row to relative positions, by one column of zeros and a view with other strides.
    /// </summary>
    /// <param name="scores">[batch, head, query, key]</param>
    /// <returns>[batch, head, query, key]</returns>
    internal static Tensor Shift(Tensor scores)
    {
        var (batch, heads, queries, keys) = (scores.size(0), scores.size(1), scores.size(2), scores.size(3));
        var size = queries * (keys + 1);
        // past the first "queries" values
        return functional
            .pad(scores, (1, 0))
            .as_strided([batch, heads, queries, keys], [heads * size, size, keys, 1], queries);
    }

    private Tensor SplitHeads(Tensor x) => x.view(x.size(0), x.size(1), _heads, -1).transpose(1, 2);
}
