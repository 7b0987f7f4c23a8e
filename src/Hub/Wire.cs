using MessagePack;
using VoiceSmith.Streaming;
using VoiceSmith.Streaming.Scheduling;
using VoiceSmith.Streaming.Utterances;
using VoiceSmith.Streaming.Voices;
using VoiceSmith.Text.Phonemes;

namespace VoiceSmith.Hub;

/// <summary>A request as clients send it; what is left out has its default.</summary>
[MessagePackObject]
public sealed record SpeakMessage
{
    /// <summary>A voice's name; the default voice without it.</summary>
    [Key("voice")]
    public string? Voice { get; init; }

    /// <summary>Decides the noise in the sound; 0 without it.</summary>
    [Key("seed")]
    public ulong? Seed { get; init; }

    /// <summary>Speed, 1 as trained.</summary>
    [Key("rate")]
    public double? Rate { get; init; }

    /// <summary>Semitones up or down.</summary>
    [Key("pitch")]
    public double? Pitch { get; init; }

    /// <summary>Decibels of articulation up or down.</summary>
    [Key("energy")]
    public double? Energy { get; init; }

    /// <summary>Number of one of the voice's speakers.</summary>
    [Key("speaker")]
    public int? Speaker { get; init; }

    /// <summary>Factor on silences, 1 as trained and written.</summary>
    [Key("pauses")]
    public double? Pauses { get; init; }

    /// <summary>The only version of the voice that will do.</summary>
    [Key("voiceVersion")]
    public string? VoiceVersion { get; init; }

    /// <summary>Whether sentences after a newer version was published are spoken by that.</summary>
    [Key("followVersions")]
    public bool? FollowVersions { get; init; }

    /// <summary>The conversation that it belongs to; the connection without it. Decides what a comparison of versions picks.</summary>
    [Key("session")]
    public string? Session { get; init; }

    /// <summary>How some words are said: lines of a word, a blank, and ARPAbet or IPA.</summary>
    [Key("lexicon")]
    public string? Lexicon { get; init; }

    /// <summary>Whether the text is SSML; without it, whether it begins with a speak element.</summary>
    [Key("markup")]
    public bool? Markup { get; init; }

    /// <summary>Events wanted besides sentences, words and marks: "phoneme", "viseme".</summary>
    [Key("details")]
    public string[]? Details { get; init; }

    /// <summary>Seconds that an unfinished sentence may wait for the rest of its text; as long as it takes without it.</summary>
    [Key("maxDelay")]
    public double? MaxDelay { get; init; }

    /// <summary>The first sample wanted.</summary>
    [Key("fromSample")]
    public long? FromSample { get; init; }

    /// <summary>Whether to wait until everything that this connection asked for before has been said.</summary>
    [Key("queue")]
    public bool? Queue { get; init; }

    /// <summary>An utterance to stop first.</summary>
    [Key("replaces")]
    public string? Replaces { get; init; }

    /// <summary>Samples of that one that have been played.</summary>
    [Key("played")]
    public long? Played { get; init; }

    /// <summary>Seconds that the stream may be ahead of a listener who plays it; as fast as it is made without it.</summary>
    [Key("maxLead")]
    public double? MaxLead { get; init; }

    internal SpeechRequest ToRequest() => new()
    {
        Voice = Voice,
        Seed = Seed ?? 0,
        VoiceVersion = VoiceVersion,
        FollowsVersions = FollowVersions ?? false,
        Session = Session,
        Lexicon = Lexicon is null ? null : UserLexicon.Parse(Lexicon, "the request's"),
        Markup = Markup,
        FromSample = FromSample ?? 0,
        Details = (Details ?? []).Aggregate(SpeechDetails.None, (all, one) => all | DetailOf(one)),
        Controls = new VoiceControls
        {
            Rate = Rate ?? 1, PitchSemitones = Pitch ?? 0, EnergyDb = Energy ?? 0, Pauses = Pauses ?? 1, Speaker = Speaker ?? 0,
        },
        MaxLead = SecondsOf(nameof(MaxLead), MaxLead),
        MaxDelay = SecondsOf(nameof(MaxDelay), MaxDelay),
    };

    internal Replacement? ToReplacement() => Replaces is null ? null : new(Replaces, Played);

