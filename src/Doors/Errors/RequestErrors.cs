namespace VoiceSmith.Doors.Errors;

/// <summary>A request is not JSON, not an object, or a member of it has a value that cannot be used.</summary>
/// <param name="member">The member; null for the request as a whole.</param>
/// <param name="why">The defect, one sentence.</param>
/// <param name="fix">The remedy, one sentence.</param>
/// <param name="cause">The underlying error, if any.</param>
public sealed class RequestFormatException(string? member, string why, string fix, Exception? cause = null)
    : VoiceSmithException(
        "VS4026",
        what: member is null ? "The request cannot be read." : $"The request's '{member}' cannot be used.",
        why: why,
        fix: fix,
        cause
    )
{
    /// <summary>The member; null for the request as a whole.</summary>
    public string? Member { get; } = member;
}

/// <summary>A text, or a piece of one, is not text: null, of another type, or with half of a surrogate pair.</summary>
/// <param name="why">The defect, one sentence.</param>
/// <param name="cause">The underlying error, if any.</param>
public sealed class TextFormatException(string why, Exception? cause = null)
    : VoiceSmithException(
        "VS4027",
        what: "The text cannot be read.",
        why: why,
        fix: "Send text as strings of whole characters; a character outside the basic plane is two UTF-16 units, which belong together.",
        cause
    );

/// <summary>A path or a method that the server does not have.</summary>
/// <param name="method">The method.</param>
/// <param name="path">The path.</param>
/// <param name="status">404 or 405.</param>
public sealed class NoSuchRequestException(string method, string path, int status)
    : VoiceSmithException(
        "VS4029",
        what: $"There is no {method} {path}.",
        why: status == StatusCodes.Status405MethodNotAllowed
            ? "The path takes other methods."
            : "Nothing answers at this path.",
        fix: "See docs/api.md, or /docs on this server, for what there is."
    )
{
    /// <summary>404 or 405.</summary>
    public int Status { get; } = status;
}
