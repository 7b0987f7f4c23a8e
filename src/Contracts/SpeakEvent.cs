using MessagePack;

namespace VoiceSmith.Contracts;

/// <summary>One event of a spoken stream, in playing order. On the wire a map with a type.</summary>
/// <remarks>Positions in the sound are samples of the utterance; positions in the text are UTF-16 units.</remarks>
/// <param name="Type">Kind of event: the <c>Kind</c> constant of the record.</param>
public abstract record SpeakEvent([property: Key("type")] string Type);

/// <summary>An event that belongs to a place in the sound.</summary>
public interface ITimedEvent
{
    /// <summary>First sample.</summary>
    long FirstSample { get; }

    /// <summary>Length in samples; 0 for a point.</summary>
    long Samples => 0;
}

/// <summary>An utterance waits for its turn, or replaces another. Comes before <see cref="StartEvent"/>.</summary>
/// <param name="Utterance">The utterance's id.</param>
/// <param name="Ahead">Number of utterances that are spoken before it.</param>
/// <param name="Replaced">Id of the utterance that was stopped for it; null for none.</param>
/// <param name="Heard">The part of the replaced utterance that was played.</param>
[MessagePackObject]
public sealed record AcceptedEvent(
    [property: Key("utterance")] string Utterance,
    [property: Key("ahead")] int Ahead,
    [property: Key("replaced")] string? Replaced,
    [property: Key("heard")] HeardText? Heard
) : SpeakEvent(Kind)
{
    /// <summary>Its <see cref="SpeakEvent.Type"/>.</summary>
    public const string Kind = "accepted";
}

/// <summary>First event of the sound: its format, and everything that decides the samples.</summary>
/// <param name="SampleRate">Samples per second.</param>
/// <param name="Channels">Channels: 1.</param>
/// <param name="BitsPerSample">Bits per sample: 16.</param>
/// <param name="Voice">The voice's name.</param>
/// <param name="VoiceVersion">Version of the voice.</param>
/// <param name="Seed">Seed of the noise.</param>
/// <param name="Utterance">The utterance's id.</param>
/// <param name="ModelVersion">Same as <paramref name="VoiceVersion"/>.</param>
[MessagePackObject]
public sealed record StartEvent(
    [property: Key("sampleRate")] int SampleRate,
    [property: Key("channels")] int Channels,
    [property: Key("bitsPerSample")] int BitsPerSample,
    [property: Key("voice")] string Voice,
    [property: Key("voiceVersion")] string VoiceVersion,
    [property: Key("seed")] ulong Seed,
    [property: Key("utterance")] string Utterance,
    [property: Key("modelVersion")] string ModelVersion
) : SpeakEvent(Kind)
{
    /// <summary>Its <see cref="SpeakEvent.Type"/>.</summary>
    public const string Kind = "start";
}

/// <summary>A sentence begins. Comes before the audio that holds its first sample.</summary>
/// <param name="Sentence">Index of the sentence.</param>
/// <param name="FirstSample">First sample of its speech, after the pause before it.</param>
/// <param name="Samples">Length in samples; 0 if nothing in it could be spoken.</param>
/// <param name="Start">Start of its text.</param>
/// <param name="End">End of its text.</param>
/// <param name="ModelVersion">Version of the voice that speaks it.</param>
[MessagePackObject]
public sealed record SentenceEvent(
    [property: Key("sentence")] int Sentence,
    [property: Key("firstSample")] long FirstSample,
    [property: Key("samples")] long Samples,
    [property: Key("start")] int Start,
    [property: Key("end")] int End,
    [property: Key("modelVersion")] string ModelVersion
) : SpeakEvent(Kind), ITimedEvent
{
    /// <summary>Its <see cref="SpeakEvent.Type"/>.</summary>
    public const string Kind = "sentence";
}

/// <summary>A word begins. Comes before the audio that holds its first sample.</summary>
/// <param name="Text">The word as spoken: "five" and "dollars" for "$5".</param>
/// <param name="FirstSample">First sample.</param>
/// <param name="Samples">Length in samples.</param>
/// <param name="Start">Start of the text that it renders.</param>
/// <param name="End">End of the text that it renders.</param>
[MessagePackObject]
public sealed record WordEvent(
    [property: Key("text")] string Text,
    [property: Key("firstSample")] long FirstSample,
    [property: Key("samples")] long Samples,
    [property: Key("start")] int Start,
    [property: Key("end")] int End
) : SpeakEvent(Kind), ITimedEvent
{
    /// <summary>Its <see cref="SpeakEvent.Type"/>.</summary>
    public const string Kind = "word";
}

/// <summary>A phoneme begins. Sent if <see cref="SpeakRequest.Details"/> has "phoneme".</summary>
/// <param name="Symbol">A symbol of the voice.</param>
/// <param name="FirstSample">First sample.</param>
/// <param name="Samples">Length in samples.</param>
/// <param name="Start">Start of the text that it renders.</param>
/// <param name="End">End of the text that it renders.</param>
[MessagePackObject]
public sealed record PhonemeEvent(
    [property: Key("symbol")] string Symbol,
    [property: Key("firstSample")] long FirstSample,
    [property: Key("samples")] long Samples,
    [property: Key("start")] int Start,
    [property: Key("end")] int End
) : SpeakEvent(Kind), ITimedEvent
{
    /// <summary>Its <see cref="SpeakEvent.Type"/>.</summary>
    public const string Kind = "phoneme";
}

