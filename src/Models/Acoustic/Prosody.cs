using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VoiceSmith.Models.Acoustic;

/// <summary>Reference encoder: convolutions and a recurrent layer over a recording's mel.</summary>
/// <remarks>
/// In the reference form the first convolution has coordinates, and norms are over time, padding included.
/// </remarks>
public sealed class ReferenceEncoder : Module
{
    private readonly AcousticForm _form;
    private readonly IReadOnlyList<int> _strides;
    private readonly ModuleList<Module<Tensor, Tensor>> convs;
    private readonly ModuleList<LayerNorm> norms;
    private readonly GRU gru;

    /// <summary>An instance with fresh weights.</summary>
    public ReferenceEncoder(ProsodyConfig config, int melBands, AcousticForm form = AcousticForm.Streaming)
        : base(nameof(ReferenceEncoder))
    {
        (_form, _strides) = (form, config.Strides);
        var inputs = config.Filters.Prepend(melBands);
        convs = new([
            .. inputs
                .Zip(config.Filters, config.Strides)
                .Select(
                    (size, i) =>
                        i == 0 && form == AcousticForm.Reference
                            ? new CoordConv1d(size.First, size.Second, 3, size.Third)
                            : (Module<Tensor, Tensor>)Conv1d(size.First, size.Second, 3, stride: size.Third, padding: 1)
                ),
        ]);
        norms = new([.. config.Filters.Select(filters => LayerNorm(filters))]);
        gru = GRU(config.Filters[^1], config.GruChannels, batchFirst: true);
        RegisterComponents();
    }

    /// <param name="mel">Log-mel, [batch, band, time].</param>
    /// <param name="lengths">Frames of each, [batch].</param>
    /// <returns>
    /// Features [batch, time', filter], the recurrent states after each [batch, time', channel], their lengths [batch],
    /// and the state at each end [batch, channel].
    /// </returns>
    public (Tensor Features, Tensor States, Tensor Lengths, Tensor State) Forward(Tensor mel, Tensor lengths)
    {
        var x = mel;
        foreach (var (i, stride) in _strides.Index())
        {
            if (i == 0 || _form == AcousticForm.Streaming)
                x = x.masked_fill(Padding(lengths, x.size(2)).unsqueeze(1), 0);
            x = Norm(norms[i], functional.leaky_relu(convs[i].call(x), ConformerBlock.Slope)); // [batch, filter, time']
            lengths = Strided(lengths, stride);
        }
        x = x.masked_fill(Padding(lengths, x.size(2)).unsqueeze(1), 0).transpose(1, 2); // [batch, time', filter]
        var (states, _) = gru.call(x); // [batch, time', channel]
        var ends = (lengths - 1).clamp_min(0).view(-1, 1, 1).expand(-1, 1, states.size(2));
        return (x, states, lengths, states.gather(1, ends).squeeze(1));
    }

    private Tensor Norm(LayerNorm norm, Tensor x) =>
        _form == AcousticForm.Streaming
            ? norm.call(x.transpose(1, 2)).transpose(1, 2)
            : functional.instance_norm(x, weight: norm.weight, bias: norm.bias);

    /// <summary>Lengths after a convolution with a stride.</summary>
    internal static Tensor Strided(Tensor lengths, int stride) =>
        (lengths + (stride - 1)).div(stride, RoundingMode.floor);

    /// <returns>True at and beyond each length, [batch, time]</returns>
    internal static Tensor Padding(Tensor lengths, long time) =>
        arange(time, device: lengths.device).unsqueeze(0).greater_equal(lengths.unsqueeze(1));
}

/// <summary>Style tokens, combined by attention.</summary>
public sealed class StyleTokens : Module
{
    private readonly Parameter embed;
    private readonly Linear query,
        key,
        value;

    /// <summary>An instance with fresh weights.</summary>
    public StyleTokens(ProsodyConfig config, int channels)
        : base("stl")
    {
        embed = Parameter(randn(config.Tokens, channels) * 0.5);
        query = Linear(config.GruChannels, channels, hasBias: false);
        key = Linear(channels, channels, hasBias: false);
        value = Linear(channels, channels, hasBias: false);
        RegisterComponents();
    }

