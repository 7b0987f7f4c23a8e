using VoiceSmith.Audio;
using VoiceSmith.Contracts;
using VoiceSmith.Streaming;
using VoiceSmith.Streaming.Utterances;
using VoiceSmith.Streaming.Voices;
using VoiceSmith.Text.Phonemes;

namespace VoiceSmith.Hub;

/// <summary>Maps the contract's messages to the engine's types, and back.</summary>
internal static class Mapping
{
    /// <exception cref="SpeechControlException">VS4005: a number is out of its range.</exception>
    public static SpeechRequest ToSpeechRequest(this SpeakRequest request) => new()
    {
        Voice = request.Voice,
        Seed = request.Seed ?? 0,
        VoiceVersion = request.VoiceVersion,
        FollowsVersions = request.FollowVersions ?? false,
        Session = request.Session,
        Lexicon = request.Lexicon is null ? null : UserLexicon.Parse(request.Lexicon, "the request's"),
        Markup = request.Markup,
        FromSample = request.FromSample ?? 0,
        Details = (request.Details ?? []).Aggregate(SpeechDetails.None, (all, one) => all | DetailOf(one)),
        Controls = new()
        {
            Rate = request.Rate ?? 1, PitchSemitones = request.Pitch ?? 0, EnergyDb = request.Energy ?? 0, Pauses = request.Pauses ?? 1,
            Speaker = request.Speaker ?? 0,
        },
        MaxLead = SecondsOf(nameof(request.MaxLead), request.MaxLead),
        MaxDelay = SecondsOf(nameof(request.MaxDelay), request.MaxDelay),
    };

    public static Replacement? ToReplacement(this SpeakRequest request) =>
        request.Replaces is null ? null : new(request.Replaces, request.Played);

    public static SpeakEvent ToContract(this SpeechEvent happened) => happened switch
    {
        SoundMade { Frame: var frame } => new AudioEvent(frame.FirstSample, frame.Pcm),
        WordStarted word => new WordEvent(word.Text, word.FirstSample, word.Samples, word.Source.Start, word.Source.End),
        SentenceStarted one =>
            new SentenceEvent(one.Sentence, one.FirstSample, one.Samples, one.Source.Start, one.Source.End, one.VoiceVersion),
        SpeechStarted start => new StartEvent(start.Format.SampleRate, start.Format.Channels, AudioFormat.BitsPerSample,
            start.Voice, start.VoiceVersion, start.Seed, start.Utterance, start.VoiceVersion),
        PhonemeStarted one => new PhonemeEvent(one.Symbol, one.FirstSample, one.Samples, one.Source.Start, one.Source.End),
        VisemeStarted one => new VisemeEvent(one.Viseme, one.FirstSample, one.Samples, one.Source.Start, one.Source.End),
        MarkReached mark => new MarkEvent(mark.Name, mark.FirstSample, mark.Source.Start, mark.Source.End),
        NoticeGiven notice => new NoticeEvent(notice.Message, notice.FirstSample, notice.Source.Start, notice.Source.End),
        SpeechAccounted { Ledger: var sum } => new LedgerEvent(sum.Queued, sum.Normalizing, sum.Phonemizing, sum.Encoding, sum.Decoding,
            sum.Vocoding, sum.Sending, sum.FirstSound, sum.Total, sum.Samples, sum.RealTimeFactor, sum.PeakQueue),
        SpeechStopped stopped => new StoppedEvent(stopped.Heard.ToContract()),
        SpeechAccepted one => new AcceptedEvent(one.Utterance, one.Ahead, one.Replaced, one.Heard?.ToContract()),
        SpeechEnded end => new EndEvent(end.Samples),
        _ => throw new InvalidOperationException($"No message for {happened.GetType().Name}."),
    };

    public static Contracts.HeardText ToContract(this Streaming.Utterances.HeardText heard) =>
        new(heard.Samples, heard.Offset, heard.Interrupted?.Text, heard.Interrupted?.Source.Start, heard.Interrupted?.Source.End);

    /// <summary>An unknown detail is ignored: a newer client may ask for more.</summary>
    private static SpeechDetails DetailOf(string name) => name switch
    {
        "phoneme" => SpeechDetails.Phonemes,
        "viseme" => SpeechDetails.Visemes,
        _ => SpeechDetails.None,
    };

    private static TimeSpan? SecondsOf(string control, double? seconds)
    {
        if (seconds is not { } some)
            return null;
        SpeechControlException.ThrowUnless(control, some, 0, 3600); // before a TimeSpan overflows
        return TimeSpan.FromSeconds(some);
    }
}
