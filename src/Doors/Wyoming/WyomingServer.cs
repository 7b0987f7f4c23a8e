using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;
using VoiceSmith.Access;
using VoiceSmith.Doors.Errors;
using VoiceSmith.Streaming;

namespace VoiceSmith.Doors.Wyoming;

/// <summary>
/// Listens for speakers of the Wyoming protocol. A connection that breaks, lies or falls asleep harms no other.
/// </summary>
internal sealed class WyomingServer(
    ISpeechEngine engine,
    AccessGate gate,
    IOptions<WyomingOptions> options,
    IOptions<StreamingOptions> streaming,
    ILogger<WyomingServer> log
) : BackgroundService
{
    private const int BytesPerUnit = 6,
        Overhead = 65_536;

    private readonly WyomingOptions _options = options.Value;
    private TcpListener? _listener;
    private int _connections;

    /// <summary>The port that it listens at; null if it does not.</summary>
    public int? Port => (_listener?.LocalEndpoint as IPEndPoint)?.Port;

    /// <exception cref="AddressTakenException">VS4007.</exception>
    /// <exception cref="WyomingExposedException">VS4061.</exception>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        if (_options.Port is not { } port)
            return Task.CompletedTask;
        var host =
            _options.Host == "localhost" ? IPAddress.Loopback
            : IPAddress.TryParse(_options.Host, out var address) ? address
            : throw new ServerOptionException(new FormatException($"Wyoming:Host '{_options.Host}' is no IP address."));
        if (!IPAddress.IsLoopback(host) && _options.Allow.Count == 0 && !gate.IsOpenToAll)
            throw new WyomingExposedException(_options.Host);
        try
        {
            _listener = new(host, port);
            _listener.Start();
        }
        catch (SocketException error)
        {
            throw new AddressTakenException($"tcp://{_options.Host}:{port}", error);
        }
        log.WyomingListens(_options.Host, Port!.Value);
        return base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _listener?.Stop();
        await base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var serving = new HashSet<Task>();
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                var client = await _listener!.AcceptTcpClientAsync(stoppingToken);
                serving.RemoveWhere(one => one.IsCompleted);
                serving.Add(ServeAsync(client, stoppingToken));
            }
        }
        catch (Exception error)
            when (error is OperationCanceledException or SocketException or ObjectDisposedException
                && stoppingToken.IsCancellationRequested
            )
        {
            // The server stops.
        }
        await Task.WhenAll(serving);
    }

    /// <summary>Never fails: an error ends its own connection.</summary>
    private async Task ServeAsync(TcpClient client, CancellationToken cancellationToken)
    {
        using var owned = client;
        try
        {
            Interlocked.Increment(ref _connections);
            var address = ((IPEndPoint)client.Client.RemoteEndPoint!).Address;
            if (_connections > _options.MaxConnections || !IsAllowed(address))
                return;
            client.NoDelay = true;
            client.Client.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            var caller = AccessGate.CallerAt(address).Id;
            using var place = gate.Limits.Connect(caller);
            await TalkAsync(client.GetStream(), caller, cancellationToken);
        }
        catch (Exception error)
            when (error
                    is IOException
                        or SocketException
                        or OperationCanceledException
                        or TimeoutException
                        or LimitExceededException
            )
        {
            // The client is gone, silent, or one too many.
        }
#pragma warning disable CA1031 // One connection's failure is no reason to end the others: it is logged.
        catch (Exception error)
#pragma warning restore CA1031
        {
            log.UtteranceBroke(error);
        }
        finally
        {
            Interlocked.Decrement(ref _connections);
        }
    }

    /// <summary>True for a listed address, and for any where a server that is open to all has no list.</summary>
    private bool IsAllowed(IPAddress address) =>
        _options.Allows(address) || (_options.Allow.Count == 0 && gate.IsOpenToAll);

    private async Task TalkAsync(NetworkStream stream, string caller, CancellationToken cancellationToken)
    {
        using var writer = new WyomingWriter(stream, _options.MessageTimeout);
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var reader = new WyomingReader(
            PipeReader.Create(stream),
            BytesPerUnit * streaming.Value.MaxTextLength + Overhead,
            _options
        );
        var session = new WyomingSession(engine, writer, caller, log);
        try
        {
            while (await reader.ReadAsync(gone.Token) is { } message)
                await AnswerAsync(session, message, gone.Token);
            await session.EndAsync(); // a client that has sent all it wants may still listen
        }
        catch (VoiceSmithException error) // what follows cannot be told apart any more
        {
            await session.RefuseAsync(error, gone.Token);
        }
        finally
        {
            await gone.CancelAsync();
            await session.EndAsync();
        }
    }

    private static async Task AnswerAsync(
        WyomingSession session,
        WyomingMessage message,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await session.HandleAsync(message, cancellationToken);
        }
        catch (VoiceSmithException error) // a whole event that cannot be followed: the next one may be
        {
            await session.RefuseAsync(error, cancellationToken);
        }
    }
}

/// <summary>The Wyoming door would be open beyond this machine.</summary>
/// <param name="host">The address to listen on.</param>
public sealed class WyomingExposedException(string host)
    : VoiceSmithException(
        "VS4061",
        what: "The server does not start.",
        why: $"Its Wyoming door would listen at {host}, and the protocol has no keys.",
        fix: "Name who may connect, such as --Wyoming:Allow:0 192.168.1.0/24, or open the server to everybody with --Access:Required false."
    );
