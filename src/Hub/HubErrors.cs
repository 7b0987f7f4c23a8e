using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.SignalR;

namespace VoiceSmith.Hub;

/// <summary>Errors on their way to a client.</summary>
internal static class HubErrors
{
    /// <summary>Turns the project's errors into ones that SignalR tells its clients; others are logged and told as VS4000.</summary>
    public static async IAsyncEnumerable<T> WithHubErrors<T>(
        this IAsyncEnumerable<T> source, ILogger log, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var items = source.GetAsyncEnumerator(cancellationToken);
        while (true)
        {
            try
            {
                if (!await items.MoveNextAsync())
                    yield break;
            }
            catch (VoiceSmithException error)
            {
                log.UtteranceFailed(error.Code, error.What);
                throw new HubException(error.Message);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                log.UtteranceBroke(error);
                throw new HubException("VS4000: The server failed. Its log says why. Try again; if it stays, report it.");
            }
            yield return items.Current;
        }
    }
}
