using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VoiceSmith.Models.Acoustic;

/// <summary>
/// Attention without biases, scaled by the width of its keys, for style tokens of the reference form.
/// </summary>
/// <remarks>Source: Global Style Tokens (Wang et al., 2018).</remarks>
public sealed class StyleAttention : Module
{
    private readonly int _heads;
    private readonly double _scale;
    private readonly Linear W_query,
        W_key,
        W_value;

    /// <summary>An instance with fresh weights.</summary>
    public StyleAttention(int queryChannels, int keyChannels, int channels, int heads = 1)
        : base(nameof(StyleAttention))
    {
        (_heads, _scale) = (heads, 1 / Math.Sqrt(keyChannels));
        W_query = Linear(queryChannels, channels, hasBias: false);
        W_key = Linear(keyChannels, channels, hasBias: false);
        W_value = Linear(keyChannels, channels, hasBias: false);
        RegisterComponents();
    }

    /// <param name="queries">[batch, query, channel]</param>
    /// <param name="keys">Keys and values, [batch, key, channel].</param>
    /// <param name="overQueries">True to normalise over queries instead of keys.</param>
    /// <returns>[batch, query, channel]</returns>
    public Tensor Forward(Tensor queries, Tensor keys, bool overQueries = false)
    {
        using var scope = NewDisposeScope();
        // [batch, head, query, key]
        var scores = SplitHeads(W_query.call(queries)).matmul(SplitHeads(W_key.call(keys)).transpose(2, 3)) * _scale;
        var weights = scores.softmax(overQueries ? 2 : 3);
        return weights.matmul(SplitHeads(W_value.call(keys))).transpose(1, 2).flatten(2).MoveToOuterDisposeScope();
    }

    private Tensor SplitHeads(Tensor x) => x.view(x.size(0), x.size(1), _heads, -1).transpose(1, 2);
}

/// <summary>Style tokens of the reference form, combined for each utterance by attention.</summary>
public sealed class StyleTokenLayer : Module
{
    private readonly bool _compat;
    private readonly Parameter embed;
    private readonly StyleAttention attention;

    /// <summary>An instance with fresh weights.</summary>
    /// <param name="tokens">Number of tokens.</param>
    /// <param name="channels">Their width; a query has half of it.</param>
    /// <param name="compat">
    /// True to normalise attention over the batch's utterances, as in the reference, instead of over tokens.
    /// </param>
    public StyleTokenLayer(int tokens, int channels, bool compat)
        : base(nameof(StyleTokenLayer))
    {
        _compat = compat;
        embed = Parameter(randn(tokens, channels) * 0.5);
        attention = new(channels / 2, channels, channels);
        RegisterComponents();
    }

    /// <param name="queries">[batch, channel / 2]</param>
    /// <returns>[batch, 1, channel]</returns>
    public Tensor Forward(Tensor queries)
    {
        using var scope = NewDisposeScope();
        var tokens = embed.tanh().unsqueeze(0); // [1, token, channel]
        return attention
            .Forward(queries.unsqueeze(0), tokens, overQueries: _compat)
            .transpose(0, 1)
            .MoveToOuterDisposeScope();
    }
}
