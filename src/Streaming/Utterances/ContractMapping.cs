using VoiceSmith.Audio;
using VoiceSmith.Contracts;
using VoiceSmith.Streaming.Scheduling;
using VoiceSmith.Text;
using VoiceSmith.Text.Explanations;
using VoiceSmith.Text.Phonemes;

namespace VoiceSmith.Streaming.Utterances;

/// <summary>Maps the engine's requests and events to the contract's messages, and back.</summary>
public static class ContractMapping
{
    /// <summary>The engine's request for a message.</summary>
    /// <exception cref="Voices.SpeechControlException">VS4005: a number is out of its range.</exception>
    public static SpeechRequest ToSpeechRequest(this SpeakRequest request) =>
        new()
        {
            Voice = request.Voice,
            Seed = request.Seed ?? 0,
            VoiceVersion = request.VoiceVersion,
            FollowsVersions = request.FollowVersions ?? false,
            Session = request.Session,
            Lexicon = request.Lexicon is null ? null : UserLexicon.Parse(request.Lexicon, "the request's"),
            Markup = request.Markup,
            FromSample = request.FromSample ?? 0,
            KnownSentence =
                request is { KnownSentence: { } sentence, KnownSentenceSample: { } sample }
                    ? new(sentence, sample)
                    : null,
            Continues = request.Continues,
            Details = (request.Details ?? []).Aggregate(SpeechDetails.None, (all, one) => all | DetailOf(one)),
            Controls = new()
            {
                Rate = request.Rate ?? 1,
                PitchSemitones = request.Pitch ?? 0,
                EnergyDb = request.Energy ?? 0,
                Pauses = request.Pauses ?? 1,
                Speaker = request.Speaker ?? 0,
            },
            MaxLead = SecondsOf(nameof(request.MaxLead), request.MaxLead),
            MaxDelay = SecondsOf(nameof(request.MaxDelay), request.MaxDelay),
        };

    /// <summary>The message for an engine's request; caller and turn are not part of it.</summary>
    public static SpeakRequest ToContract(this SpeechRequest request) =>
        new()
        {
            Voice = request.Voice,
            Seed = request.Seed,
            VoiceVersion = request.VoiceVersion,
            FollowVersions = request.FollowsVersions,
            Session = request.Session,
            Lexicon = request.Lexicon?.Source,
            Markup = request.Markup,
            FromSample = request.FromSample,
            KnownSentence = request.KnownSentence?.Sentence,
            KnownSentenceSample = request.KnownSentence?.FirstSample,
            Continues = request.Continues,
            Details = [.. NamesOf(request.Details)],
            Rate = request.Controls.Rate,
            Pitch = request.Controls.PitchSemitones,
            Energy = request.Controls.EnergyDb,
            Pauses = request.Controls.Pauses,
            Speaker = request.Controls.Speaker,
            MaxLead = request.MaxLead?.TotalSeconds,
            MaxDelay = request.MaxDelay?.TotalSeconds,
        };

    /// <summary>The message for an event.</summary>
    public static SpeakEvent ToContract(this SpeechEvent happened) =>
        happened switch
        {
            SoundMade { Frame: var frame } => new AudioEvent(frame.FirstSample, frame.Pcm),
            WordStarted word => new WordEvent(
                word.Text,
                word.FirstSample,
                word.Samples,
                word.Source.Start,
                word.Source.End
            ),
            SentenceStarted one => new SentenceEvent(
                one.Sentence,
                one.FirstSample,
                one.Samples,
                one.Source.Start,
                one.Source.End,
                one.VoiceVersion
            ),
            SpeechStarted start => new StartEvent(
                start.Format.SampleRate,
                start.Format.Channels,
                AudioFormat.BitsPerSample,
                start.Voice,
                start.VoiceVersion,
                start.Seed,
                start.Utterance,
                start.VoiceVersion
            ),
            PhonemeStarted one => new PhonemeEvent(
                one.Symbol,
                one.FirstSample,
                one.Samples,
                one.Source.Start,
                one.Source.End
            ),
            VisemeStarted one => new VisemeEvent(
                one.Viseme,
                one.FirstSample,
                one.Samples,
                one.Source.Start,
                one.Source.End
            ),
            MarkReached mark => new MarkEvent(mark.Name, mark.FirstSample, mark.Source.Start, mark.Source.End),
            NoticeGiven notice => new NoticeEvent(
                notice.Message,
                notice.FirstSample,
                notice.Source.Start,
                notice.Source.End
            ),
            SpeechAccounted { Ledger: var sum } => new LedgerEvent(
                sum.Queued,
                sum.Normalizing,
                sum.Phonemizing,
                sum.Encoding,
                sum.Decoding,
                sum.Vocoding,
                sum.Sending,
                sum.FirstSound,
                sum.Total,
                sum.Samples,
                sum.RealTimeFactor,
                sum.PeakQueue
            ),
            SpeechStopped stopped => new StoppedEvent(stopped.Heard.ToContract()),
            SpeechAccepted one => new AcceptedEvent(one.Utterance, one.Ahead, one.Replaced, one.Heard?.ToContract()),
            SpeechEnded end => new EndEvent(end.Samples),
            _ => throw new InvalidOperationException($"No message for {happened.GetType().Name}."),
        };

