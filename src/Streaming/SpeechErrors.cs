namespace VoiceSmith.Streaming;

/// <summary>
/// As many utterances are being spoken as the deployment allows, or as its processors can serve in real time.
/// </summary>
/// <param name="limit">The limit.</param>
/// <param name="tryAgain">Wait until there may be a place.</param>
public sealed class EngineBusyException(int limit, TimeSpan tryAgain)
    : VoiceSmithException(
        "VS4002",
        what: "The engine is busy.",
        why: $"{limit} utterances are being spoken, which is its limit.",
        fix: FormattableString.Invariant(
            $"Try again in {tryAgain.TotalSeconds:0} s, or raise Streaming:MaxUtterances or Streaming:MaxLoad."
        )
    )
{
    /// <summary>Utterances at a time.</summary>
    public int Limit { get; } = limit;

    /// <summary>Wait until there may be a place.</summary>
    public TimeSpan TryAgain { get; } = tryAgain;
}

/// <summary>The engine is being shut down: it ends what it says, and begins nothing.</summary>
public sealed class EngineStoppingException()
    : VoiceSmithException(
        "VS4010",
        what: "The engine is being shut down.",
        why: "It ends what is being said, and begins nothing new.",
        fix: "Try again in a few seconds, at this server or another."
    );

/// <summary>A connection asks for more utterances than may wait.</summary>
/// <param name="limit">The limit.</param>
public sealed class QueueFullException(int limit)
    : VoiceSmithException(
        "VS4013",
        what: "The connection's queue is full.",
        why: $"{limit} of its utterances wait for their turn, which is the limit.",
        fix: "Wait until one has been said, or raise Streaming:MaxQueued."
    )
{
    /// <summary>Utterances that may wait.</summary>
    public int Limit { get; } = limit;
}

/// <summary>A voice did not pass the gate; the one that speaks goes on.</summary>
/// <param name="report">The finding.</param>
public sealed class VoiceRefusedException(GateReport report)
    : VoiceSmithException(
        "VS4014",
        what: $"The voice {report.Voice.Name}, version {report.Voice.Version}, is not published.",
        why: string.Join(" ", report.Findings.Where(finding => !finding.Passed).Select(finding => finding.Says)),
        fix: (
            report.Findings.Any(finding => finding is { Passed: false, What: not "speed" })
                ? "Train it further or repair it"
                : "Try again when the machine is less busy, give its networks fewer channels, or raise "
                    + "Voices:Gate:RealTimeFactor"
        ) + "; the voice that spoke before goes on speaking."
    )
{
    /// <summary>The findings.</summary>
    public GateReport Report { get; } = report;
}
