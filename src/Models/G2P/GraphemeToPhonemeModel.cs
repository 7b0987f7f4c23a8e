using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VoiceSmith.Models.G2P;

/// <summary>
/// Reads a word's letters at once and gives for each some outputs, each a sound or the blank: a transformer for CTC.
/// </summary>
/// <remarks>
/// Sources: DeepPhonemizer's forward transformer; connectionist temporal classification (Graves et al., 2006);
/// self-conditioned CTC (Nozaki and Komatsu, 2021), whereby sounds come to know of each other. Other than
/// DeepPhonemizer, which repeats letters at the input, letters are multiplied at the output: a third of the work.
/// </remarks>
public sealed class GraphemeToPhonemeModel : Module
{
    private readonly Embedding letter_embedding;
    private readonly Conv1d neighbours;
    private readonly ModuleList<TransformerLayer> layers;
    private readonly LayerNorm guess_norm,
        norm;
    private readonly Linear slots,
        guess;
    private readonly Dropout dropout;

    /// <summary>Fresh weights.</summary>
    public GraphemeToPhonemeModel(GraphemeToPhonemeConfig config)
        : base(nameof(GraphemeToPhonemeModel))
    {
        Config = config;
        var channels = config.Channels;
        letter_embedding = Embedding(config.Letters, channels);
        neighbours = Conv1d(channels, channels, config.KernelSize, padding: config.KernelSize / 2);
        layers = new ModuleList<TransformerLayer>([
            .. Enumerable.Range(0, config.Layers).Select(_ => new TransformerLayer(config)),
        ]);
        guess_norm = LayerNorm(channels);
        norm = LayerNorm(channels);
        slots = Linear(channels, config.SlotsPerLetter * config.Symbols);
        guess = Linear(config.SlotsPerLetter * config.Symbols, channels);
        dropout = Dropout(config.Dropout);
        RegisterComponents();
    }

    /// <summary>Its sizes.</summary>
    public GraphemeToPhonemeConfig Config { get; }

    /// <param name="letters">Words of the same length, [batch, letter].</param>
    /// <returns>
    /// Log-probabilities of the blank and every symbol, and the same as guessed halfway: both [batch, letter × slot,
    /// symbol].
    /// </returns>
    public (Tensor Final, Tensor Halfway) Forward(Tensor letters)
    {
        using var scope = NewDisposeScope();
        var x = letter_embedding.call(letters); // [batch, letter, channel]
        x = x + functional.gelu(neighbours.call(x.transpose(1, 2)).transpose(1, 2));
        x = dropout.call(x);
        var distance = Distances(letters.size(1), letters.device);
        Tensor? halfway = null;
        for (var i = 0; i < layers.Count; i++)
        {
            x = layers[i].Forward(x, distance);
            if (i + 1 != Config.GuessAfterLayer)
                continue;
            halfway = Symbols(guess_norm.call(x)); // [batch, letter × slot, symbol]
            x = x + guess.call(halfway.exp().reshape(x.size(0), x.size(1), -1));
        }
        var final = Symbols(norm.call(x));
        return (final.MoveToOuterDisposeScope(), (halfway ?? final).MoveToOuterDisposeScope());
    }

    private Tensor Symbols(Tensor x) =>
        slots.call(x).view(x.size(0), x.size(1) * Config.SlotsPerLetter, Config.Symbols).log_softmax(-1);

    private Tensor Distances(long length, Device device)
    {
        var place = arange(length, device: device);
        return (place.unsqueeze(0) - place.unsqueeze(1))
            .clamp(-Config.PositionRange, Config.PositionRange)
            .add(Config.PositionRange)
            .flatten();
    }
}

/// <summary>Attention and feed-forward layer, each behind its norm and added to the input.</summary>
internal sealed class TransformerLayer : Module
{
    private readonly int _heads;
    private readonly LayerNorm attention_norm,
        feed_forward_norm;
    private readonly Linear query_key_value,
        merge,
        expand,
        project;
    private readonly Parameter position_bias;
    private readonly Dropout dropout;

    public TransformerLayer(GraphemeToPhonemeConfig config)
        : base(nameof(TransformerLayer))
    {
        var channels = config.Channels;
        _heads = config.Heads;
        attention_norm = LayerNorm(channels);
        query_key_value = Linear(channels, 3 * channels);
        merge = Linear(channels, channels);
        position_bias = Parameter(zeros(_heads, 2 * config.PositionRange + 1));
        feed_forward_norm = LayerNorm(channels);
        expand = Linear(channels, config.HiddenChannels);
        project = Linear(config.HiddenChannels, channels);
        dropout = Dropout(config.Dropout);
        RegisterComponents();
    }

    /// <param name="x">[batch, letter, channel]</param>
    /// <param name="distance">Places in the position bias, [letter × letter].</param>
    /// <returns>[batch, letter, channel]</returns>
    public Tensor Forward(Tensor x, Tensor distance)
    {
        using var scope = NewDisposeScope();
        x = x + dropout.call(Attend(attention_norm.call(x), distance));
        var y = project.call(dropout.call(functional.gelu(expand.call(feed_forward_norm.call(x)))));
        return (x + dropout.call(y)).MoveToOuterDisposeScope();
    }

    private Tensor Attend(Tensor x, Tensor distance)
    {
        var (batch, length, width) = (x.size(0), x.size(1), x.size(2) / _heads);
        // [3, batch, head, letter, width]
        var split = query_key_value.call(x).view(batch, length, 3, _heads, width).permute(2, 0, 3, 1, 4);
        var bias = position_bias.index_select(1, distance).view(_heads, length, length);
        // [batch, head, letter, letter]
        var scores = split[0].matmul(split[1].transpose(2, 3)) / Math.Sqrt(width) + bias;
        var context = dropout.call(scores.softmax(-1)).matmul(split[2]); // [batch, head, letter, width]
        return merge.call(context.transpose(1, 2).reshape(batch, length, -1));
    }
}
