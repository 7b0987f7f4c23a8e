using System.Runtime.CompilerServices;

namespace VoiceSmith.Streaming.Stages;

/// <summary>Sound of one sentence that was made at once.</summary>
/// <param name="Sentence">The sentence.</param>
/// <param name="Samples">Full scale ±1; may be empty, where a vocoder holds all back.</param>
/// <param name="IsFirst">Whether the sentence begins here.</param>
/// <param name="IsLast">Whether the sentence ends here.</param>
public sealed record AudioChunk(SentenceTiming Sentence, float[] Samples, bool IsFirst, bool IsLast);

/// <summary>Turns mel chunks into sound, carrying the vocoder's state from chunk to chunk of a sentence.</summary>
/// <remarks>Every sentence has a state and a seed of its own, so that a stream can be taken up again at any sentence.</remarks>
/// <param name="voice">Leased by the caller for longer than the run.</param>
/// <param name="seed">The utterance's seed.</param>
/// <param name="work">Where it is computed.</param>
public sealed class AudioStage(ISpeakingVoice voice, ulong seed, UtteranceWork work) : IStage<MelChunk, AudioChunk>
{
    /// <inheritdoc/>
    /// <exception cref="VoiceFailedException">The vocoder gave something that is no sound, or too much or little of it.</exception>
    public async IAsyncEnumerable<AudioChunk> RunAsync(
        IAsyncEnumerable<MelChunk> input, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ISentenceSound? sound = null;
        try
        {
            var made = 0L;
            await foreach (var chunk in input.WithCancellation(cancellationToken).ConfigureAwait(false))
            {
                if (chunk.IsFirst)
                {
                    sound?.Dispose();
                    sound = null;
                    made = 0;
                }
                var samples = await DecodeAsync(chunk).ConfigureAwait(false);
                made += samples.Length;
                Check(chunk, samples, made);
                work.Produced(samples.Length + (chunk.IsFirst ? chunk.Sentence.Pause : 0));
                yield return new(chunk.Sentence, samples, chunk.IsFirst, chunk.IsLast);
            }
        }
        finally
        {
            sound?.Dispose();
        }

        async ValueTask<float[]> DecodeAsync(MelChunk chunk)
        {
            using var owned = chunk;
            if (chunk.Mel is not { } mel)
                return [];
            return await work.RunAsync(() =>
            {
                sound ??= voice.NewSound(NoiseSeed.Of(seed, chunk.Sentence.Index));
                return sound.Decode(mel, chunk.IsLast);
            }, cancellationToken).ConfigureAwait(false);
        }
    }

    private void Check(MelChunk chunk, float[] samples, long made)
    {
        if (!Array.TrueForAll(samples, float.IsFinite))
            throw Failed("Its vocoder gave samples that are no numbers.");
        if (chunk.IsLast ? made != chunk.Sentence.Samples : made > chunk.Sentence.Samples)
            throw Failed($"Its vocoder gave {made} samples for a sentence of {chunk.Sentence.Samples}.");
    }

    private VoiceFailedException Failed(string why) => new($"{voice.Info.Name} ({voice.Info.Version})", why);
}
