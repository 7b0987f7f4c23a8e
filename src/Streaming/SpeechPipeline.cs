using VoiceSmith.Audio;
using VoiceSmith.Streaming.Scheduling;
using VoiceSmith.Streaming.Sequences;
using VoiceSmith.Streaming.Stages;
using VoiceSmith.Streaming.Utterances;
using VoiceSmith.Streaming.Voices;
using VoiceSmith.Text.Explanations;
using VoiceSmith.Text.Normalization;
using VoiceSmith.Text.Phonemes;
using VoiceSmith.Text.Phonemizers;

namespace VoiceSmith.Streaming;

/// <summary>Joins the stages from text to frames, for one utterance at a time.</summary>
/// <remarks>
/// text → sentences → words → phonemes ═ mel ═ sound ═ frames; a double line is a buffer, across which both sides work
/// at once.
/// </remarks>
/// <param name="normalizer">Shared by all utterances.</param>
/// <param name="phonemizer">
/// Shared by all utterances whose voice has none of its own; lexicons of voice and request go before its own.
/// </param>
/// <param name="options">Of the deployment.</param>
/// <param name="chunks">Sizes of chunks.</param>
/// <param name="cache">Sentences that were spoken before; null for none.</param>
internal sealed class SpeechPipeline(
    TextNormalizer normalizer,
    EnglishPhonemizer phonemizer,
    StreamingOptions options,
    ChunkPlan chunks,
    SoundCache? cache
)
{
    /// <summary>The events of one utterance, but for the first and the last.</summary>
    /// <param name="text">In pieces, as it arrives.</param>
    /// <param name="reading">Options of the text's reading.</param>
    /// <param name="request">Controls and seed; its voice is the leased one.</param>
    /// <param name="versions">The voice's versions; owned by the caller for longer than the enumeration.</param>
    /// <param name="work">Its share of the compute workers.</param>
    public IAsyncEnumerable<SpeechEvent> Run(
        IAsyncEnumerable<string> text,
        TextReading reading,
        SpeechRequest request,
        SpeakingVersions versions,
        UtteranceWork work
    )
    {
        var first = versions.First;
        return text.Through(new SentenceStage(reading))
            .Through(new WordStage(NormalizerFor(first, request), work.Ledger))
            .Through(new VersionStage(versions, work.Place))
            .Through(new PhonemeStage(voice => PhonemizerOf(voice, request), work.Ledger))
            .Buffered(options.StageCapacity)
            .Through(new MelStage(versions, request, chunks, work, cache))
            .Buffered(options.StageCapacity)
            .Through(new AudioStage(versions, request.Seed, work, cache, request.FromSample))
            .Buffered(options.StageCapacity)
            .Through(
                new FrameStage(
                    new AudioFormat(first.Info.SampleRate),
                    options.FrameDuration,
                    request.Details,
                    request.FromSample
                )
            );
    }

    /// <summary>Explains how a voice reads a text, by the same front end that <see cref="Run"/> uses.</summary>
    /// <exception cref="UnexplainableVoiceException">VS4046.</exception>
    public TextExplainer ExplainerFor(ISpeakingVoice voice, SpeechRequest request) =>
        PhonemizerOf(voice, request) is EnglishPhonemizer english
            ? new(NormalizerFor(voice, request), english)
            : throw new UnexplainableVoiceException(voice.Info.Name);

    /// <summary>The patterns of the voice's lexicon, and before them those of the request's.</summary>
    private TextNormalizer NormalizerFor(ISpeakingVoice voice, SpeechRequest request)
    {
        var ours = voice.Lexicon is { } voices ? normalizer.With(voices) : normalizer;
        return request.Lexicon is { } asked ? ours.With(asked) : ours;
    }

    private IPhonemizer PhonemizerOf(ISpeakingVoice voice, SpeechRequest request)
    {
        if (voice.Phonemizer is { } own)
            return own;
        var english = voice.Lexicon is { } voices ? phonemizer.With(voices) : phonemizer;
        return request.Lexicon is { } asked ? english.With(asked) : english;
    }
}
