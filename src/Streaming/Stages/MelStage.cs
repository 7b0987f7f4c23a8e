using System.Runtime.CompilerServices;
using VoiceSmith.Audio;
using static TorchSharp.torch;

namespace VoiceSmith.Streaming.Stages;

/// <summary>Mel frames of one sentence that are made at once. Whoever holds it owns it.</summary>
/// <param name="Voice">Who speaks it.</param>
/// <param name="Sentence">The sentence.</param>
/// <param name="Mel">[band, frame]; null for a sentence that has no speech to be made.</param>
/// <param name="IsFirst">Whether the sentence begins here.</param>
/// <param name="IsLast">Whether the sentence ends here.</param>
internal sealed record MelChunk(ISpeakingVoice Voice, SentenceTiming Sentence, Tensor? Mel, bool IsFirst, bool IsLast) : IDisposable
{
    /// <summary>The sentence's sound, where it is known already.</summary>
    public CachedSound? Known { get; init; }

    /// <summary>What the sentence's sound is to be kept under, and its durations; null where it is not kept.</summary>
    public (string Key, IReadOnlyList<int> Durations)? Keep { get; init; }

    /// <summary>Frees the tensor.</summary>
    public void Dispose() => Mel?.Dispose();
}

/// <summary>Decides how each sentence is said, and makes its mel frames chunk by chunk.</summary>
/// <param name="versions">Who speaks; owned by the caller for longer than the run.</param>
/// <param name="phonemize">Says a sentence in the sounds of a version that has others than the first.</param>
/// <param name="request">How it is to be said, and from where.</param>
/// <param name="chunks">How much to make at once.</param>
/// <param name="work">Where it is computed.</param>
/// <param name="cache">Sentences that were spoken before; null for none.</param>
internal sealed class MelStage(
    SpeakingVersions versions, Func<SpokenSentence, ISpeakingVoice, PhonemeSentence> phonemize, SpeechRequest request, ChunkPlan chunks, UtteranceWork work, SoundCache? cache)
    : IStage<PhonemeSentence, MelChunk>
{
    private readonly AudioFormat _format = new(versions.First.Info.SampleRate);

    /// <inheritdoc/>
    /// <exception cref="VoiceFailedException">The voice promised durations or frames and did not keep to them.</exception>
    public async IAsyncEnumerable<MelChunk> RunAsync(
        IAsyncEnumerable<PhonemeSentence> input, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var end = 0L; // of the sound so far
        var speakers = new MarkupVoices(request.Controls);
        await foreach (var given in input.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            var voice = versions.Next();
            var sentence = SoundsAlike(voice, versions.First) ? given : phonemize(given.Words, voice);
            var (controls, notices) = speakers.For(sentence.Sentence, voice.Info);
            if (!sentence.IsSayable)
            {
                var silent = SentenceTiming.Silent(sentence, voice.Info.SampleRate, end) with { Notices = notices };
                end = silent.End;
                yield return new(voice, silent, null, IsFirst: true, IsLast: true);
                continue;
            }
            var local = sentence.LocalControls(request.Controls.Pauses);
            var key = KeyOf(voice, sentence, local);
            if (key is not null && cache!.Find(key) is { } known)
            {
                var timing = TimingOf(voice, sentence, known.Durations, end) with { Notices = notices };
                end = timing.End;
                if (timing.End > request.FromSample)
                    yield return new(voice, timing, null, IsFirst: true, IsLast: true) { Known = known };
                continue;
            }
            using var plan = await work.RunAsync(Effort.Encoding, () => voice.Plan(sentence.Ids, controls, local), cancellationToken).ConfigureAwait(false);
            var planned = TimingOf(voice, sentence, plan.Durations, end) with { Notices = notices };
            end = planned.End;
            if (planned.End <= request.FromSample)
                continue; // heard before: only its length matters
            await foreach (var chunk in DecodeAsync(voice, plan, planned, cancellationToken).ConfigureAwait(false))
                yield return key is null ? chunk : chunk with { Keep = (key, plan.Durations) };
        }
    }

    /// <summary>Sentences with markup are not kept: their sound is shaped after it has been made.</summary>
    private string? KeyOf(ISpeakingVoice voice, PhonemeSentence sentence, PhonemeControls[]? local) => cache is null || sentence.Sentence.Markup.Count > 0 ? null
        : SoundCache.KeyOf(voice.Info, sentence.Ids, request.Controls, local, NoiseSeed.Of(request.Seed, sentence.Sentence.Index));

    /// <summary>Whether a sentence in the sounds of one voice is one in those of the other too.</summary>
    private static bool SoundsAlike(ISpeakingVoice one, ISpeakingVoice other) => one == other
        || (one.Phonemizer is null && other.Phonemizer is null && one.Lexicon is null && other.Lexicon is null && one.Inventory.Symbols.SequenceEqual(other.Inventory.Symbols));

    private SentenceTiming TimingOf(ISpeakingVoice voice, PhonemeSentence sentence, IReadOnlyList<int> durations, long end)
    {
        if (durations.Count != sentence.Ids.Count || durations.Any(frames => frames < 0) || durations.All(frames => frames == 0))
            throw Failed(voice, $"For {sentence.Ids.Count} phonemes it gave {durations.Count} durations, {durations.Sum(frames => (long)frames)} frames in all.");
        var pause = end == 0 ? 0 : _format.SamplesIn(sentence.Sentence.Pause * request.Controls.Pauses);
        return SentenceTiming.Of(sentence, durations, voice.HopLength, voice.Info.SampleRate, end, pause) with { VoiceVersion = voice.Info.Version };
    }

    private async IAsyncEnumerable<MelChunk> DecodeAsync(
        ISpeakingVoice voice, ISentencePlan plan, SentenceTiming timing, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var total = (int)(timing.SpeechSamples / voice.HopLength);
        for (var done = 0; done < total;)
        {
            var wanted = chunks.FramesAfter(done, voice.Info.SampleRate, voice.HopLength);
            var mel = await work.RunAsync(Effort.Decoding, () => plan.DecodeNext(wanted), cancellationToken).ConfigureAwait(false)
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

    private static VoiceFailedException Failed(ISpeakingVoice voice, string why) => new($"{voice.Info.Name} ({voice.Info.Version})", why);
}
