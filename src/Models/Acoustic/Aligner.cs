using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VoiceSmith.Models.Acoustic;

/// <summary>Alignment of frames and phonemes by distances of their features.</summary>
/// <remarks>Source: One TTS Alignment To Rule Them All (Badlani et al., 2021).</remarks>
public sealed class Aligner : Module
{
    private readonly double _temperature;
    private readonly Embedding? embedding;
    private readonly Sequential key_proj,
        query_proj;

    /// <summary>An instance with fresh weights.</summary>
    public Aligner(AcousticConfig config)
        : base(nameof(Aligner))
    {
        var channels = config.Aligner.Channels;
        _temperature = config.Aligner.Temperature;
        embedding = config.Aligner.OwnEmbedding ? Embedding(config.Vocabulary, channels) : null;
        var inputs = config.Aligner.OwnEmbedding ? channels : config.Encoder.Channels;
        key_proj = Sequential(
            Conv1d(inputs, channels, 3, padding: 1),
            LeakyReLU(0.3),
            Conv1d(channels, channels, 3, padding: 1),
            LeakyReLU(0.3)
        );
        query_proj = Sequential(
            Conv1d(config.MelBands, channels, 7, padding: 3),
            LeakyReLU(0.3),
            Conv1d(channels, channels, 7, padding: 3),
            LeakyReLU(0.3),
            Conv1d(channels, channels, 7, padding: 3),
            LeakyReLU(0.3)
        );
        RegisterComponents();
    }

    /// <summary>Alignment from phonemes, by the aligner's own embeddings.</summary>
    /// <param name="phonemes">Ids, [batch, phoneme].</param>
    /// <param name="mel">Log-mel, [batch, band, frame].</param>
    /// <param name="phonemePadding">True at padded phonemes, [batch, phoneme].</param>
    /// <param name="melPadding">True at padded frames, [batch, frame].</param>
    /// <param name="prior">Prior probabilities, [batch, frame, phoneme], or null.</param>
    /// <returns>Log-probabilities, not normalised after the prior, [batch, frame, phoneme].</returns>
    public Tensor Forward(Tensor phonemes, Tensor mel, Tensor phonemePadding, Tensor melPadding, Tensor? prior)
    {
        using var scope = NewDisposeScope();
        var keys = Keys(phonemes, phonemePadding); // [batch, channel, phoneme]
        var queries = Queries(mel, melPadding); // [batch, channel, frame]
        var scores = Scores(keys, queries)
            .masked_fill(phonemePadding.unsqueeze(1), -1e4)
            .log_softmax(2);
        return (prior is null ? scores : scores + (prior + 1e-8).log()).MoveToOuterDisposeScope();
    }

    /// <summary>Features of phonemes, by the aligner's own embeddings.</summary>
    /// <param name="phonemes">Ids, [batch, phoneme].</param>
    /// <param name="padding">True at padded phonemes, [batch, phoneme].</param>
    /// <returns>[batch, channel, phoneme]</returns>
    public Tensor Keys(Tensor phonemes, Tensor padding) =>
        Masked(key_proj, embedding!.call(phonemes).transpose(1, 2), padding.unsqueeze(1));

    /// <summary>Features of mel frames.</summary>
    /// <param name="mel">Log-mel, [batch, band, frame].</param>
    /// <param name="padding">True at padded frames, [batch, frame].</param>
    /// <returns>[batch, channel, frame]</returns>
    public Tensor Queries(Tensor mel, Tensor padding) => Masked(query_proj, mel, padding.unsqueeze(1));

    /// <summary>Scores of frames for phonemes: log-probabilities up to a constant of each frame.</summary>
    /// <param name="keys">[batch, channel, phoneme]</param>
    /// <param name="queries">[batch, channel, frame]</param>
    /// <returns>[batch, frame, phoneme]</returns>
    public Tensor Scores(Tensor keys, Tensor queries) => Distances(keys, queries) * -_temperature;

    /// <summary>Soft and hard alignment in the reference form.</summary>
    /// <param name="keys">Phoneme features, [batch, channel, phoneme].</param>
    /// <param name="mel">Log-mel, [batch, band, frame].</param>
    /// <param name="phonemeLengths">[batch]</param>
    /// <param name="melLengths">[batch]</param>
    /// <param name="prior">Prior probabilities, [batch, phoneme, frame], or null.</param>
    /// <param name="compat">True to leave padded phonemes unmasked in the soft alignment, as in the reference.</param>
    public Alignment Align(
        Tensor keys,
        Tensor mel,
        Tensor phonemeLengths,
        Tensor melLengths,
        Tensor? prior,
        bool compat
    )
    {
        using var scope = NewDisposeScope();
        var logits = Distances(key_proj.call(keys), query_proj.call(mel)) * -_temperature; // [batch, frame, phoneme]
        if (prior is not null)
            logits = logits.log_softmax(2) + (prior.transpose(1, 2) + 1e-8).log();
        var beyond = ReferenceEncoder.Padding(phonemeLengths, logits.size(2)).unsqueeze(1); // [batch, 1, phoneme]
        var soft = (compat ? logits : logits.masked_fill(beyond, double.NegativeInfinity)).softmax(2);
        var durations = MonotonicAlignment.Durations(soft, phonemeLengths, melLengths); // [batch, phoneme]
        var phonemes = Durations.PhonemeOfFrame(durations, mel.size(2));
        var hard = nn
            .functional.one_hot(phonemes, logits.size(2))
            .to(logits.dtype)
            .masked_fill(ReferenceEncoder.Padding(melLengths, mel.size(2)).unsqueeze(2), 0);
        return new(
            logits.unsqueeze(1).MoveToOuterDisposeScope(),
            soft.unsqueeze(1).MoveToOuterDisposeScope(),
            hard.unsqueeze(1).MoveToOuterDisposeScope(),
            durations.MoveToOuterDisposeScope()
        );
    }

    /// <summary>Layers whose convolutions get masked input, so that padding cannot leak.</summary>
    private static Tensor Masked(Sequential layers, Tensor x, Tensor padding)
    {
        foreach (var layer in layers.children().Cast<Module<Tensor, Tensor>>())
            x = layer.call(layer is Conv1d ? x.masked_fill(padding, 0) : x);
        return x;
    }

    /// <summary>
    /// Squared distances of frame and phoneme features, expanded so that no tensor has frames, phonemes and channels.
    /// </summary>
    /// <param name="k">[batch, channel, phoneme]</param>
    /// <param name="queries">[batch, channel, frame]</param>
    /// <returns>[batch, frame, phoneme]</returns>
    private static Tensor Distances(Tensor k, Tensor queries)
    {
        var q = queries.transpose(1, 2); // [batch, frame, channel]
        return q.square().sum(2, keepdim: true) + k.square().sum(1, keepdim: true) - q.matmul(k) * 2;
    }
}

/// <summary>Alignment by the reference form.</summary>
/// <param name="Logits">Log-probabilities, not normalised, [batch, 1, frame, phoneme].</param>
/// <param name="Soft">Probabilities, [batch, 1, frame, phoneme].</param>
/// <param name="Hard">Zeros and ones, [batch, 1, frame, phoneme].</param>
/// <param name="Durations">Frames per phoneme, int64, [batch, phoneme].</param>
public sealed record Alignment(Tensor Logits, Tensor Soft, Tensor Hard, Tensor Durations);
