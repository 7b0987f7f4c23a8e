using System.Net.WebSockets;

namespace VoiceSmith.Client;

/// <summary>
/// Several servers, of which any will do: the one that answered last is asked first, then the others in turn.
/// </summary>
/// <param name="servers">Their addresses.</param>
/// <param name="apiKey">Sent as bearer token; null for none.</param>
internal sealed class ServerRotation(IReadOnlyList<Uri> servers, string? apiKey)
{
    private int _current;

    /// <summary>Connects to the first server that answers.</summary>
    /// <param name="address">Address on the first server.</param>
    /// <param name="cancellationToken">Cancels the connecting.</param>
    /// <exception cref="WebSocketException">None answers.</exception>
    public async ValueTask<WebSocket> ConnectAsync(Uri address, CancellationToken cancellationToken)
    {
        for (var tried = 1; ; tried++)
        {
            var server = servers[_current];
            var socket = new ClientWebSocket();
            if (apiKey is not null)
                socket.Options.SetRequestHeader("Authorization", $"Bearer {apiKey}");
            try
            {
                await socket
                    .ConnectAsync(
                        new UriBuilder(address) { Host = server.Host, Port = server.Port }.Uri,
                        cancellationToken
                    )
                    .ConfigureAwait(false);
                return socket;
            }
            catch (WebSocketException)
            {
                socket.Dispose();
                _current = (_current + 1) % servers.Count;
                if (tried == servers.Count)
                    throw;
            }
        }
    }
}
