using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using VoiceSmith.Contracts;
using VoiceSmith.Streaming;

namespace VoiceSmith.Hub;

/// <summary>
/// Speaks a few words to nobody through a gateway's hub once it has a worker, from the handshake to the last frame:
/// clients that come over from a gateway that died find its code compiled.
/// </summary>
/// <param name="hub">The hub.</param>
/// <param name="protocols">The hub's protocols.</param>
/// <param name="engine">The gateway's engine.</param>
/// <param name="log">Told of failures, which harm nobody.</param>
internal sealed class HubWarmUp(
    HubConnectionHandler<SpeechHub> hub,
    IEnumerable<IHubProtocol> protocols,
    ISpeechEngine engine,
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
        var client = new Client(protocols.First(one => one.Name == "messagepack"), fromHub.Reader, toHub.Writer);
        await client.ShakeHandsAsync(stoppingToken);
        for (var turn = 0; turn < Utterances; turn++)
            if (await client.SpeakAsync(turn, stoppingToken) is { } error)
                log.NotWarmedUp(error);
        _isDone = true;
        await toHub.Writer.CompleteAsync();
        await served.WaitAsync(stoppingToken);
    }

    private sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;

    /// <summary>A client of the hub in this process.</summary>
    private sealed class Client(IHubProtocol protocol, PipeReader input, PipeWriter output) : IInvocationBinder
    {
        private string? _utterance, // the last one
            _version;

        public async Task ShakeHandsAsync(CancellationToken cancellationToken)
        {
            HandshakeProtocol.WriteRequestMessage(new(protocol.Name, protocol.Version), output);
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
            protocol.WriteMessage(
                new StreamInvocationMessage(call, nameof(ISpeechHub.Speak), [request], [text]),
                output
            );
            protocol.WriteMessage(new StreamItemMessage(text, "One. Two."), output);
            protocol.WriteMessage(CompletionMessage.Empty(text), output);
            await output.FlushAsync(cancellationToken);
            while (true)
            {
                var read = await input.ReadAsync(cancellationToken);
                var left = read.Buffer;
                CompletionMessage? ended = null;
                while (ended is null && protocol.TryParseMessage(ref left, this, out var message))
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
