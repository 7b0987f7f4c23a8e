using Microsoft.AspNetCore.SignalR;
using VoiceSmith.Contracts;
using VoiceSmith.Streaming.Sequences;

namespace VoiceSmith.Hub.Errors;

/// <summary>Errors as answers over SignalR.</summary>
internal static class HubErrors
{
    /// <summary>
    /// Turns VoiceSmith's errors into HubExceptions, which reach the client; others are logged and become VS4000.
    /// </summary>
    public static IAsyncEnumerable<T> WithHubErrors<T>(
        this IAsyncEnumerable<T> source,
        ILogger log,
        CancellationToken cancellationToken
    ) => source.WithErrors(error => ToHubError(error, log), cancellationToken);

    /// <summary>The exception that reaches the client; null for a cancellation.</summary>
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
                return new(ErrorCatalogue.ForClients(error).Message);
        }
    }
}
