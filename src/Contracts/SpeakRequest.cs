using MessagePack;

namespace VoiceSmith.Contracts;

/// <summary>Voice, controls and limits of an utterance. Absent members take their defaults.</summary>
[MessagePackObject]
public record SpeakRequest
{
    /// <summary>A voice's name; default: the server's default voice.</summary>
    [Key("voice")]
    public string? Voice { get; init; }

    /// <summary>Seed of the noise in the sound; default 0.</summary>
    [Key("seed")]
    public ulong? Seed { get; init; }

    /// <summary>Factor on speed, 0.25 to 4; default 1.</summary>
    [Key("rate")]
    public double? Rate { get; init; }

    /// <summary>Pitch shift in semitones, -12 to 12; default 0.</summary>
    [Key("pitch")]
    public double? Pitch { get; init; }

    /// <summary>Loudness of articulation in decibels, -12 to 12; default 0.</summary>
    [Key("energy")]
    public double? Energy { get; init; }

    /// <summary>Index of one of the voice's speakers; default 0.</summary>
    [Key("speaker")]
    public int? Speaker { get; init; }

    /// <summary>Factor on silences, 0 to 4; default 1.</summary>
    [Key("pauses")]
    public double? Pauses { get; init; }

    /// <summary>The only acceptable version of the voice; default: the current one.</summary>
    [Key("voiceVersion")]
    public string? VoiceVersion { get; init; }

    /// <summary>
    /// Lets each sentence be spoken by the version that is current when its turn comes; default false.
    /// </summary>
    [Key("followVersions")]
    public bool? FollowVersions { get; init; }

    /// <summary>
    /// The conversation it belongs to, which decides what a comparison of versions picks; default: the connection.
    /// </summary>
    [Key("session")]
    public string? Session { get; init; }

    /// <summary>Pronunciations: lines of a word, a blank, and ARPAbet or IPA.</summary>
    [Key("lexicon")]
    public string? Lexicon { get; init; }

    /// <summary>True for SSML, false for plain text; default: SSML if it begins with a speak element.</summary>
    [Key("markup")]
    public bool? Markup { get; init; }

    /// <summary>Events wanted besides the others: "phoneme", "viseme".</summary>
    [Key("details")]
    public string[]? Details { get; init; }

    /// <summary>
    /// Seconds an unfinished sentence waits for more text before a clause of it is spoken, 0.01 to 60; default: no
    /// limit.
    /// </summary>
    [Key("maxDelay")]
    public double? MaxDelay { get; init; }

    /// <summary>The first sample wanted; default 0.</summary>
    [Key("fromSample")]
    public long? FromSample { get; init; }

    /// <summary>
    /// Index of a sentence that begins at or before <see cref="FromSample"/>, as an earlier stream of the same request
    /// announced it: the sentences before it are not synthesised again. Changes no sample; default: none.
    /// </summary>
    [Key("knownSentence")]
    public int? KnownSentence { get; init; }

    /// <summary>First sample of the speech of <see cref="KnownSentence"/>.</summary>
    [Key("knownSentenceSample")]
    public long? KnownSentenceSample { get; init; }

    /// <summary>
    /// An utterance of the same request and text whose connection was lost: a cluster does not synthesise again what
    /// its worker still holds. Changes no sample; default: none.
    /// </summary>
    [Key("continues")]
    public string? Continues { get; init; }

    /// <summary>Waits until everything this connection asked for before has been spoken; default false.</summary>
    [Key("queue")]
    public bool? Queue { get; init; }

    /// <summary>An utterance of this connection to stop first.</summary>
    [Key("replaces")]
    public string? Replaces { get; init; }

    /// <summary>Samples of <see cref="Replaces"/> that have been played; default: all that were sent.</summary>
    [Key("played")]
    public long? Played { get; init; }

    /// <summary>Seconds the stream may be ahead of its playback, 0.1 to 3600; default: no limit.</summary>
    [Key("maxLead")]
    public double? MaxLead { get; init; }
}

/// <summary>
/// A whole text to be spoken to one WAV file (POST /api/speak). Pacing, queueing and event details have no effect.
/// </summary>
[MessagePackObject]
public sealed record SpeakTextRequest : SpeakRequest
{
    /// <summary>The text.</summary>
    [Key("text")]
    public string? Text { get; init; }
}
