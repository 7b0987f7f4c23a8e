namespace VoiceSmith.Hub;

/// <summary>Log messages: names, counts and times, never a user's text.</summary>
internal static partial class Log
{
    [LoggerMessage(2, LogLevel.Information, "Voices are warm after {Milliseconds} ms")]
    public static partial void WarmedUp(this ILogger log, long milliseconds);

    [LoggerMessage(3, LogLevel.Information, "An utterance was refused or ended early: {Code} {What}")]
    public static partial void UtteranceFailed(this ILogger log, string code, string what);

    [LoggerMessage(4, LogLevel.Error, "An utterance broke")]
    public static partial void UtteranceBroke(this ILogger log, Exception error);

    [LoggerMessage(
        5,
        LogLevel.Warning,
        "The web page is not built in: this server was built with BuildWebClient=false"
    )]
    public static partial void PageMissing(this ILogger log);

    [LoggerMessage(68, LogLevel.Information, "This gateway could not warm up: {Why}")]
    public static partial void NotWarmedUp(this ILogger log, string why);

    [LoggerMessage(44, LogLevel.Error, "The training time of run {Run} is no longer counted")]
    public static partial void MeterFailed(this ILogger log, string run, Exception error);
}
