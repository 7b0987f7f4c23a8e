using VoiceSmith.Audio;
using VoiceSmith.Streaming.Scheduling;
using VoiceSmith.Text;

namespace VoiceSmith.Streaming.Utterances;

/// <summary>One thing that a listener is told, in playing order.</summary>
public abstract record SpeechEvent;

/// <summary>The first event: what the sound will be like, and everything that decides it.</summary>
/// <param name="Format">Of every frame.</param>
/// <param name="Voice">The voice.</param>
/// <param name="VoiceVersion">The version whose samples these are.</param>
/// <param name="Seed">The seed they were made with.</param>
public sealed record SpeechStarted(AudioFormat Format, string Voice, string VoiceVersion, ulong Seed) : SpeechEvent
{
    /// <summary>Id of the utterance for <see cref="SpeechSession"/> and resuming.</summary>
    public string Utterance { get; init; } = "";
}

/// <summary>
/// An utterance waits for its turn, or takes another's place; comes before <see cref="SpeechStarted"/>.
/// </summary>
/// <param name="Utterance">Its identifier.</param>
/// <param name="Ahead">Utterances that are said before it.</param>
/// <param name="Replaced">The utterance that was stopped for it; null for none.</param>
/// <param name="Heard">The part of that utterance that was played.</param>
public sealed record SpeechAccepted(string Utterance, int Ahead, string? Replaced, HeardText? Heard) : SpeechEvent;

/// <summary>An event that belongs to a place in the sound.</summary>
/// <param name="FirstSample">Its start.</param>
/// <param name="Samples">Its length in samples; 0 for a place.</param>
public abstract record TimedEvent(long FirstSample, long Samples) : SpeechEvent;

/// <summary>Events that a listener gets only when asked for.</summary>
[Flags]
public enum SpeechDetails
{
    /// <summary>Sentences, words, marks and sound.</summary>
    None = 0,

    /// <summary><see cref="PhonemeStarted"/>.</summary>
    Phonemes = 1,

    /// <summary><see cref="VisemeStarted"/>.</summary>
    Visemes = 2,
}

/// <summary>A sentence begins; comes before the frame that holds its first sample.</summary>
/// <param name="Sentence">Its number, from 0.</param>
/// <param name="FirstSample">First sample of its speech, after the pause before it.</param>
/// <param name="Samples">Its length in samples; 0 where nothing in it could be said.</param>
/// <param name="Source">Its place in the whole text, in UTF-16 units.</param>
public sealed record SentenceStarted(int Sentence, long FirstSample, long Samples, TextSpan Source)
    : TimedEvent(FirstSample, Samples)
{
    /// <summary>The version that speaks it: the utterance's, or a newer one where those are followed.</summary>
    public string VoiceVersion { get; init; } = "";
}

/// <summary>A word begins; comes before the frame that holds its first sample.</summary>
/// <param name="Text">The word as spoken: "five" and "dollars" for "$5".</param>
/// <param name="FirstSample">Its start.</param>
/// <param name="Samples">Its length in samples.</param>
/// <param name="Source">The piece of the whole text that it renders, in UTF-16 units.</param>
public sealed record WordStarted(string Text, long FirstSample, long Samples, TextSpan Source)
    : TimedEvent(FirstSample, Samples);

/// <summary>A sound of speech begins, or the silence of a mark or border.</summary>
/// <param name="Symbol">A symbol of the voice.</param>
/// <param name="FirstSample">Its start.</param>
/// <param name="Samples">Its length in samples.</param>
/// <param name="Source">The piece of the whole text that it renders.</param>
public sealed record PhonemeStarted(string Symbol, long FirstSample, long Samples, TextSpan Source)
    : TimedEvent(FirstSample, Samples);

/// <summary>The mouth takes another shape.</summary>
/// <param name="Viseme">0 to 21, as <see cref="Visemes"/> says.</param>
/// <param name="FirstSample">Its start.</param>
/// <param name="Samples">Its length in samples.</param>
/// <param name="Source">The piece of the whole text that it renders.</param>
public sealed record VisemeStarted(int Viseme, long FirstSample, long Samples, TextSpan Source)
    : TimedEvent(FirstSample, Samples);

/// <summary>A mark of the markup is reached.</summary>
/// <param name="Name">As markup named it.</param>
/// <param name="FirstSample">Its place.</param>
/// <param name="Source">Its place in the whole text.</param>
public sealed record MarkReached(string Name, long FirstSample, TextSpan Source) : TimedEvent(FirstSample, 0);

/// <summary>Something in the markup was not followed: what was done instead. Each is told once.</summary>
/// <param name="Message">In words.</param>
/// <param name="FirstSample">First sample of its sentence.</param>
/// <param name="Source">Its place in the whole text.</param>
public sealed record NoticeGiven(string Message, long FirstSample, TextSpan Source) : TimedEvent(FirstSample, 0);

/// <summary>Sound. Frames follow each other without a gap: each begins where the one before it ended.</summary>
/// <param name="Frame">Its first sample's index, and its samples.</param>
public sealed record SoundMade(AudioFrame Frame) : SpeechEvent;

/// <summary>Cost of the utterance; comes before the last event.</summary>
/// <param name="Ledger">All of it.</param>
public sealed record SpeechAccounted(Ledger Ledger) : SpeechEvent;

/// <summary>The last event of an utterance that was stopped.</summary>
/// <param name="Heard">The part of the text that was played.</param>
public sealed record SpeechStopped(HeardText Heard) : SpeechEvent;

/// <summary>The last event: everything has been said.</summary>
/// <param name="Samples">Of the whole utterance.</param>
public sealed record SpeechEnded(long Samples) : SpeechEvent;