    /// <summary>What this server does not know, it does not send: newer clients may ask for more.</summary>
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

/// <summary>A voice that can be asked for.</summary>
[MessagePackObject]
public sealed record WireVoice(
    [property: Key("name")] string Name,
    [property: Key("version")] string Version,
    [property: Key("language")] string Language,
    [property: Key("speakers")] string[] Speakers,
    [property: Key("sampleRate")] int SampleRate,
    [property: Key("trainingStep")] long TrainingStep,
    [property: Key("licence")] string Licence)
{
    internal static WireVoice[] Of(IEnumerable<VoiceInfo> voices) =>
        [.. voices.Select(voice => new WireVoice(
            voice.Name, voice.Version, voice.Language, [.. voice.Speakers], voice.SampleRate, voice.TrainingStep, voice.Licence))];
}

/// <summary>One event of a stream. Its members are the wire format, in MessagePack and in JSON alike: a map with a type.</summary>
/// <param name="Type">Which event it is: accepted, start, sentence, word, phoneme, viseme, mark, notice, audio, ledger, stopped or end.</param>
public abstract record WireEvent([property: Key("type")] string Type)
{
    internal static WireEvent Of(SpeechEvent happened) => happened switch
    {
        SoundMade sound => new AudioWireEvent(sound.Frame.FirstSample, sound.Frame.Pcm),
        WordStarted word => new WordWireEvent(word.Text, word.FirstSample, word.Samples, word.Source.Start, word.Source.End),
        SentenceStarted s => new SentenceWireEvent(s.Sentence, s.FirstSample, s.Samples, s.Source.Start, s.Source.End, s.VoiceVersion),
        SpeechStarted start => new StartWireEvent(
            start.Format.SampleRate, start.Format.Channels, Audio.AudioFormat.BitsPerSample, start.Voice, start.VoiceVersion, start.Seed, start.Utterance, start.VoiceVersion),
        PhonemeStarted phoneme => new PhonemeWireEvent(phoneme.Symbol, phoneme.FirstSample, phoneme.Samples, phoneme.Source.Start, phoneme.Source.End),
        VisemeStarted viseme => new VisemeWireEvent(viseme.Viseme, viseme.FirstSample, viseme.Samples, viseme.Source.Start, viseme.Source.End),
        MarkReached mark => new MarkWireEvent(mark.Name, mark.FirstSample, mark.Source.Start, mark.Source.End),
        NoticeGiven notice => new NoticeWireEvent(notice.Message, notice.FirstSample, notice.Source.Start, notice.Source.End),
        SpeechAccounted { Ledger: var sum } => LedgerWireEvent.Of(sum),
        SpeechStopped stopped => new StoppedWireEvent(WireHeard.Of(stopped.Heard)),
        SpeechAccepted accepted => new AcceptedWireEvent(
            accepted.Utterance, accepted.Ahead, accepted.Replaced, accepted.Heard is null ? null : WireHeard.Of(accepted.Heard)),
        SpeechEnded end => new EndWireEvent(end.Samples),
        _ => throw new InvalidOperationException($"No wire form for {happened.GetType().Name}."),
    };
}

/// <inheritdoc cref="SpeechStarted"/>
[MessagePackObject]
public sealed record StartWireEvent(
    [property: Key("sampleRate")] int SampleRate,
    [property: Key("channels")] int Channels,
    [property: Key("bitsPerSample")] int BitsPerSample,
    [property: Key("voice")] string Voice,
    [property: Key("voiceVersion")] string VoiceVersion,
    [property: Key("seed")] ulong Seed,
    [property: Key("utterance")] string Utterance,
    [property: Key("modelVersion")] string ModelVersion) : WireEvent("start");

/// <inheritdoc cref="SpeechAccepted"/>
[MessagePackObject]
public sealed record AcceptedWireEvent(
    [property: Key("utterance")] string Utterance,
    [property: Key("ahead")] int Ahead,
    [property: Key("replaced")] string? Replaced,
    [property: Key("heard")] WireHeard? Heard) : WireEvent("accepted");

/// <inheritdoc cref="HeardText"/>
[MessagePackObject]
public sealed record WireHeard(
    [property: Key("samples")] long Samples,
    [property: Key("offset")] int Offset,
    [property: Key("word")] string? Word,
    [property: Key("start")] int? Start,
    [property: Key("end")] int? End)
{
    internal static WireHeard Of(HeardText heard) =>
        new(heard.Samples, heard.Offset, heard.Interrupted?.Text, heard.Interrupted?.Source.Start, heard.Interrupted?.Source.End);
}

/// <inheritdoc cref="SpeechStopped"/>
[MessagePackObject]
public sealed record StoppedWireEvent([property: Key("heard")] WireHeard Heard) : WireEvent("stopped");

/// <inheritdoc cref="PhonemeStarted"/>
[MessagePackObject]
public sealed record PhonemeWireEvent(
    [property: Key("symbol")] string Symbol,
    [property: Key("firstSample")] long FirstSample,
    [property: Key("samples")] long Samples,
    [property: Key("start")] int Start,
    [property: Key("end")] int End) : WireEvent("phoneme");

/// <inheritdoc cref="VisemeStarted"/>
[MessagePackObject]
public sealed record VisemeWireEvent(
    [property: Key("viseme")] int Viseme,
    [property: Key("firstSample")] long FirstSample,
    [property: Key("samples")] long Samples,
    [property: Key("start")] int Start,
    [property: Key("end")] int End) : WireEvent("viseme");

/// <inheritdoc cref="MarkReached"/>
[MessagePackObject]
public sealed record MarkWireEvent(
    [property: Key("name")] string Name,
    [property: Key("firstSample")] long FirstSample,
    [property: Key("start")] int Start,
    [property: Key("end")] int End) : WireEvent("mark");

/// <inheritdoc cref="NoticeGiven"/>
[MessagePackObject]
public sealed record NoticeWireEvent(
    [property: Key("text")] string Text,
    [property: Key("firstSample")] long FirstSample,
    [property: Key("start")] int Start,
    [property: Key("end")] int End) : WireEvent("notice");

/// <inheritdoc cref="Ledger"/>
[MessagePackObject]
public sealed record LedgerWireEvent(
    [property: Key("queued")] long Queued,
    [property: Key("normalizing")] long Normalizing,
    [property: Key("phonemizing")] long Phonemizing,
    [property: Key("encoding")] long Encoding,
    [property: Key("decoding")] long Decoding,
    [property: Key("vocoding")] long Vocoding,
    [property: Key("sending")] long Sending,
    [property: Key("firstSound")] long FirstSound,
    [property: Key("total")] long Total,
    [property: Key("samples")] long Samples,
    [property: Key("realTimeFactor")] double RealTimeFactor,
    [property: Key("peakQueue")] int PeakQueue) : WireEvent("ledger")
{
    internal static LedgerWireEvent Of(Ledger sum) => new(sum.Queued, sum.Normalizing, sum.Phonemizing, sum.Encoding, sum.Decoding, sum.Vocoding,
        sum.Sending, sum.FirstSound, sum.Total, sum.Samples, sum.RealTimeFactor, sum.PeakQueue);
}

/// <inheritdoc cref="SentenceStarted"/>
[MessagePackObject]
public sealed record SentenceWireEvent(
    [property: Key("sentence")] int Sentence,
    [property: Key("firstSample")] long FirstSample,
    [property: Key("samples")] long Samples,
    [property: Key("start")] int Start,
    [property: Key("end")] int End,
    [property: Key("modelVersion")] string ModelVersion) : WireEvent("sentence");

/// <inheritdoc cref="WordStarted"/>
[MessagePackObject]
public sealed record WordWireEvent(
    [property: Key("text")] string Text,
    [property: Key("firstSample")] long FirstSample,
    [property: Key("samples")] long Samples,
    [property: Key("start")] int Start,
    [property: Key("end")] int End) : WireEvent("word");

/// <summary>Sound: 16-bit little-endian mono samples.</summary>
[MessagePackObject]
public sealed record AudioWireEvent(
    [property: Key("firstSample")] long FirstSample,
    [property: Key("pcm")] ReadOnlyMemory<byte> Pcm) : WireEvent("audio");

/// <inheritdoc cref="SpeechEnded"/>
[MessagePackObject]
public sealed record EndWireEvent([property: Key("samples")] long Samples) : WireEvent("end");
