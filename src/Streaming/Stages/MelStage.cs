using System.Runtime.CompilerServices;
using VoiceSmith.Audio;
using static TorchSharp.torch;

namespace VoiceSmith.Streaming.Stages;

/// <summary>Mel frames of one sentence that are made at once. Whoever holds it owns it.</summary>
/// <param name="Sentence">The sentence.</param>
/// <param name="Mel">[band, frame]; null for a sentence that has no speech to be made.</param>
/// <param name="IsFirst">Whether the sentence begins here.</param>
/// <param name="IsLast">Whether the sentence ends here.</param>
internal sealed record MelChunk(SentenceTiming Sentence, Tensor? Mel, bool IsFirst, bool IsLast) : IDisposable
{
    /// <summary>The sentence's sound, where it is known already.</summary>
    public CachedSound? Known { get; init; }

    /// <summary>What the sentence's sound is to be kept under, and its durations; null where it is not kept.</summary>
    public (string Key, IReadOnlyList<int> Durations)? Keep { get; init; }

    /// <summary>Frees the tensor.</summary>
    public void Dispose() => Mel?.Dispose();
}

/// <summary>Decides how each sentence is said, and makes its mel frames chunk by chunk.</summary>
/// <param name="voice">Leased by the caller for longer than the run.</param>
/// <param name="request">How it is to be said, and from where.</param>
/// <param name="chunks">How much to make at once.</param>
/// <param name="work">Where it is computed.</param>
/// <param name="cache">Sentences that were spoken before; null for none.</param>
internal sealed class MelStage(ISpeakingVoice voice, SpeechRequest request, ChunkPlan chunks, UtteranceWork work, SoundCache? cache)
    : IStage<PhonemeSentence, MelChunk>
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
                var silent = SentenceTiming.Silent(sentence, voice.Info.SampleRate, end);
                end = silent.End;
                yield return new(silent, null, IsFirst: true, IsLast: true);
                continue;
            }
            var local = sentence.LocalControls(request.Controls.Pauses);
            var key = KeyOf(sentence, local);
            if (key is not null && cache!.Find(key) is { } known)
            {
                var timing = TimingOf(sentence, known.Durations, end);
                end = timing.End;
                if (timing.End > request.FromSample)
                    yield return new(timing, null, IsFirst: true, IsLast: true) { Known = known };
                continue;
            }
            using var plan = await work.RunAsync(Effort.Encoding, () => voice.Plan(sentence.Ids, request.Controls, local), cancellationToken).ConfigureAwait(false);
            var planned = TimingOf(sentence, plan.Durations, end);
            end = planned.End;
            if (planned.End <= request.FromSample)
                continue; // heard before: only its length matters
            await foreach (var chunk in DecodeAsync(plan, planned, cancellationToken).ConfigureAwait(false))
                yield return key is null ? chunk : chunk with { Keep = (key, plan.Durations) };
        }
    }

    /// <summary>Sentences with markup are not kept: their sound is shaped after it has been made.</summary>
    private string? KeyOf(PhonemeSentence sentence, PhonemeControls[]? local) => cache is null || sentence.Sentence.Markup.Count > 0 ? null
        : SoundCache.KeyOf(voice.Info, sentence.Ids, request.Controls, local, NoiseSeed.Of(request.Seed, sentence.Sentence.Index));

    private SentenceTiming TimingOf(PhonemeSentence sentence, IReadOnlyList<int> durations, long end)
    {
        if (durations.Count != sentence.Ids.Count || durations.Any(frames => frames < 0) || durations.All(frames => frames == 0))
            throw Failed($"For {sentence.Ids.Count} phonemes it gave {durations.Count} durations, {durations.Sum(frames => (long)frames)} frames in all.");
        var pause = end == 0 ? 0 : _format.SamplesIn(sentence.Sentence.Pause * request.Controls.Pauses);
        return SentenceTiming.Of(sentence, durations, voice.HopLength, voice.Info.SampleRate, end, pause);
    }

    private async IAsyncEnumerable<MelChunk> DecodeAsync(
        ISentencePlan plan, SentenceTiming timing, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var total = (int)(timing.SpeechSamples / voice.HopLength);
        for (var done = 0; done < total;)
        {
            var wanted = chunks.FramesAfter(done, voice.Info.SampleRate, voice.HopLength);
            var mel = await work.RunAsync(Effort.Decoding, () => plan.DecodeNext(wanted), cancellationToken).ConfigureAwait(false)
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
