namespace VoiceSmith.Doors.Errors;

/// <summary>The server cannot listen where it was told to.</summary>
/// <param name="urls">The addresses.</param>
/// <param name="cause">The error underneath.</param>
public sealed class AddressTakenException(string urls, Exception cause)
    : VoiceSmithException(
        "VS4007",
        what: $"The server cannot listen at {urls}.",
        why: "Another program listens there, perhaps another VoiceSmith.",
        fix: "Stop that program, or choose another place: --urls http://localhost:5081.",
        cause
    )
{
    /// <summary>The address that was taken.</summary>
    public string Urls { get; } = urls;
}
