using VoiceSmith.Audio;
using VoiceSmith.Text;

namespace VoiceSmith.Streaming;

/// <summary>One thing that a listener is told, in playing order.</summary>
public abstract record SpeechEvent;

/// <summary>The first event: what the sound will be like, and everything that decides it.</summary>
/// <param name="Format">Of every frame.</param>
/// <param name="Voice">Who speaks.</param>
/// <param name="VoiceVersion">The version whose samples these are.</param>
/// <param name="Seed">The seed they were made with.</param>
public sealed record SpeechStarted(AudioFormat Format, string Voice, string VoiceVersion, ulong Seed) : SpeechEvent;

/// <summary>A sentence begins; comes before the frame that holds its first sample.</summary>
/// <param name="Sentence">Its number, from 0.</param>
/// <param name="FirstSample">Where its speech begins, after the pause before it.</param>
/// <param name="Samples">How long it is; 0 where nothing in it could be said.</param>
/// <param name="Source">Its place in the whole text, in UTF-16 units.</param>
public sealed record SentenceStarted(int Sentence, long FirstSample, long Samples, TextSpan Source) : SpeechEvent;

/// <summary>A word begins; comes before the frame that holds its first sample.</summary>
/// <param name="Text">The word as spoken: "five" and "dollars" for "$5".</param>
/// <param name="FirstSample">Where it begins.</param>
/// <param name="Samples">How long it is.</param>
/// <param name="Source">The piece of the whole text that it renders, in UTF-16 units.</param>
public sealed record WordStarted(string Text, long FirstSample, long Samples, TextSpan Source) : SpeechEvent;

/// <summary>Sound. Frames follow each other without a gap: each begins where the one before it ended.</summary>
/// <param name="Frame">Its first sample's index, and its samples.</param>
public sealed record SoundMade(AudioFrame Frame) : SpeechEvent;

/// <summary>The last event: everything has been said.</summary>
/// <param name="Samples">Of the whole utterance.</param>
public sealed record SpeechEnded(long Samples) : SpeechEvent;
