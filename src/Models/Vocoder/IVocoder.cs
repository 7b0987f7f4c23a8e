using System.Buffers;
using VoiceSmith.Models.Layers;
using static TorchSharp.torch;

namespace VoiceSmith.Models.Vocoder;

/// <summary>
/// Turns mel frames into sound, chunk by chunk. Shared by many streams; each stream brings its own state.
/// </summary>
public interface IVocoder : IDisposable
{
    /// <summary>Samples per second.</summary>
    int SampleRate { get; }

    /// <summary>Samples per mel frame.</summary>
    int HopLength { get; }

    /// <summary>A fresh stream.</summary>
    /// <param name="seed">
    /// Decides the noise: the same seed and mel frames give the same samples, however they are chunked.
    /// </param>
    IVocoderState NewState(ulong seed);

    /// <summary>The samples that the next mel frames complete. Synchronous; owns its dispose scope.</summary>
    /// <param name="mel">Log-mel, [band, frame]; null for none, to end a stream.</param>
    /// <param name="state">From <see cref="NewState"/> of the same vocoder.</param>
    /// <param name="last">True if the stream ends here: gives out all that was held back for look-ahead.</param>
    /// <param name="sound">
    /// Receives samples in −1..1. In all, frames × <see cref="HopLength"/> come out by the last call.
    /// </param>
    void Decode(Tensor? mel, IVocoderState state, bool last, IBufferWriter<float> sound);

    /// <summary>Streams that are decoded together.</summary>
    /// <param name="sizes">Batches are padded to these.</param>
    /// <returns>Owned by the caller, who disposes it before the vocoder.</returns>
    IVocoderBatch NewBatch(BatchSizes sizes);
}

/// <summary>Sound in arrays.</summary>
public static class VocoderSound
{
    /// <inheritdoc cref="IVocoder.Decode"/>
    /// <returns>The samples that these frames complete.</returns>
    public static float[] Decode(this IVocoder vocoder, Tensor? mel, IVocoderState state, bool last)
    {
        ArgumentNullException.ThrowIfNull(vocoder);
        var sound = new ArrayBufferWriter<float>();
        vocoder.Decode(mel, state, last, sound);
        return sound.WrittenSpan.ToArray();
    }
}

/// <summary>State of one stream of a vocoder between chunks.</summary>
public interface IVocoderState : IDisposable
{
    /// <summary>
    /// Allows silence in place of the samples before one, which saves most of their work. The samples from there on
    /// stay the same to the last bit. Called before the first frames.
    /// </summary>
    /// <param name="sample">The first sample wanted.</param>
    void SkipTo(long sample) { }
}
