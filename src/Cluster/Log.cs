using Microsoft.Extensions.Logging;

namespace VoiceSmith.Cluster;

/// <summary>Log messages: names, counts and times, never a user's text.</summary>
internal static partial class Log
{
    [LoggerMessage(60, LogLevel.Error, "An utterance broke on this worker")]
    public static partial void UtteranceBroke(this ILogger log, Exception error);

    [LoggerMessage(61, LogLevel.Information, "Worker {Worker} is there, with {Threads} threads")]
    public static partial void WorkerCame(this ILogger log, string worker, int threads);

    [LoggerMessage(62, LogLevel.Warning, "Worker {Worker} is lost: {Why}")]
    public static partial void WorkerLost(this ILogger log, string worker, string why);

    [LoggerMessage(63, LogLevel.Warning, "Utterance {Utterance} goes on at sample {Sample} with another worker: {Why}")]
    public static partial void UtteranceMoved(this ILogger log, string utterance, long sample, string why);

    [LoggerMessage(64, LogLevel.Warning, "What is needed to resume utterances is not kept: {Why}")]
    public static partial void RecordsNotKept(this ILogger log, string why);

    [LoggerMessage(
        65,
        LogLevel.Error,
        "This worker cannot follow the change of voices after number {Change}; it serves nothing new until it has"
    )]
    public static partial void ChangeNotFollowed(this ILogger log, long change, Exception error);

    [LoggerMessage(66, LogLevel.Warning, "The member at {Address} has died")]
    public static partial void MemberDied(this ILogger log, string address);

    [LoggerMessage(67, LogLevel.Warning, "The cluster could not be told that the member at {Address} has died")]
    public static partial void DeathNotTold(this ILogger log, string address, Exception error);
}
