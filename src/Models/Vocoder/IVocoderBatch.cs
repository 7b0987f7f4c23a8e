using System.Buffers;
using static TorchSharp.torch;

namespace VoiceSmith.Models.Vocoder;

/// <summary>The next mel frames of one stream.</summary>
/// <param name="State">From <see cref="IVocoderBatch.NewState"/>.</param>
/// <param name="Mel">Log-mel, [band, frame]; null for none, to end a stream.</param>
/// <param name="Last">True if the stream ends here: gives out all that was held back.</param>
/// <param name="Sound">Receives samples in −1..1.</param>
public sealed record VocoderStep(IVocoderState State, Tensor? Mel, bool Last, IBufferWriter<float> Sound);

/// <summary>
/// Streams of one vocoder that are decoded together, for devices on which a batch takes as long as one.
/// </summary>
/// <remarks>
/// Sound equals that of <see cref="IVocoder.Decode"/> but for the order of float sums. Safe from several threads, as
/// long as a stream is in one batch at a time.
/// </remarks>
public interface IVocoderBatch : IDisposable
{
    /// <summary>Streams whose states are not disposed.</summary>
    int Count { get; }

    /// <summary>A fresh stream.</summary>
    /// <param name="seed">Decides the noise, as for <see cref="IVocoder.NewState"/>.</param>
    IVocoderState NewState(ulong seed);

    /// <summary>The samples that each stream's next mel frames complete. Synchronous; owns its dispose scope.</summary>
    /// <param name="steps">At most the largest batch size; no stream twice.</param>
    void Decode(IReadOnlyList<VocoderStep> steps);
}
