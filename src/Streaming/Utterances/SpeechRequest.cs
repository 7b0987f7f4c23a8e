using VoiceSmith.Contracts;
using VoiceSmith.Streaming.Voices;
using VoiceSmith.Text.Phonemes;

namespace VoiceSmith.Streaming.Utterances;

/// <summary>Start of a sentence with sound in an utterance.</summary>
/// <param name="Sentence">Its number, from 0.</param>
/// <param name="FirstSample">The first sample of its speech, after the pause.</param>
public readonly record struct SentencePlace(int Sentence, long FirstSample)
{
    /// <summary>The last of sentences in order that begins at or before a sample; null where none does.</summary>
    public static SentencePlace? At(IReadOnlyList<SentencePlace> sentences, long sample)
    {
        var count = sentences.Count;
        while (count > 0 && sentences[count - 1].FirstSample > sample)
            count--;
        return count > 0 ? sentences[count - 1] : null;
    }
}

/// <summary>
/// Voice, controls and seed of an utterance. With the text and the voice's version it decides every sample.
/// </summary>
public sealed record SpeechRequest
{
    /// <summary>A voice's name, in any case; null for the default.</summary>
    public string? Voice { get; init; }

    /// <summary>Decides the noise in the sound. Never random: the same seed says it the same way again.</summary>
    public ulong Seed { get; init; }

    /// <summary>Rate, pitch, energy, speaker.</summary>
    public VoiceControls Controls { get; init; } = new();

    /// <summary>Pronunciations that precede every other lexicon; null for none.</summary>
    public UserLexicon? Lexicon { get; init; }

    /// <summary>
    /// The only version of the voice that will do, as long as it is current, kept or still leased; null for whichever
    /// there is.
    /// </summary>
    public string? VoiceVersion { get; init; }

    /// <summary>
    /// True to speak each sentence with the version that is current when the sentence is bound, rather than all with
    /// the first one's.
    /// With <see cref="MaxLead"/> a sentence is bound when it is due within that time, half a second at least; without,
    /// when the sentence before it has been decoded.
    /// </summary>
    public bool FollowsVersions { get; init; }

    /// <summary>The conversation that it belongs to, which decides what a comparison picks; null for none.</summary>
    public string? Session { get; init; }

    /// <summary>The caller, for limits and fair queueing; null for nobody in particular. Changes no sample.</summary>
    public string? Caller { get; init; }

    /// <summary>Its number among the session's utterances, from 0.</summary>
    public long Turn { get; init; }

    /// <summary>
    /// True if the text is SSML; null: whether it begins with a speak element. Markup is read whole before the first
    /// sound.
    /// </summary>
    public bool? Markup { get; init; }

    /// <summary>
    /// Time for which an unfinished sentence may wait for its text before a clause of it is spoken; null for as
    /// long as it takes.
    /// </summary>
    public TimeSpan? MaxDelay { get; init; }

    /// <summary>
    /// The first sample wanted: everything before it is passed over, and what follows is the same to the last bit.
    /// </summary>
    public long FromSample { get; init; }

    /// <summary>
    /// A sentence that begins at or before <see cref="FromSample"/>, as the stream that broke told it: the sentences
    /// before it are not planned again. Null where none is known. Changes no sample.
    /// </summary>
    public SentencePlace? KnownSentence { get; init; }

    /// <summary>
    /// The utterance of the same request and text whose stream broke; null for none. A cluster reads on what its worker
    /// still holds. Changes no sample.
    /// </summary>
    public string? Continues { get; init; }

    /// <summary>Events wanted besides sentences, words and marks.</summary>
    public SpeechDetails Details { get; init; }

    /// <summary>
    /// Largest lead of the stream over a listener who began to play at the first frame; null for as fast as it is
    /// made. Changes when frames come, never what is in them.
    /// </summary>
    public TimeSpan? MaxLead { get; init; }

    /// <summary>Refuses what the voice cannot do.</summary>
    /// <param name="voice">The voice.</param>
    /// <exception cref="SpeechControlException">A control is out of its range.</exception>
    /// <exception cref="VoiceVersionException">The voice is of another version.</exception>
    internal void Validate(VoiceInfo voice)
    {
        Controls.Validate(voice);
        if (MaxLead is { } lead)
            SpeechControlException.ThrowUnless(nameof(MaxLead), lead.TotalSeconds, 0.1, 3600);
        if (MaxDelay is { } delay)
            SpeechControlException.ThrowUnless(nameof(MaxDelay), delay.TotalSeconds, 0.01, 60);
        SpeechControlException.ThrowUnless(nameof(FromSample), FromSample, 0, long.MaxValue);
        if (KnownSentence is { } known)
        {
            SpeechControlException.ThrowUnless(nameof(KnownSentence), known.Sentence, 0, int.MaxValue);
            SpeechControlException.ThrowUnless(nameof(KnownSentence), known.FirstSample, 0, FromSample);
        }
        if (VoiceVersion is { } version && version != voice.Version)
            throw new VoiceVersionException(voice.Name, version, voice.Version);
    }
}
