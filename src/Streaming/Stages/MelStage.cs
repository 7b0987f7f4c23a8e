using System.Runtime.CompilerServices;
using VoiceSmith.Audio;
using VoiceSmith.Streaming.Scheduling;
using VoiceSmith.Streaming.Utterances;
using VoiceSmith.Streaming.Voices;
using static TorchSharp.torch;

namespace VoiceSmith.Streaming.Stages;

/// <summary>Mel frames of one sentence that were decoded at once. Owned by the holder.</summary>
/// <param name="Voice">The version that speaks it.</param>
/// <param name="Sentence">The sentence.</param>
/// <param name="Mel">[band, frame]; null for a sentence without speech to synthesise.</param>
/// <param name="IsFirst">True for the sentence's first chunk.</param>
/// <param name="IsLast">True for the sentence's last chunk.</param>
internal sealed record MelChunk(ISpeakingVoice Voice, SentenceTiming Sentence, Tensor? Mel, bool IsFirst, bool IsLast)
    : IDisposable
{
    /// <summary>The sentence's sound, if it was cached.</summary>
    public CachedSound? Known { get; init; }

    /// <summary>Cache key and durations of the sentence; null if it is not to be cached.</summary>
    public (string Key, IReadOnlyList<int> Durations)? Keep { get; init; }

    /// <summary>Frees the tensor.</summary>
    public void Dispose() => Mel?.Dispose();
}

/// <summary>Plans each sentence and decodes its mel frames chunk by chunk.</summary>
/// <param name="versions">The utterance's versions; told when a sentence has been decoded.</param>
/// <param name="request">Controls, seed and first sample.</param>
/// <param name="chunks">Sizes of chunks.</param>
/// <param name="work">Runs the jobs.</param>
/// <param name="cache">Sentences spoken before; null for none.</param>
internal sealed class MelStage(
    SpeakingVersions versions,
    SpeechRequest request,
    ChunkPlan chunks,
    UtteranceWork work,
    SoundCache? cache
) : IStage<PhonemeSentence, MelChunk>
{
    private const int ManyPhonemes = 150; // to plan more takes longer than decoding and vocoding half a second does

    private readonly AudioFormat _format = new(versions.First.Info.SampleRate);

    /// <inheritdoc/>
    /// <exception cref="VoiceFailedException">The voice's durations and mel frames do not fit together.</exception>
    public async IAsyncEnumerable<MelChunk> RunAsync(
        IAsyncEnumerable<PhonemeSentence> input,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var end = 0L; // of the sound so far
        var known = request.KnownSentence is { FirstSample: > 0 } place ? place : default;
        var speakers = new MarkupVoices(request.Controls);
        await foreach (var sentence in input.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            var voice = sentence.Voice;
            var (controls, notices) = speakers.For(sentence.Sentence, voice.Info);
            if (sentence.Sentence.Index < known.Sentence)
            {
                versions.Decoded(end);
                continue;
            }
            if (sentence.Sentence.Index == known.Sentence && known.FirstSample > 0)
                end = known.FirstSample - PauseBefore(sentence);
            var local = sentence.LocalControls(request.Controls.Pauses);
            var seed = NoiseSeed.Of(request.Seed, sentence.Sentence.Index);
            var key = KeyOf(sentence, local, seed);
            if (!sentence.IsSayable)
            {
                var silent = SentenceTiming.Silent(sentence, voice.Info.SampleRate, end) with { Notices = notices };
                end = silent.End;
                yield return new(voice, silent, null, IsFirst: true, IsLast: true);
            }
            else if (key is not null && cache!.Find(key) is { } cached)
            {
                var timing = TimingOf(sentence, cached.Durations, end) with { Notices = notices };
                end = timing.End;
                if (timing.End > request.FromSample)
                    yield return new(voice, timing, null, IsFirst: true, IsLast: true) { Known = cached };
            }
            else
            {
                using var plan = await work.RunAsync(
                        Effort.Encoding,
                        voice.Batches?.Planning,
                        new PlanningItem(sentence.Ids, controls, local, seed),
                        one => voice.Plan(one.Phonemes, one.Controls, one.Local, one.Seed),
                        cancellationToken,
                        isLong: sentence.Ids.Count > ManyPhonemes
                    )
                    .ConfigureAwait(false);
                var timing = TimingOf(sentence, plan.Durations, end) with { Notices = notices };
                end = timing.End;
                if (timing.End > request.FromSample) // otherwise only its length matters
                {
                    var chunks = DecodeAsync(voice, plan, timing, cancellationToken);
                    await foreach (var chunk in chunks.ConfigureAwait(false))
                        yield return key is null ? chunk : chunk with { Keep = (key, plan.Durations) };
                }
            }
            versions.Decoded(end);
        }
    }

    /// <summary>
    /// The cache key of a sentence; null for sentences with markup, whose sound is shaped after synthesis.
    /// </summary>
    private string? KeyOf(PhonemeSentence sentence, PhonemeControls[]? local, ulong seed) =>
        cache is null || sentence.Sentence.Markup.Count > 0
            ? null
            : SoundCache.KeyOf(sentence.Voice.Info, sentence.Ids, request.Controls, local, seed);

    private SentenceTiming TimingOf(PhonemeSentence sentence, IReadOnlyList<int> durations, long end)
    {
        var voice = sentence.Voice;
        if (
            durations.Count != sentence.Ids.Count
            || durations.Any(frames => frames < 0)
            || durations.All(frames => frames == 0)
        )
            throw Failed(
                voice,
                $"For {sentence.Ids.Count} phonemes it gave {durations.Count} durations, "
                    + $"{durations.Sum(frames => (long)frames)} frames in all."
            );
        var pause = end == 0 ? 0 : PauseBefore(sentence);
        return SentenceTiming.Of(sentence, durations, voice.HopLength, voice.Info.SampleRate, end, pause) with
        {
            VoiceVersion = voice.Info.Version,
        };
    }

    private long PauseBefore(PhonemeSentence sentence) =>
        _format.SamplesIn(sentence.Sentence.Pause * request.Controls.Pauses);

    private async IAsyncEnumerable<MelChunk> DecodeAsync(
        ISpeakingVoice voice,
        ISentencePlan plan,
        SentenceTiming timing,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var total = (int)(timing.SpeechSamples / voice.HopLength);
        for (var done = 0; done < total;)
        {
            var wanted = chunks.FramesAfter(done, voice.Info.SampleRate, voice.HopLength);
            var mel =
                await work.RunAsync(
                        Effort.Decoding,
                        voice.Batches?.Decoding,
                        plan,
                        one => one.DecodeNext(wanted),
                        cancellationToken
                    )
                    .ConfigureAwait(false)
                ?? throw Failed(voice, $"Its sentence ended after {done} of {total} mel frames.");
            var frames = (int)mel.shape[1];
            var chunk = new MelChunk(voice, timing, mel, IsFirst: done == 0, IsLast: done + frames == total);
            done += frames;
            if (frames == 0 || done > total)
            {
                chunk.Dispose();
                throw Failed(voice, $"It gave {done} mel frames of {total}.");
            }
            yield return chunk;
        }
    }

    private static VoiceFailedException Failed(ISpeakingVoice voice, string why) =>
        new($"{voice.Info.Name} ({voice.Info.Version})", why);
}
