namespace VoiceSmith.Streaming;

/// <summary>A request names a voice that is not here.</summary>
/// <param name="name">The name it gave.</param>
/// <param name="available">The names there are.</param>
public sealed class UnknownVoiceException(string name, IReadOnlyList<string> available)
    : VoiceSmithException("VS4001",
        what: $"There is no voice '{name}'.",
        why: available.Count == 0 ? "No voice is loaded." : $"The voices are: {string.Join(", ", available)}.",
        fix: "Ask for one of the voices there are, or leave the name out for the default.")
{
    /// <summary>The name that was asked for.</summary>
    public string Name { get; } = name;

    /// <summary>The names there are.</summary>
    public IReadOnlyList<string> Available { get; } = available;
}

/// <summary>As many utterances are being spoken as the deployment allows, or as its processors can serve in real time.</summary>
/// <param name="limit">How many that is.</param>
/// <param name="tryAgain">When there may be a place.</param>
public sealed class EngineBusyException(int limit, TimeSpan tryAgain)
    : VoiceSmithException("VS4002",
        what: "The engine is busy.",
        why: $"{limit} utterances are being spoken, which is its limit.",
        fix: FormattableString.Invariant($"Try again in {tryAgain.TotalSeconds:0} s, or raise Streaming:MaxUtterances or Streaming:MaxLoad."))
{
    /// <summary>Utterances at a time.</summary>
    public int Limit { get; } = limit;

    /// <summary>When there may be a place.</summary>
    public TimeSpan TryAgain { get; } = tryAgain;
}

/// <summary>The engine is being shut down: it ends what it says, and begins nothing.</summary>
public sealed class EngineStoppingException()
    : VoiceSmithException("VS4010",
        what: "The engine is being shut down.",
        why: "It ends what is being said, and begins nothing new.",
        fix: "Try again in a few seconds, at this server or another.");

/// <summary>An utterance that is to be taken up again, or controlled, is not known.</summary>
/// <param name="id">What it was called.</param>
public sealed class UnknownUtteranceException(string id)
    : VoiceSmithException("VS4011",
        what: $"There is no utterance '{id}'.",
        why: "It has ended on this connection, or was spoken too long ago, or never.",
        fix: "Speak the text again; to take up an utterance, ask within Streaming:KeepUtterances.")
{
    /// <summary>What it was called.</summary>
    public string Id { get; } = id;
}

/// <summary>A request wants a version of a voice that is no longer the one that speaks.</summary>
/// <param name="voice">Its name.</param>
/// <param name="wanted">The version wanted.</param>
/// <param name="current">The version there is.</param>
public sealed class VoiceVersionException(string voice, string wanted, string current)
    : VoiceSmithException("VS4012",
        what: $"The voice {voice} no longer speaks as version {wanted}.",
        why: $"It is now version {current}, whose samples are others.",
        fix: "Speak the text again from its beginning, with the version that there is.")
{
    /// <summary>The version there is.</summary>
    public string Current { get; } = current;
}

/// <summary>A text is longer than one utterance may be.</summary>
/// <param name="limit">UTF-16 units that are allowed.</param>
public sealed class TextTooLongException(int limit)
    : VoiceSmithException("VS4003",
        what: "The text is too long.",
        why: $"One utterance may have {limit} characters.",
        fix: "Send it in several utterances, or raise Streaming:MaxTextLength.")
{
    /// <summary>UTF-16 units that are allowed.</summary>
    public int Limit { get; } = limit;
}

/// <summary>A text has no word in it that could be said.</summary>
public sealed class NothingToSayException()
    : VoiceSmithException("VS4004",
        what: "There is nothing to say.",
        why: "The text is empty, or has only marks and symbols that have no sound.",
        fix: "Send a text with at least one word.");

/// <summary>A request asks for something outside what any voice can do.</summary>
/// <param name="control">The member.</param>
/// <param name="value">What it was.</param>
/// <param name="range">What it may be.</param>
public sealed class SpeechControlException(string control, double value, string range)
    : VoiceSmithException("VS4005",
        what: $"The speech control {control} cannot be {value.ToString(System.Globalization.CultureInfo.InvariantCulture)}.",
        why: $"It may be {range}.",
        fix: "Choose a value within that range, or leave it out.")
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

/// <summary>A voice's networks gave something that is no speech. The utterance ends; others go on.</summary>
/// <param name="voice">The voice, with its version.</param>
/// <param name="why">What it gave.</param>
public sealed class VoiceFailedException(string voice, string why)
    : VoiceSmithException("VS4006",
        what: $"The voice {voice} failed in the middle of a sentence.",
        why: why,
        fix: "Speak with another voice or an earlier version; if weights are damaged, load the voice again.")
{
    /// <summary>The voice, with its version.</summary>
    public string Voice { get; } = voice;
}

/// <summary>A connection asks for more utterances than may wait.</summary>
/// <param name="limit">How many may.</param>
public sealed class QueueFullException(int limit)
    : VoiceSmithException("VS4013",
        what: "The connection's queue is full.",
        why: $"{limit} of its utterances wait for their turn, which is the limit.",
        fix: "Wait until one has been said, or raise Streaming:MaxQueued.")
{
    /// <summary>Utterances that may wait.</summary>
    public int Limit { get; } = limit;
}

/// <summary>A voice did not pass the gate; the one that speaks goes on.</summary>
/// <param name="report">What was found.</param>
public sealed class VoiceRefusedException(GateReport report)
    : VoiceSmithException("VS4014",
        what: $"The voice {report.Voice.Name}, version {report.Voice.Version}, is not published.",
        why: string.Join(" ", report.Findings.Where(finding => !finding.Passed).Select(finding => finding.Says)),
        fix: "Train it further or mend it; the voice that spoke before goes on speaking.")
{
    /// <summary>What was found.</summary>
    public GateReport Report { get; } = report;
}

/// <summary>There is no earlier version to go back to.</summary>
/// <param name="name">The voice.</param>
public sealed class NothingToRollBackException(string name)
    : VoiceSmithException("VS4015",
        what: $"The voice {name} cannot be rolled back.",
        why: "Nothing else has been published under its name since the server started.",
        fix: "Publish the version that is wanted.");