/// <summary>A mouth shape begins. Sent if <see cref="SpeakRequest.Details"/> has "viseme".</summary>
/// <param name="Viseme">0 to 21; 0 is silence.</param>
/// <param name="FirstSample">First sample.</param>
/// <param name="Samples">Length in samples.</param>
/// <param name="Start">Start of the text that it renders.</param>
/// <param name="End">End of the text that it renders.</param>
[MessagePackObject]
public sealed record VisemeEvent(
    [property: Key("viseme")] int Viseme,
    [property: Key("firstSample")] long FirstSample,
    [property: Key("samples")] long Samples,
    [property: Key("start")] int Start,
    [property: Key("end")] int End
) : SpeakEvent(Kind), ITimedEvent
{
    /// <summary>Its <see cref="SpeakEvent.Type"/>.</summary>
    public const string Kind = "viseme";
}

/// <summary>A mark of the markup is reached.</summary>
/// <param name="Name">The mark's name.</param>
/// <param name="FirstSample">Its place in the sound.</param>
/// <param name="Start">Start of the mark in the text.</param>
/// <param name="End">End of the mark in the text.</param>
[MessagePackObject]
public sealed record MarkEvent(
    [property: Key("name")] string Name,
    [property: Key("firstSample")] long FirstSample,
    [property: Key("start")] int Start,
    [property: Key("end")] int End
) : SpeakEvent(Kind), ITimedEvent
{
    /// <summary>Its <see cref="SpeakEvent.Type"/>.</summary>
    public const string Kind = "mark";
}

/// <summary>Something in the text was not followed. Each notice is sent once.</summary>
/// <param name="Text">The part of the request that was not followed, and its replacement.</param>
/// <param name="FirstSample">First sample of its sentence.</param>
/// <param name="Start">Start of its place in the text.</param>
/// <param name="End">End of its place in the text.</param>
[MessagePackObject]
public sealed record NoticeEvent(
    [property: Key("text")] string Text,
    [property: Key("firstSample")] long FirstSample,
    [property: Key("start")] int Start,
    [property: Key("end")] int End
) : SpeakEvent(Kind), ITimedEvent
{
    /// <summary>Its <see cref="SpeakEvent.Type"/>.</summary>
    public const string Kind = "notice";
}

/// <summary>Audio. Each event begins at the sample where the one before it ended.</summary>
/// <param name="FirstSample">First sample.</param>
/// <param name="Pcm">16-bit little-endian mono samples.</param>
[MessagePackObject]
public sealed record AudioEvent(
    [property: Key("firstSample")] long FirstSample,
    [property: Key("pcm")] ReadOnlyMemory<byte> Pcm
) : SpeakEvent(Kind)
{
    /// <summary>Its <see cref="SpeakEvent.Type"/>.</summary>
    public const string Kind = "audio";
}

/// <summary>Cost of the utterance on the server, in microseconds unless noted. Comes before the last event.</summary>
/// <param name="Queued">Waiting for workers.</param>
/// <param name="Normalizing">Text normalization.</param>
/// <param name="Phonemizing">Phonemization.</param>
/// <param name="Encoding">Acoustic encoder.</param>
/// <param name="Decoding">Mel decoder.</param>
/// <param name="Vocoding">Vocoder.</param>
/// <param name="Sending">Waiting for the transport.</param>
/// <param name="FirstSound">From the request to the first audio.</param>
/// <param name="Total">From the request to the end.</param>
/// <param name="Samples">Samples sent.</param>
/// <param name="RealTimeFactor">Computing time per second of sound.</param>
/// <param name="PeakQueue">Largest number of jobs that waited for a worker meanwhile.</param>
[MessagePackObject]
public sealed record LedgerEvent(
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
    [property: Key("peakQueue")] int PeakQueue
) : SpeakEvent(Kind)
{
    /// <summary>Its <see cref="SpeakEvent.Type"/>.</summary>
    public const string Kind = "ledger";
}

/// <summary>Last event of an utterance that was stopped.</summary>
/// <param name="Heard">The part that was played.</param>
[MessagePackObject]
public sealed record StoppedEvent([property: Key("heard")] HeardText Heard) : SpeakEvent(Kind)
{
    /// <summary>Its <see cref="SpeakEvent.Type"/>.</summary>
    public const string Kind = "stopped";
}

/// <summary>Last event of an utterance that was spoken to its end.</summary>
/// <param name="Samples">Samples of the whole utterance.</param>
[MessagePackObject]
public sealed record EndEvent([property: Key("samples")] long Samples) : SpeakEvent(Kind)
{
    /// <summary>Its <see cref="SpeakEvent.Type"/>.</summary>
    public const string Kind = "end";
}

/// <summary>The part of a text that a listener has heard.</summary>
/// <param name="Samples">Samples played.</param>
/// <param name="Offset">End of the last word that was played to its end, in UTF-16 units of the text.</param>
/// <param name="Word">The interrupted word; null for none.</param>
/// <param name="Start">Start of the interrupted word in the text.</param>
/// <param name="End">End of the interrupted word in the text.</param>
[MessagePackObject]
public sealed record HeardText(
    [property: Key("samples")] long Samples,
    [property: Key("offset")] int Offset,
    [property: Key("word")] string? Word,
    [property: Key("start")] int? Start,
    [property: Key("end")] int? End
);
