namespace VoiceSmith.Doors;

/// <summary>Log messages: names, counts and times, never a user's text.</summary>
internal static partial class Log
{
    [LoggerMessage(3, LogLevel.Information, "An utterance was refused or ended early: {Code} {What}")]
    public static partial void UtteranceFailed(this ILogger log, string code, string what);

    [LoggerMessage(4, LogLevel.Error, "An utterance broke")]
    public static partial void UtteranceBroke(this ILogger log, Exception error);

    [LoggerMessage(10, LogLevel.Information, "The Wyoming door is open at {Host}, port {Port}")]
    public static partial void WyomingListens(this ILogger log, string host, int port);
}
