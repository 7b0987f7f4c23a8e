using Microsoft.AspNetCore.SignalR;
using VoiceSmith.Streaming.Sequences;

namespace VoiceSmith.Hub;

/// <summary>Errors on their way to a client.</summary>
internal static class HubErrors
{
    /// <summary>Turns the project's errors into ones that SignalR tells its clients; others are logged and told as VS4000.</summary>
    public static IAsyncEnumerable<T> WithHubErrors<T>(this IAsyncEnumerable<T> source, ILogger log, CancellationToken cancellationToken) =>
        source.WithErrors(error => ToHubError(error, log), cancellationToken);

    /// <summary>What a client is told of an error; null where it is none.</summary>
    public static HubException? ToHubError(Exception error, ILogger log)
    {
        switch (error)
        {
            case OperationCanceledException:
                return null;
            case VoiceSmithException known:
                log.UtteranceFailed(known.Code, known.What);
                return new(known.Message);
            default:
                log.UtteranceBroke(error);
                return new("VS4000: The server failed. Its log says why. Try again; if it stays, report it.");
        }
    }
}
