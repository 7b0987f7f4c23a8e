namespace VoiceSmith.Streaming;

/// <summary>How a text is to be spoken. With the text and the voice's version it decides every sample.</summary>
public sealed record SpeechRequest
{
    /// <summary>A voice's name, in any case; null for the default.</summary>
    public string? Voice { get; init; }

    /// <summary>Decides the noise in the sound. Never random: the same seed says it the same way again.</summary>
    public ulong Seed { get; init; }

    /// <summary>Rate, pitch, energy, speaker.</summary>
    public VoiceControls Controls { get; init; } = new();

    /// <summary>
    /// How far the stream may be ahead of a listener who began to play at the first frame; null for as fast as it is made.
    /// Changes when frames come, never what is in them.
    /// </summary>
    public TimeSpan? MaxLead { get; init; }

    /// <summary>Refuses what the voice cannot do.</summary>
    /// <param name="voice">Who is to speak.</param>
    /// <exception cref="SpeechControlException">A control is out of its range.</exception>
    internal void Validate(VoiceInfo voice)
    {
        Controls.Validate(voice);
        if (MaxLead is { } lead)
            SpeechControlException.ThrowUnless(nameof(MaxLead), lead.TotalSeconds, 0.1, 3600);
    }
}
