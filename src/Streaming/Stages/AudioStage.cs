using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using VoiceSmith.Streaming.Scheduling;
using VoiceSmith.Streaming.Utterances;
using VoiceSmith.Streaming.Voices;

namespace VoiceSmith.Streaming.Stages;

/// <summary>Encoded sound of one sentence that was made at once. Owned by the holder.</summary>
/// <param name="Sentence">The sentence.</param>
/// <param name="Pcm">Its samples; may be empty, where a vocoder holds all back.</param>
/// <param name="IsFirst">True for the sentence's first chunk.</param>
/// <param name="IsLast">True for the sentence's last chunk.</param>
public sealed record AudioChunk(SentenceTiming Sentence, PcmBuffer Pcm, bool IsFirst, bool IsLast) : IDisposable
{
    /// <summary>Gives the buffer back.</summary>
    public void Dispose() => Pcm.Dispose();
}

/// <summary>Turns mel chunks into sound, carrying the vocoder's state from chunk to chunk of a sentence.</summary>
/// <remarks>
/// Every sentence has a state and a seed of its own, so that a stream can be resumed at any sentence.
/// </remarks>
/// <param name="versions">The utterance's versions; told of every sentence that is done.</param>
/// <param name="seed">The utterance's seed.</param>
/// <param name="work">Runs the jobs.</param>
/// <param name="cache">Receives the sentences that are to be kept; null for none.</param>
/// <param name="fromSample">The first sample wanted; those before it may be silence.</param>
internal sealed class AudioStage(
    SpeakingVersions versions,
    ulong seed,
    UtteranceWork work,
    SoundCache? cache,
    long fromSample = 0
) : IStage<MelChunk, AudioChunk>
{
    /// <inheritdoc/>
    /// <exception cref="VoiceFailedException">
    /// The vocoder gave values that are not finite, or the wrong number of samples.
    /// </exception>
    public async IAsyncEnumerable<AudioChunk> RunAsync(
        IAsyncEnumerable<MelChunk> input,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        using var sentence = new SentenceAudio(seed, fromSample);
        var kept = new MemoryStream();
        var end = 0L; // of the sound so far
        await foreach (var chunk in input.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            using var owned = chunk;
            if (chunk.IsFirst)
            {
                sentence.Begin(chunk);
                end = chunk.Sentence.FirstSample;
                kept.SetLength(0);
            }
            var pcm = chunk.Mel is null
                ? PcmBuffer.Of(chunk.Known?.Pcm)
                : await VocodeAsync(chunk, sentence, cancellationToken).ConfigureAwait(false);
            if (chunk.Keep is { } keep && chunk.Sentence.FirstSample >= fromSample)
            {
                kept.Write(pcm.Written.Span);
                if (chunk.IsLast)
                    cache?.Keep(keep.Key, new(keep.Durations, kept.ToArray()));
            }
            if (chunk.IsLast)
            {
                sentence.End(); // before its voice may go
                versions.Said(chunk.Sentence.Index);
            }
            end += pcm.Samples;
            work.Produced(end);
            yield return new(chunk.Sentence, pcm, chunk.IsFirst, chunk.IsLast);
        }
    }

    private async Task<PcmBuffer> VocodeAsync(
        MelChunk chunk,
        SentenceAudio sentence,
        CancellationToken cancellationToken
    )
    {
        if (chunk.Voice.Batches?.Vocoding is not { } vocoding)
            return await work.RunAsync(Effort.Vocoding, () => sentence.Decode(chunk), cancellationToken)
                .ConfigureAwait(false);
        var samples = await work.RunAsync(
                Effort.Vocoding,
                vocoding,
                new VocodingItem(sentence.SoundOf(chunk), chunk.Mel!, chunk.IsLast),
                cancellationToken
            )
            .ConfigureAwait(false);
        return sentence.Encode(chunk, samples.Span);
    }

    /// <summary>One sentence on its way from mel to encoded sound.</summary>
    private sealed class SentenceAudio(ulong seed, long fromSample) : IDisposable
    {
        [ThreadStatic]
        private static ArrayBufferWriter<float>? t_samples; // of the chunk that a worker is at; as long as the longest

        private ISentenceSound? _sound;
        private SentenceShaper _shaper = new(SentenceShape.Plain, 1);
        private long _made;

        public void Begin(MelChunk chunk)
        {
            End();
            (_made, _shaper) = (0, new(chunk.Sentence.Shape, chunk.Voice.Info.SampleRate));
        }

        /// <summary>Frees the vocoder's state.</summary>
        public void End()
        {
            _sound?.Dispose();
            _sound = null;
        }

        public ISentenceSound SoundOf(MelChunk chunk)
        {
            if (_sound is not null)
                return _sound;
            _sound = chunk.Voice.NewSound(NoiseSeed.Of(seed, chunk.Sentence.Index));
            if (fromSample - chunk.Sentence.FirstSample - chunk.Sentence.Shape.GapSamples is > 0 and var unwanted)
                _sound.SkipTo(unwanted);
            return _sound;
        }

        /// <summary>Vocodes and encodes a chunk. Synchronous; runs on a worker.</summary>
        public PcmBuffer Decode(MelChunk chunk)
        {
            var samples = t_samples ??= new();
            samples.ResetWrittenCount();
            SoundOf(chunk).Decode(chunk.Mel!, chunk.IsLast, samples);
            return Encode(chunk, MemoryMarshal.AsMemory(samples.WrittenMemory).Span);
        }

        /// <summary>Checks, shapes and encodes a chunk's samples.</summary>
        /// <param name="chunk">The chunk.</param>
        /// <param name="samples">Changed.</param>
        public PcmBuffer Encode(MelChunk chunk, Span<float> samples)
        {
            _made += samples.Length;
            Check(chunk, samples);
            var encoded = new PcmBuffer();
            _shaper.Write(samples, encoded);
            return encoded;
        }

        public void Dispose() => End();

        private void Check(MelChunk chunk, ReadOnlySpan<float> samples)
        {
            foreach (var sample in samples)
                if (!float.IsFinite(sample))
                    throw Failed(chunk, "Its vocoder gave samples that are not finite.");
            if (chunk.IsLast ? _made != chunk.Sentence.SpeechSamples : _made > chunk.Sentence.SpeechSamples)
                throw Failed(
                    chunk,
                    $"Its vocoder gave {_made} samples for a sentence of {chunk.Sentence.SpeechSamples}."
                );
        }

        private static VoiceFailedException Failed(MelChunk chunk, string why) =>
            new($"{chunk.Voice.Info.Name} ({chunk.Voice.Info.Version})", why);
    }
}
