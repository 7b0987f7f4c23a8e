namespace VoiceSmith.Contracts;

/// <summary>Body of POST /api/speak/stream.</summary>
public sealed record StreamTextRequest : SpeakRequest
{
    /// <summary>The text.</summary>
    public string? Text { get; init; }

    /// <summary>ndjson (default), sse, srt or vtt.</summary>
    public string? Format { get; init; }
}

/// <summary>The last event of a stream that failed.</summary>
/// <param name="Code">The error's entry in docs/errors.md.</param>
/// <param name="Message">The failure, its reason and its remedy.</param>
public sealed record FailedEvent(string Code, string Message)
{
    /// <summary>Kind of event.</summary>
    public string Type { get; } = "error";
}
