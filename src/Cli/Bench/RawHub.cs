using System.Net.WebSockets;
using System.Text;
using VoiceSmith.Contracts;

namespace VoiceSmith.Cli.Bench;

/// <summary>A bare WebSocket to the speech hub that sends JSON messages and need not read the answers.</summary>
internal sealed class RawHub : IDisposable
{
    private const string Separator = "\u001e";

    private readonly ClientWebSocket _socket = new();

    private RawHub() => _socket.Options.KeepAliveInterval = TimeSpan.Zero;

    /// <summary>Connects and shakes hands.</summary>
    public static async Task<RawHub> ConnectAsync(Uri server, string? key, CancellationToken cancellationToken)
    {
        var hub = new RawHub();
        if (key is not null)
            hub._socket.Options.SetRequestHeader("Authorization", $"Bearer {key}");
        var address = new UriBuilder(new Uri(server, ISpeechHub.Path)) { Scheme = "ws" };
        await hub._socket.ConnectAsync(address.Uri, cancellationToken);
        await hub.SendAsync("""{"protocol":"json","version":1}""", cancellationToken);
        return hub;
    }

    /// <summary>Asks for an utterance whose whole text is given.</summary>
    public async Task SpeakAsync(string text, CancellationToken cancellationToken)
    {
        const string call = """{"type":4,"invocationId":"1","target":"Speak","arguments":[{}],"streamIds":["2"]}""";
        await SendAsync(call, cancellationToken);
        var item = System.Text.Json.JsonSerializer.Serialize(text);
        await SendAsync($$"""{"type":2,"invocationId":"2","item":{{item}}}""", cancellationToken);
        await SendAsync("""{"type":3,"invocationId":"2"}""", cancellationToken);
    }

    /// <summary>Tells the server that the client is still there.</summary>
    public Task PingAsync(CancellationToken cancellationToken) => SendAsync("""{"type":6}""", cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    private Task SendAsync(string message, CancellationToken cancellationToken) =>
        _socket.SendAsync(
            Encoding.UTF8.GetBytes(message + Separator),
            WebSocketMessageType.Text,
            endOfMessage: true,
            cancellationToken
        );
}
