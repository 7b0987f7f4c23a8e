using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using VoiceSmith.Streaming.Scheduling;
using VoiceSmith.Streaming.Utterances;
using VoiceSmith.Streaming.Voices;

namespace VoiceSmith.Streaming.Stages;

/// <summary>Sound of one sentence that was made at once, encoded. Whoever holds it owns it.</summary>
/// <param name="Sentence">The sentence.</param>
/// <param name="Pcm">Its samples; may be empty, where a vocoder holds all back.</param>
/// <param name="IsFirst">Whether the sentence begins here.</param>
/// <param name="IsLast">Whether the sentence ends here.</param>
public sealed record AudioChunk(SentenceTiming Sentence, PcmBuffer Pcm, bool IsFirst, bool IsLast) : IDisposable
{
    /// <summary>Gives the buffer back.</summary>
    public void Dispose() => Pcm.Dispose();
}

/// <summary>Turns mel chunks into sound, carrying the vocoder's state from chunk to chunk of a sentence.</summary>
/// <remarks>Every sentence has a state and a seed of its own, so that a stream can be taken up again at any sentence.</remarks>
/// <param name="versions">Who speaks; owned by the caller for longer than the run. Told of every sentence that is done.</param>
/// <param name="seed">The utterance's seed.</param>
/// <param name="work">Where it is computed.</param>
/// <param name="cache">Receives the sentences that are to be kept; null for none.</param>
internal sealed class AudioStage(SpeakingVersions versions, ulong seed, UtteranceWork work, SoundCache? cache) : IStage<MelChunk, AudioChunk>
{
    [ThreadStatic]
    private static ArrayBufferWriter<float>? t_samples; // of the chunk that a worker is at; as long as the longest

    /// <inheritdoc/>
    /// <exception cref="VoiceFailedException">The vocoder gave something that is no sound, or too much or little of it.</exception>
    public async IAsyncEnumerable<AudioChunk> RunAsync(
        IAsyncEnumerable<MelChunk> input, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ISentenceSound? sound = null;
        try
        {
            var made = 0L;
            var (shaper, kept) = (new SentenceShaper(SentenceShape.Plain, 1), new MemoryStream());
            await foreach (var chunk in input.WithCancellation(cancellationToken).ConfigureAwait(false))
            {
                if (chunk.IsFirst)
                {
                    sound?.Dispose();
                    sound = null;
                    (made, shaper) = (0, new(chunk.Sentence.Shape, chunk.Voice.Info.SampleRate));
                    kept.SetLength(0);
                }
                using var owned = chunk;
                var pcm = chunk.Mel is null ? PcmBuffer.Of(chunk.Known?.Pcm) : await work.RunAsync(Effort.Vocoding, () =>
                {
                    var samples = t_samples ??= new();
                    samples.ResetWrittenCount();
                    sound ??= chunk.Voice.NewSound(NoiseSeed.Of(seed, chunk.Sentence.Index));
                    sound.Decode(chunk.Mel, chunk.IsLast, samples);
                    made += samples.WrittenCount;
                    Check(chunk, samples.WrittenSpan, made);
                    var encoded = new PcmBuffer();
                    shaper.Write(MemoryMarshal.AsMemory(samples.WrittenMemory).Span, encoded);
                    return encoded;
                }, cancellationToken).ConfigureAwait(false);
                if (chunk.Keep is { } keep)
                {
                    kept.Write(pcm.Written.Span);
                    if (chunk.IsLast)
                        cache?.Keep(keep.Key, new(keep.Durations, kept.ToArray()));
                }
                if (chunk.IsLast)
                {
                    sound?.Dispose();
                    sound = null; // before its voice may go
                    versions.Said(chunk.Sentence.Index);
                }
                work.Produced(pcm.Samples + (chunk.IsFirst ? chunk.Sentence.Pause : 0));
                yield return new(chunk.Sentence, pcm, chunk.IsFirst, chunk.IsLast);
            }
        }
        finally
        {
            sound?.Dispose();
        }
    }

    private static void Check(MelChunk chunk, ReadOnlySpan<float> samples, long made)
    {
        foreach (var sample in samples)
            if (!float.IsFinite(sample))
                throw Failed(chunk, "Its vocoder gave samples that are no numbers.");
        if (chunk.IsLast ? made != chunk.Sentence.SpeechSamples : made > chunk.Sentence.SpeechSamples)
            throw Failed(chunk, $"Its vocoder gave {made} samples for a sentence of {chunk.Sentence.SpeechSamples}.");
    }

    private static VoiceFailedException Failed(MelChunk chunk, string why) => new($"{chunk.Voice.Info.Name} ({chunk.Voice.Info.Version})", why);
}
