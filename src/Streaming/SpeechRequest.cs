using VoiceSmith.Models;

namespace VoiceSmith.Streaming;

/// <summary>How a text is to be spoken. With the text and the voice's version it decides every sample.</summary>
public sealed record SpeechRequest
{
    /// <summary>A voice's name, in any case; null for the default.</summary>
    public string? Voice { get; init; }

    /// <summary>Decides the noise in the sound. Never random: the same seed says it the same way again.</summary>
    public ulong Seed { get; init; }

    /// <summary>Rate, pitch, energy, speaker.</summary>
    public SpeechControls Controls { get; init; } = new();

    /// <summary>
    /// How far the stream may be ahead of a listener who began to play at the first frame; null for as fast as it is made.
    /// Changes when frames come, never what is in them.
    /// </summary>
    public TimeSpan? MaxLead { get; init; }

    /// <summary>Refuses what no voice can do.</summary>
    /// <exception cref="SpeechControlException">A control is out of its range.</exception>
    internal void Validate()
    {
        Require(nameof(SpeechControls.Rate), Controls.Rate, 0.25, 4);
        Require(nameof(SpeechControls.PitchSemitones), Controls.PitchSemitones, -12, 12);
        if (MaxLead is { } lead)
            Require(nameof(MaxLead), lead.TotalSeconds, 0.1, 3600);
    }

    private static void Require(string control, double value, double least, double most)
    {
        if (!(value >= least && value <= most)) // so that NaN is refused
            throw new SpeechControlException(control, value, $"from {least} to {most}");
    }
}
