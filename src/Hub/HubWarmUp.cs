using System.IO.Pipelines;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using VoiceSmith.Contracts;
using VoiceSmith.Streaming;

namespace VoiceSmith.Hub;

/// <summary>
/// Knocks at a gateway's own door, and speaks a few words to nobody through its hub once it has a worker, from the
/// handshake to the last frame: clients that come over from a gateway that died find its code compiled.
/// </summary>
/// <param name="hub">The hub.</param>
/// <param name="engine">The gateway's engine.</param>
/// <param name="server">Says where it listens.</param>
/// <param name="lifetime">Says when it does.</param>
/// <param name="log">Told of failures, which harm nobody.</param>
internal sealed class HubWarmUp(
    HubConnectionHandler<SpeechHub> hub,
    ISpeechEngine engine,
    IServer server,
    IHostApplicationLifetime lifetime,
    ILogger<HubWarmUp> log
) : BackgroundService
{
    private const int Utterances = 4;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    private volatile bool _isDone;

    /// <summary>True once it has spoken, or failed to.</summary>
    public bool IsDone => _isDone;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (engine.Voices.Count == 0)
            await Task.Delay(Look, stoppingToken);
        var (toHub, fromHub) = (new Pipe(), new Pipe());
        var connection = new DefaultConnectionContext(
            nameof(HubWarmUp),
            new Duplex(toHub.Reader, fromHub.Writer),
            new Duplex(fromHub.Reader, toHub.Writer)
        );
        var served = hub.OnConnectedAsync(connection);
        var client = new Client(fromHub.Reader, toHub.Writer);
        await client.ShakeHandsAsync(stoppingToken);
        for (var turn = 0; turn < Utterances; turn++)
            if (await client.SpeakAsync(turn, stoppingToken) is { } error)
                log.NotWarmedUp(error);
        await toHub.Writer.CompleteAsync();
        await served.WaitAsync(stoppingToken);
        await KnockAsync(stoppingToken);
        _isDone = true;
    }

    /// <summary>
    /// Opens a socket to the hub, without a key: where one is needed, the refusal comes from the same code.
    /// </summary>
    private async Task KnockAsync(CancellationToken cancellationToken)
    {
        while (!lifetime.ApplicationStarted.IsCancellationRequested)
            await Task.Delay(Look, cancellationToken);
        var addresses = server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        if (addresses.Select(BindingAddress.Parse).FirstOrDefault(one => one is { Scheme: "http", IsUnixPipe: false }) is not { } address)
            return; // a certificate is for its clients' name of it
        var host = address.Host is "0.0.0.0" or "[::]" or "+" or "*" ? "localhost" : address.Host;
        try
        {
            using var socket = new ClientWebSocket();
            await socket.ConnectAsync(new Uri($"ws://{host}:{address.Port}{ISpeechHub.Path}"), cancellationToken);
            var hello = new System.Buffers.ArrayBufferWriter<byte>();
            HandshakeProtocol.WriteRequestMessage(new("messagepack", 1), hello);
            await socket.SendAsync(hello.WrittenMemory, WebSocketMessageType.Binary, true, cancellationToken);
            await socket.ReceiveAsync(new byte[1], cancellationToken);
            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, cancellationToken);
        }
        catch (WebSocketException error)
        {
            log.NotWarmedUp(error.Message);
        }
    }

    private sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;

    /// <summary>A client of the hub in this process.</summary>
    private sealed class Client(PipeReader input, PipeWriter output) : IInvocationBinder
    {
        private readonly MessagePackHubProtocol _protocol = new();
        private string? _utterance, // the last one
            _version;

        public async Task ShakeHandsAsync(CancellationToken cancellationToken)
        {
            HandshakeProtocol.WriteRequestMessage(new(_protocol.Name, _protocol.Version), output);
            await output.FlushAsync(cancellationToken);
            while (true)
            {
                var read = await input.ReadAsync(cancellationToken);
                var left = read.Buffer;
                var isWhole = HandshakeProtocol.TryParseResponseMessage(ref left, out _);
                input.AdvanceTo(left.Start, isWhole ? left.Start : left.End);
                if (isWhole || read.IsCompleted)
                    return;
            }
        }

        /// <summary>Hears an utterance; from the second on, as one whose connection was lost.</summary>
        /// <returns>The hub's error; null for none.</returns>
        public async Task<string?> SpeakAsync(int turn, CancellationToken cancellationToken)
        {
            var (call, text) = ($"call{turn}", $"text{turn}");
            var request = new SpeakRequest { Continues = _utterance, VoiceVersion = _version, FromSample = turn };
            _protocol.WriteMessage(
                new StreamInvocationMessage(call, nameof(ISpeechHub.Speak), [request], [text]),
                output
            );
            _protocol.WriteMessage(new StreamItemMessage(text, "One. Two."), output);
            _protocol.WriteMessage(CompletionMessage.Empty(text), output);
            await output.FlushAsync(cancellationToken);
            while (true)
            {
                var read = await input.ReadAsync(cancellationToken);
                var left = read.Buffer;
                CompletionMessage? ended = null;
                while (ended is null && _protocol.TryParseMessage(ref left, this, out var message))
                {
                    if (
                        message is StreamItemMessage { Item: IDictionary<object, object> start }
                        && start.TryGetValue("voiceVersion", out var version)
                        && start.TryGetValue("utterance", out var id)
                    )
                        (_utterance, _version) = (id as string, version as string);
                    ended = message as CompletionMessage;
                }
                input.AdvanceTo(left.Start, ended is null ? left.End : left.Start);
                if (ended is not null || read.IsCompleted)
                    return ended?.Error;
            }
        }

        public Type GetReturnType(string invocationId) => typeof(object);

        public IReadOnlyList<Type> GetParameterTypes(string methodName) => [typeof(object)];

        public Type GetStreamItemType(string streamId) => typeof(object);
    }
}