    /// <summary>The message for what a listener has heard.</summary>
    public static Contracts.HeardText ToContract(this HeardText heard) =>
        new(
            heard.Samples,
            heard.Offset,
            heard.Interrupted?.Text,
            heard.Interrupted?.Source.Start,
            heard.Interrupted?.Source.End
        );

    /// <summary>The event that a message was made of, for events that come from an engine.</summary>
    public static SpeechEvent ToSpeechEvent(this SpeakEvent message) =>
        message switch
        {
            AudioEvent audio => new SoundMade(new(audio.FirstSample, audio.Pcm)),
            WordEvent word => new WordStarted(word.Text, word.FirstSample, word.Samples, new(word.Start, word.End)),
            SentenceEvent one => new SentenceStarted(
                one.Sentence,
                one.FirstSample,
                one.Samples,
                new(one.Start, one.End)
            )
            {
                VoiceVersion = one.ModelVersion,
            },
            StartEvent start => new SpeechStarted(
                new(start.SampleRate, start.Channels),
                start.Voice,
                start.VoiceVersion,
                start.Seed
            )
            {
                Utterance = start.Utterance,
            },
            PhonemeEvent one => new PhonemeStarted(one.Symbol, one.FirstSample, one.Samples, new(one.Start, one.End)),
            VisemeEvent one => new VisemeStarted(one.Viseme, one.FirstSample, one.Samples, new(one.Start, one.End)),
            MarkEvent mark => new MarkReached(mark.Name, mark.FirstSample, new(mark.Start, mark.End)),
            NoticeEvent notice => new NoticeGiven(notice.Text, notice.FirstSample, new(notice.Start, notice.End)),
            LedgerEvent sum => new SpeechAccounted(
                new Ledger(
                    sum.Queued,
                    sum.Normalizing,
                    sum.Phonemizing,
                    sum.Encoding,
                    sum.Decoding,
                    sum.Vocoding,
                    sum.Sending,
                    sum.FirstSound,
                    sum.Total,
                    sum.Samples,
                    sum.RealTimeFactor,
                    sum.PeakQueue
                )
            ),
            EndEvent end => new SpeechEnded(end.Samples),
            _ => throw new InvalidOperationException($"No event for {message.GetType().Name}."),
        };

    /// <summary>The message for an explanation.</summary>
    public static Explanation ToContract(this TextExplanation explained) =>
        new(
            [
                .. explained.Pieces.Select(piece => new Contracts.ExplainedPiece(
                    piece.Span.Start,
                    piece.Span.End,
                    piece.Written,
                    piece.Class,
                    NameOf(piece.Reading),
                    piece.Spoken,
                    [.. piece.Words.Select(ToContract)]
                )),
            ],
            [
                .. explained.Notices.Select(notice => new ExplanationNotice(
                    notice.Message,
                    notice.Source.Start,
                    notice.Source.End
                )),
            ]
        );

    private static Contracts.ExplainedWord ToContract(Text.Explanations.ExplainedWord word) =>
        new(word.Word, word.Phonemes, word.Ipa, NameOf(word.Origin), word.Sense);

    /// <summary>The name of a value, as JSON has names.</summary>
    private static string NameOf<TEnum>(TEnum value)
        where TEnum : struct, Enum => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName($"{value}");

    private static IEnumerable<string> NamesOf(SpeechDetails details)
    {
        if (details.HasFlag(SpeechDetails.Phonemes))
            yield return "phoneme";
        if (details.HasFlag(SpeechDetails.Visemes))
            yield return "viseme";
    }

    /// <summary>An unknown detail is ignored: a newer client may ask for more.</summary>
    private static SpeechDetails DetailOf(string name) =>
        name switch
        {
            "phoneme" => SpeechDetails.Phonemes,
            "viseme" => SpeechDetails.Visemes,
            _ => SpeechDetails.None,
        };

    private static TimeSpan? SecondsOf(string control, double? seconds)
    {
        if (seconds is not { } some)
            return null;
        Voices.SpeechControlException.ThrowUnless(control, some, 0, 3600); // before a TimeSpan overflows
        return TimeSpan.FromSeconds(some);
    }
}
