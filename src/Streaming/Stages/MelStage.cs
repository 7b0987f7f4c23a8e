using System.Runtime.CompilerServices;
using VoiceSmith.Audio;
using static TorchSharp.torch;

namespace VoiceSmith.Streaming.Stages;

/// <summary>Mel frames of one sentence that are made at once. Whoever holds it owns it.</summary>
/// <param name="Sentence">The sentence.</param>
/// <param name="Mel">[band, frame]; null for a sentence in which nothing can be said.</param>
/// <param name="IsFirst">Whether the sentence begins here.</param>
/// <param name="IsLast">Whether the sentence ends here.</param>
public sealed record MelChunk(SentenceTiming Sentence, Tensor? Mel, bool IsFirst, bool IsLast) : IDisposable
{
    /// <summary>Frees the tensor.</summary>
    public void Dispose() => Mel?.Dispose();
}

/// <summary>Decides how each sentence is said, and makes its mel frames chunk by chunk.</summary>
/// <param name="voice">Leased by the caller for longer than the run.</param>
/// <param name="controls">How it is to be said.</param>
/// <param name="chunks">How much to make at once.</param>
/// <param name="work">Where it is computed.</param>
internal sealed class MelStage(ISpeakingVoice voice, VoiceControls controls, ChunkPlan chunks, UtteranceWork work) : IStage<PhonemeSentence, MelChunk>
{
    private readonly AudioFormat _format = new(voice.Info.SampleRate);

    /// <inheritdoc/>
    /// <exception cref="VoiceFailedException">The voice promised durations or frames and did not keep to them.</exception>
    public async IAsyncEnumerable<MelChunk> RunAsync(
        IAsyncEnumerable<PhonemeSentence> input, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var end = 0L; // of the sound so far
        await foreach (var sentence in input.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            if (!sentence.IsSayable)
            {
                yield return new(SentenceTiming.Silent(sentence, end), null, IsFirst: true, IsLast: true);
                continue;
            }
            using var plan = await work.RunAsync(() => voice.Plan(sentence.Ids, controls), cancellationToken).ConfigureAwait(false);
            var timing = TimingOf(sentence, plan, end);
            end = timing.End;
            await foreach (var chunk in DecodeAsync(plan, timing, cancellationToken).ConfigureAwait(false))
                yield return chunk;
        }
    }

    private SentenceTiming TimingOf(PhonemeSentence sentence, ISentencePlan plan, long end)
    {
        if (plan.Durations.Count != sentence.Ids.Count || plan.Durations.Any(frames => frames < 0) || plan.Durations.All(frames => frames == 0))
            throw Failed($"For {sentence.Ids.Count} phonemes it gave {plan.Durations.Count} durations, {plan.Durations.Sum(frames => (long)frames)} frames in all.");
        var pause = end == 0 ? 0 : _format.SamplesIn(sentence.Sentence.Pause);
        return SentenceTiming.Of(sentence, plan.Durations, voice.HopLength, end, pause);
    }

    private async IAsyncEnumerable<MelChunk> DecodeAsync(
        ISentencePlan plan, SentenceTiming timing, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var total = (int)(timing.Samples / voice.HopLength);
        for (var done = 0; done < total;)
        {
            var wanted = chunks.FramesAfter(done, voice.Info.SampleRate, voice.HopLength);
            var mel = await work.RunAsync(() => plan.DecodeNext(wanted), cancellationToken).ConfigureAwait(false)
                ?? throw Failed($"Its sentence ended after {done} of {total} mel frames.");
            var frames = (int)mel.shape[1];
            var chunk = new MelChunk(timing, mel, IsFirst: done == 0, IsLast: done + frames == total);
            done += frames;
            if (frames == 0 || done > total)
            {
                chunk.Dispose();
                throw Failed($"It gave {done} mel frames of {total}.");
            }
            yield return chunk;
        }
    }

    private VoiceFailedException Failed(string why) => new($"{voice.Info.Name} ({voice.Info.Version})", why);
}
