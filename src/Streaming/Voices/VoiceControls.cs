using VoiceSmith.Contracts;

namespace VoiceSmith.Streaming.Voices;

/// <summary>Controls of one phoneme, relative to the whole utterance.</summary>
/// <param name="Rate">Factor on speed.</param>
/// <param name="PitchSemitones">Up or down.</param>
/// <param name="EnergyDb">Loudness of articulation, up or down.</param>
public readonly record struct PhonemeControls(double Rate, double PitchSemitones, double EnergyDb)
{
    /// <summary>As the utterance.</summary>
    public static PhonemeControls Neutral { get; } = new(1, 0, 0);
}

/// <summary>Controls of a voice, in units that mean the same for every voice.</summary>
public sealed record VoiceControls
{
    /// <summary>Speed against that of training, 0.25 to 4: 2 takes half the time.</summary>
    public double Rate { get; init; } = 1;

    /// <summary>Semitones up or down, at most 12.</summary>
    public double PitchSemitones { get; init; }

    /// <summary>Loudness of articulation against that of training, in decibels, at most 12 up or down.</summary>
    public double EnergyDb { get; init; }

    /// <summary>
    /// Factor on silences: at marks within a sentence and between sentences, 0 to 4. Breaks that markup asks for keep
    /// their length.
    /// </summary>
    public double Pauses { get; init; } = 1;

    /// <summary>Number of one of the voice's speakers, from 0.</summary>
    public int Speaker { get; init; }

    /// <summary>Refuses what no voice can do.</summary>
    /// <param name="voice">The voice.</param>
    /// <exception cref="SpeechControlException">A control is out of its range.</exception>
    internal void Validate(VoiceInfo voice)
    {
        SpeechControlException.ThrowUnless(nameof(Rate), Rate, 0.25, 4);
        SpeechControlException.ThrowUnless(nameof(PitchSemitones), PitchSemitones, -12, 12);
        SpeechControlException.ThrowUnless(nameof(EnergyDb), EnergyDb, -12, 12);
        SpeechControlException.ThrowUnless(nameof(Pauses), Pauses, 0, 4);
        SpeechControlException.ThrowUnless(nameof(Speaker), Speaker, 0, voice.Speakers.Count - 1);
    }
}