    /// <param name="state">[batch, channel]</param>
    /// <returns>[batch, 1, channel]</returns>
    public Tensor Forward(Tensor state)
    {
        var tokens = embed.tanh().unsqueeze(0); // [1, token, channel]
        var scores = query.call(state).unsqueeze(1).matmul(key.call(tokens).transpose(1, 2)) / Math.Sqrt(embed.size(1));
        return scores.softmax(-1).matmul(value.call(tokens));
    }
}

/// <summary>Encoder of a recording's prosody: one vector for the utterance, one for each phoneme.</summary>
/// <remarks>A phoneme's vector is the mean over its frames, by its duration.</remarks>
public sealed class ProsodyEncoder : Module
{
    private readonly ReferenceEncoder encoder;
    private readonly StyleTokens tokens;
    private readonly Linear utterance_bottleneck,
        phoneme_bottleneck;
    private readonly Dropout dropout;

    /// <summary>An instance with fresh weights.</summary>
    public ProsodyEncoder(ProsodyConfig config, int melBands, int channels)
        : base(nameof(ProsodyEncoder))
    {
        encoder = new(config, melBands);
        tokens = new(config, channels);
        utterance_bottleneck = Linear(channels, config.UtteranceChannels);
        phoneme_bottleneck = Linear(config.Filters[^1], config.PhonemeChannels);
        dropout = Dropout(config.Dropout);
        RegisterComponents();
    }

    /// <param name="mel">Log-mel, [batch, band, frame].</param>
    /// <param name="lengths">Frames of each, [batch].</param>
    /// <param name="durations">Frames per phoneme, [batch, phoneme].</param>
    /// <returns>Utterance [batch, 1, channel] and phonemes [batch, phoneme, channel], normalised.</returns>
    public (Tensor Utterance, Tensor Phonemes) Forward(Tensor mel, Tensor lengths, Tensor durations)
    {
        using var scope = NewDisposeScope();
        var (features, _, _, state) = encoder.Forward(mel, lengths);
        var utterance = dropout.call(utterance_bottleneck.call(tokens.Forward(state)));
        var perFrame = features
            .repeat_interleave((mel.size(2) + features.size(1) - 1) / features.size(1), 1)
            .narrow(1, 0, mel.size(2));
        var phonemes = phoneme_bottleneck.call(Durations.Average(perFrame, durations));
        return (Norm(utterance).MoveToOuterDisposeScope(), Norm(phonemes).MoveToOuterDisposeScope());
    }

    /// <summary>Layer norm without weights, so that predictions and targets share one scale.</summary>
    public static Tensor Norm(Tensor x) => functional.layer_norm(x, [x.size(-1)]);
}

/// <summary>Predictor of a prosody vector for each phoneme.</summary>
public sealed class PhonemeProsodyPredictor : Module
{
    private readonly AcousticForm _form;
    private readonly bool _compat;
    private readonly PredictorLayers layers;
    private readonly Linear predictor_bottleneck;

    /// <summary>An instance with fresh weights.</summary>
    /// <param name="channels">Width.</param>
    /// <param name="outputs">Width of a prosody vector.</param>
    /// <param name="kernel">Kernel size in phonemes, odd.</param>
    /// <param name="dropout">Dropout rate.</param>
    /// <param name="form">The form of the model.</param>
    /// <param name="compat">
    /// True to mask padding before the last layer, as in the reference, whose output there is the bias.
    /// </param>
    public PhonemeProsodyPredictor(
        int channels,
        int outputs,
        int kernel,
        double dropout,
        AcousticForm form = AcousticForm.Streaming,
        bool compat = false
    )
        : base(nameof(PhonemeProsodyPredictor))
    {
        (_form, _compat) = (form, compat);
        layers = new(channels, channels, kernel, dropout);
        predictor_bottleneck = Linear(channels, outputs);
        RegisterComponents();
    }

    /// <param name="x">[batch, time, channel]</param>
    /// <param name="padding">[batch, time, 1]; the output there is zero.</param>
    /// <returns>[batch, time, output]</returns>
    public Tensor Forward(Tensor x, Tensor? padding)
    {
        var hidden = layers.Forward(x, _form == AcousticForm.Streaming ? padding : null);
        if (_compat && padding is not null)
            return predictor_bottleneck.call(hidden.masked_fill(padding, 0));
        var y = predictor_bottleneck.call(hidden);
        return padding is null ? y : y.masked_fill(padding, 0);
    }
}
