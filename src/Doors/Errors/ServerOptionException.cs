namespace VoiceSmith.Doors.Errors;

/// <summary>An option of the server cannot be read, or is out of its range.</summary>
/// <param name="cause">Says which, and what it may be.</param>
public sealed class ServerOptionException(Exception cause)
    : VoiceSmithException(
        "VS4009",
        what: "The server's options do not hold.",
        why: cause.Message,
        fix: "Correct the option in appsettings.json, in the environment or on the command line; docs/streaming.md says where they are explained.",
        cause
    );
