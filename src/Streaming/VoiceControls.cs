namespace VoiceSmith.Streaming;

/// <summary>How a voice is to speak, in units that mean the same for every voice.</summary>
public sealed record VoiceControls
{
    /// <summary>Speed against that of training, 0.25 to 4: 2 takes half the time.</summary>
    public double Rate { get; init; } = 1;

    /// <summary>Semitones up or down, at most 12.</summary>
    public double PitchSemitones { get; init; }

    /// <summary>Row of the voice's speaker table, from 0.</summary>
    public int Speaker { get; init; }

    /// <summary>Refuses what no voice can do.</summary>
    /// <exception cref="SpeechControlException">A control is out of its range.</exception>
    internal void Validate()
    {
        SpeechControlException.ThrowUnless(nameof(Rate), Rate, 0.25, 4);
        SpeechControlException.ThrowUnless(nameof(PitchSemitones), PitchSemitones, -12, 12);
    }
}
