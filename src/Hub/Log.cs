namespace VoiceSmith.Hub;

/// <summary>What the server logs: names, counts and times, never a user's text.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Voice {Name} {Version} is loaded (step {Step}, {Licence})")]
    public static partial void VoiceLoaded(this ILogger log, string name, string version, long step, string licence);

    [LoggerMessage(2, LogLevel.Information, "Voices are warm after {Milliseconds} ms")]
    public static partial void WarmedUp(this ILogger log, long milliseconds);

    [LoggerMessage(3, LogLevel.Information, "An utterance was refused or ended early: {Code} {What}")]
    public static partial void UtteranceFailed(this ILogger log, string code, string what);

    [LoggerMessage(4, LogLevel.Error, "An utterance broke")]
    public static partial void UtteranceBroke(this ILogger log, Exception error);

    [LoggerMessage(5, LogLevel.Warning, "The web page is not built in: this server was built with BuildWebClient=false")]
    public static partial void PageMissing(this ILogger log);

    [LoggerMessage(6, LogLevel.Information, "Voice {Name} {Version} speaks from now on: by {By}, {Source}")]
    public static partial void VoicePublished(this ILogger log, string name, string version, string by, string source);

    [LoggerMessage(7, LogLevel.Warning, "Version {Version} of voice {Name} is passed over: {Why}")]
    public static partial void VersionPassedOver(this ILogger log, string name, string version, string why);

    [LoggerMessage(8, LogLevel.Warning, "The record {Path} of published voices cannot be read; its voice is passed over")]
    public static partial void RecordUnreadable(this ILogger log, string path, Exception error);

    [LoggerMessage(9, LogLevel.Warning, "{Path} is not published: {Why}")]
    public static partial void FileRefused(this ILogger log, string path, string why);

    [LoggerMessage(10, LogLevel.Information, "The Wyoming door is open at {Host}, port {Port}")]
    public static partial void WyomingListens(this ILogger log, string host, int port);

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

    [LoggerMessage(45, LogLevel.Information, "Run {Run} is deleted")]
    public static partial void RunDeleted(this ILogger log, string run);
}
