using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VoiceSmith.Models.Acoustic;

/// <summary>Learns which frames belong to which phoneme, from distances between frame and phoneme features.</summary>
/// <remarks>Source: One TTS Alignment To Rule Them All (Badlani et al., 2021).</remarks>
public sealed class Aligner : Module
{
    private readonly double _temperature;
    private readonly Embedding? embedding;
    private readonly Sequential key_proj, query_proj;

    /// <summary>Fresh weights.</summary>
    public Aligner(AcousticConfig config) : base(nameof(Aligner))
    {
        var channels = config.Aligner.Channels;
        _temperature = config.Aligner.Temperature;
        embedding = config.Aligner.OwnEmbedding ? Embedding(config.Vocabulary, channels) : null;
        var inputs = config.Aligner.OwnEmbedding ? channels : config.Encoder.Channels;
        key_proj = Sequential(Conv1d(inputs, channels, 3, padding: 1), LeakyReLU(0.3), Conv1d(channels, channels, 3, padding: 1), LeakyReLU(0.3));
        query_proj = Sequential(
            Conv1d(config.MelBands, channels, 7, padding: 3), LeakyReLU(0.3), Conv1d(channels, channels, 7, padding: 3), LeakyReLU(0.3),
            Conv1d(channels, channels, 7, padding: 3), LeakyReLU(0.3));
        RegisterComponents();
    }

    /// <summary>Alignment from phonemes, where the aligner has embeddings of its own.</summary>
    /// <param name="phonemes">Ids, [batch, phoneme].</param>
    /// <param name="mel">Log-mel, [batch, band, frame].</param>
    /// <param name="phonemePadding">True where there is no phoneme, [batch, phoneme].</param>
    /// <param name="prior">Prior probabilities, [batch, frame, phoneme], or null.</param>
    /// <returns>Log-probabilities, not normalised after the prior, [batch, frame, phoneme].</returns>
    public Tensor Forward(Tensor phonemes, Tensor mel, Tensor phonemePadding, Tensor? prior)
    {
        using var scope = NewDisposeScope();
        var keys = embedding!.call(phonemes).masked_fill(phonemePadding.unsqueeze(2), 0).transpose(1, 2);
        return Align(keys, mel, phonemePadding, prior).MoveToOuterDisposeScope();
    }

    /// <param name="keys">Phoneme features, [batch, channel, phoneme].</param>
    /// <param name="mel">Log-mel, [batch, band, frame].</param>
    /// <param name="phonemePadding">[batch, phoneme]</param>
    /// <param name="prior">[batch, frame, phoneme]</param>
    private Tensor Align(Tensor keys, Tensor mel, Tensor phonemePadding, Tensor? prior)
    {
        var k = key_proj.call(keys);                                                             // [batch, channel, phoneme]
        var q = query_proj.call(mel).transpose(1, 2);                                            // [batch, frame, channel]
        var distance = q.square().sum(2, keepdim: true) + k.square().sum(1, keepdim: true) - q.matmul(k) * 2; // [batch, frame, phoneme]
        var scores = (distance * -_temperature).masked_fill(phonemePadding.unsqueeze(1), -1e4).log_softmax(2);
        return prior is null ? scores : scores + (prior + 1e-8).log();
    }
}
