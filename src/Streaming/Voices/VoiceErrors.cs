namespace VoiceSmith.Streaming.Voices;

/// <summary>A request names a voice that is not here.</summary>
/// <param name="name">The name it gave.</param>
/// <param name="available">The names there are.</param>
public sealed class UnknownVoiceException(string name, IReadOnlyList<string> available)
    : VoiceSmithException(
        "VS4001",
        what: $"There is no voice '{name}'.",
        why: available.Count == 0 ? "No voice is loaded." : $"The voices are: {string.Join(", ", available)}.",
        fix: "Ask for one of the voices there are, or leave the name out for the default."
    )
{
    /// <summary>The name that was asked for.</summary>
    public string Name { get; } = name;

    /// <summary>The names there are.</summary>
    public IReadOnlyList<string> Available { get; } = available;
}

/// <summary>A request wants a version of a voice that is no longer the one that speaks.</summary>
/// <param name="voice">Its name.</param>
/// <param name="wanted">The version wanted.</param>
/// <param name="current">The version there is.</param>
public sealed class VoiceVersionException(string voice, string wanted, string current)
    : VoiceSmithException(
        "VS4012",
        what: $"The voice {voice} no longer speaks as version {wanted}.",
        why: $"It is now version {current}, whose samples are others.",
        fix: "Speak the text again from its beginning, with the version that there is."
    )
{
    /// <summary>The version there is.</summary>
    public string Current { get; } = current;
}

/// <summary>A voice's networks gave something that is no speech. The utterance ends; others go on.</summary>
/// <param name="voice">The voice, with its version.</param>
/// <param name="why">The reason.</param>
public sealed class VoiceFailedException(string voice, string why)
    : VoiceSmithException(
        "VS4006",
        what: $"The voice {voice} failed in the middle of a sentence.",
        why: why,
        fix: "Speak with another voice or an earlier version; if weights are damaged, load the voice again."
    )
{
    /// <summary>The voice, with its version.</summary>
    public string Voice { get; } = voice;
}

/// <summary>A request asks for something outside what any voice can do.</summary>
/// <param name="control">The member.</param>
/// <param name="value">The value given.</param>
/// <param name="range">The values allowed.</param>
public sealed class SpeechControlException(string control, double value, string range)
    : VoiceSmithException(
        "VS4005",
        what: $"The speech control {control} cannot be {value.ToString(System.Globalization.CultureInfo.InvariantCulture)}.",
        why: $"It may be {range}.",
        fix: "Choose a value within that range, or leave it out."
    )
{
    /// <summary>The member of the request.</summary>
    public string Control { get; } = control;

    /// <summary>Refuses a value out of its range, and one that is no number.</summary>
    public static void ThrowUnless(string control, double value, double least, double most)
    {
        if (!(value >= least && value <= most))
            throw new SpeechControlException(control, value, FormattableString.Invariant($"from {least} to {most}"));
    }
}

/// <summary>There is no earlier version to go back to.</summary>
/// <param name="name">The voice.</param>
public sealed class NothingToRollBackException(string name)
    : VoiceSmithException(
        "VS4015",
        what: $"The voice {name} cannot be rolled back.",
        why: "Nothing else has been published under its name since the server started.",
        fix: "Publish the version that is wanted."
    );

/// <summary>A voice's words become sounds in a program that explains nothing.</summary>
public sealed class UnexplainableVoiceException(string name)
    : VoiceSmithException(
        "VS4046",
        what: $"How the voice '{name}' reads a text cannot be explained.",
        why: "Its words are turned into sounds by espeak-ng.",
        fix: "Ask for a voice that was trained here."
    )
{
    /// <summary>The voice's name.</summary>
    public string Name { get; } = name;
}
