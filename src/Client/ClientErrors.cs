namespace VoiceSmith.Client;

/// <summary>The server refused a request. Code and text are the server's.</summary>
/// <param name="code">The error's entry in docs/errors.md.</param>
/// <param name="what">The failure.</param>
/// <param name="why">The facts, and what to do about it; empty if <paramref name="what"/> has them.</param>
/// <param name="status">The HTTP status; null for a call over SignalR.</param>
/// <param name="cause">The underlying error, if any.</param>
public sealed class ServerRefusedException(
    string code,
    string what,
    string why,
    int? status = null,
    Exception? cause = null
) : VoiceSmithException(code, what, why, "", cause)
{
    /// <summary>The HTTP status; null for a call over SignalR.</summary>
    public int? Status { get; } = status;
}

/// <summary>No server answers at an address.</summary>
/// <param name="server">The address.</param>
/// <param name="cause">The underlying error.</param>
public sealed class ServerUnreachableException(Uri server, Exception cause)
    : VoiceSmithException(
        "VS4024",
        what: $"No VoiceSmith server answers at {server}.",
        why: cause.Message,
        fix: "Start one with 'voicesmith serve', or name its address (--server on the command line).",
        cause
    )
{
    /// <summary>The address.</summary>
    public Uri Server { get; } = server;
}

/// <summary>The connection was lost during an utterance that cannot be resumed.</summary>
/// <param name="fromSample">The first sample that was not received.</param>
/// <param name="why">Reason that it cannot be resumed.</param>
/// <param name="cause">The underlying error.</param>
public sealed class ConnectionLostException(long fromSample, string why, Exception cause)
    : VoiceSmithException(
        "VS4025",
        what: "The connection to the server was lost during an utterance.",
        why: why,
        fix: $"Speak the text again; samples up to {fromSample} were received.",
        cause
    )
{
    /// <summary>The first sample that was not received.</summary>
    public long FromSample { get; } = fromSample;
}
