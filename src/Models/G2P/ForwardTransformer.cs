using TorchSharp;
using TorchSharp.Modules;
using VoiceSmith.Models.Layers;
using VoiceSmith.Torch;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VoiceSmith.Models.G2P;

/// <summary>Sizes of a forward transformer, as stored in a checkpoint: member names are file format.</summary>
public sealed record ForwardTransformerConfig
{
    /// <summary>Rows of the grapheme embedding.</summary>
    public int Graphemes { get; init; } = 63;

    /// <summary>Phonemes it chooses from.</summary>
    public int Phonemes { get; init; } = 60;

    /// <summary>Width.</summary>
    public int Channels { get; init; } = 512;

    /// <summary>Width inside a layer's feed-forward.</summary>
    public int FeedForwardChannels { get; init; } = 1024;

    /// <summary>Layers.</summary>
    public int Layers { get; init; } = 6;

    /// <summary>Attention heads.</summary>
    public int Heads { get; init; } = 4;

    /// <summary>The longest input.</summary>
    public int MaxLength { get; init; } = 5000;

    /// <summary>Dropped share of activations in training.</summary>
    public double Dropout { get; init; } = 0.1;
}

/// <summary>
/// Says for each of a word's letters, repeated, which phoneme it is: DeepPhonemizer's non-autoregressive model.
/// </summary>
/// <remarks>
/// Source: the published DeepPhonemizer, a transformer encoder (Vaswani et al., 2017) with norms after each part.
/// </remarks>
public sealed class ForwardTransformer : Module<Tensor, Tensor>
{
    private readonly Embedding embedding;
    private readonly ScaledPositions pos_encoder;
    private readonly TransformerStack encoder;
    private readonly Linear fc_out;

    /// <summary>A model with fresh weights.</summary>
    public ForwardTransformer(ForwardTransformerConfig config)
        : base(nameof(ForwardTransformer))
    {
        embedding = Embedding(config.Graphemes, config.Channels);
        pos_encoder = new(config);
        encoder = new(config);
        fc_out = Linear(config.Channels, config.Phonemes);
        RegisterComponents();
    }

    /// <param name="graphemes">Ids, 0 where there is none, [batch, letter].</param>
    /// <returns>Logits, [batch, letter, phoneme].</returns>
    public override Tensor forward(Tensor graphemes)
    {
        using var scope = NewDisposeScope();
        var padding = graphemes.eq(0).unsqueeze(1).unsqueeze(1); // [batch, 1, 1, letter]
        var x = encoder.Forward(pos_encoder.call(embedding.call(graphemes)), padding); // [batch, letter, channel]
        return fc_out.call(x).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// The phonemes that the logits of one word stand for: the likeliest at each letter, runs of one counted once,
    /// blanks dropped.
    /// </summary>
    /// <param name="logits">[letter, phoneme]</param>
    /// <returns>Ids, and the highest probability within each run.</returns>
    public static IReadOnlyList<(int Id, float Probability)> Decode(Tensor logits)
    {
        using var scope = NewDisposeScope();
        var (probability, id) = logits.softmax(-1).max(-1);
        var (probabilities, ids) = (
            probability.InMemory().data<float>().ToArray(),
            id.InMemory().data<long>().ToArray()
        );
        var phonemes = new List<(int Id, float Probability)>();
        foreach (var (value, number) in ids.Zip(probabilities).Where(pair => pair.First != 0))
            if (phonemes.Count > 0 && phonemes[^1].Id == value)
                phonemes[^1] = ((int)value, Math.Max(phonemes[^1].Probability, number));
            else
                phonemes.Add(((int)value, number));
        return phonemes;
    }

    /// <summary>Adds codes of positions, weighed by a learnt number.</summary>
    private sealed class ScaledPositions : Module<Tensor, Tensor>
    {
        private readonly Parameter scale,
            pe;
        private readonly Dropout dropout;

        public ScaledPositions(ForwardTransformerConfig config)
            : base(nameof(ScaledPositions))
        {
            scale = Parameter(ones(1));
            pe = Parameter(
                Acoustic.PositionTable.Sinusoids(config.MaxLength, config.Channels).transpose(0, 1).contiguous(),
                requires_grad: false
            );
            dropout = Dropout(config.Dropout);
            RegisterComponents();
        }

        /// <param name="x">[batch, letter, channel]</param>
        public override Tensor forward(Tensor x) =>
            dropout.call(x + scale * pe.narrow(0, 0, x.size(1)).transpose(0, 1));
    }

    /// <summary>The layers and the norm after the last.</summary>
    private sealed class TransformerStack : Module
    {
        private readonly ModuleList<TransformerLayer> layers;
        private readonly LayerNorm norm;

        public TransformerStack(ForwardTransformerConfig config)
            : base(nameof(TransformerStack))
        {
            layers = new([.. Enumerable.Range(0, config.Layers).Select(_ => new TransformerLayer(config))]);
            norm = LayerNorm(config.Channels);
            RegisterComponents();
        }

        public Tensor Forward(Tensor x, Tensor padding) =>
            norm.call(layers.Aggregate(x, (y, layer) => layer.Forward(y, padding)));
    }

    /// <summary>Self-attention and a feed-forward, each added to its input and normed.</summary>
    private sealed class TransformerLayer : Module
    {
        private readonly SelfAttention self_attn;
        private readonly Linear linear1,
            linear2;
        private readonly LayerNorm norm1,
            norm2;
        private readonly Dropout dropout;

        public TransformerLayer(ForwardTransformerConfig config)
            : base(nameof(TransformerLayer))
        {
            self_attn = new(config);
            linear1 = Linear(config.Channels, config.FeedForwardChannels);
            linear2 = Linear(config.FeedForwardChannels, config.Channels);
            norm1 = LayerNorm(config.Channels);
            norm2 = LayerNorm(config.Channels);
            dropout = Dropout(config.Dropout);
            RegisterComponents();
        }

        public Tensor Forward(Tensor x, Tensor padding)
        {
            x = norm1.call(x + dropout.call(self_attn.Forward(x, padding)));
            return norm2.call(x + dropout.call(linear2.call(dropout.call(functional.relu(linear1.call(x))))));
        }
    }

    /// <summary>Multi-head attention whose three projections are one matrix.</summary>
    private sealed class SelfAttention : Module
    {
        private readonly int _heads;
        private readonly Parameter in_proj_weight,
            in_proj_bias;
        private readonly Linear out_proj;

        public SelfAttention(ForwardTransformerConfig config)
            : base(nameof(SelfAttention))
        {
            _heads = config.Heads;
            in_proj_weight = Parameter(init.xavier_uniform_(empty(3 * config.Channels, config.Channels)));
            in_proj_bias = Parameter(zeros(3 * config.Channels));
            out_proj = Linear(config.Channels, config.Channels);
            RegisterComponents();
        }

        public Tensor Forward(Tensor x, Tensor padding)
        {
            var (batch, time) = (x.size(0), x.size(1));
            var parts = functional
                .linear(x, in_proj_weight, in_proj_bias)
                .view(batch, time, 3, _heads, -1)
                .permute(2, 0, 3, 1, 4); // [part, batch, head, letter, width]
            var (q, k, v) = (parts[0], parts[1], parts[2]);
            var scores = (q.matmul(k.transpose(2, 3)) / Math.Sqrt(q.size(3))).masked_fill(
                padding,
                double.NegativeInfinity
            );
            return out_proj.call(scores.softmax(-1).matmul(v).transpose(1, 2).flatten(2));
        }
    }
}
