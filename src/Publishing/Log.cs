using Microsoft.Extensions.Logging;

namespace VoiceSmith.Publishing;

/// <summary>Log messages: names, counts and times, never a user's text.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Voice {Name} {Version} is loaded (step {Step}, {Licence})")]
    public static partial void VoiceLoaded(this ILogger log, string name, string version, long step, string licence);

    [LoggerMessage(6, LogLevel.Information, "Voice {Name} {Version} speaks from now on: by {By}, {Source}")]
    public static partial void VoicePublished(this ILogger log, string name, string version, string by, string source);

    [LoggerMessage(7, LogLevel.Warning, "Version {Version} of voice {Name} is passed over: {Why}")]
    public static partial void VersionPassedOver(this ILogger log, string name, string version, string why);

    [LoggerMessage(
        8,
        LogLevel.Warning,
        "The record {Path} of published voices cannot be read; its voice is passed over"
    )]
    public static partial void RecordUnreadable(this ILogger log, string path, Exception error);

    [LoggerMessage(9, LogLevel.Warning, "{Path} is not published: {Why}")]
    public static partial void FileRefused(this ILogger log, string path, string why);
}
