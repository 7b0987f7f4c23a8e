using Microsoft.Extensions.Logging;

namespace VoiceSmith.Studio;

/// <summary>Log messages: names, counts and times.</summary>
internal static partial class Log
{
    [LoggerMessage(40, LogLevel.Information, "Process {Id} works for training")]
    public static partial void ChildStarted(this ILogger log, int id);

    [LoggerMessage(41, LogLevel.Warning, "Process {Id} says: {Line}")]
    public static partial void ChildSaid(this ILogger log, int id, string line);

    [LoggerMessage(42, LogLevel.Warning, "This server does not train: {Why}")]
    public static partial void NoTraining(this ILogger log, string why);

    [LoggerMessage(43, LogLevel.Information, "Run {Run} is {State} at step {Step}")]
    public static partial void RunChanged(this ILogger log, string run, string state, long step);

    [LoggerMessage(44, LogLevel.Error, "Run {Run} failed")]
    public static partial void RunFailed(this ILogger log, string run, Exception error);

    [LoggerMessage(46, LogLevel.Error, "The record in {Folder} is damaged, and is passed over: {Why}")]
    public static partial void RecordUnreadable(this ILogger log, string folder, string why);

    [LoggerMessage(45, LogLevel.Information, "Run {Run} is deleted")]
    public static partial void RunDeleted(this ILogger log, string run);

    [LoggerMessage(47, LogLevel.Warning, "The shared folder of runs cannot be read: {Why}")]
    public static partial void FolderNotRead(this ILogger log, string why);
}
