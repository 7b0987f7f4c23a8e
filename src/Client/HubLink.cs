using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using VoiceSmith.Contracts;

namespace VoiceSmith.Client;

/// <summary>The connection to the speech hub: opened when it is first needed, and again when it was lost.</summary>
internal sealed partial class HubLink : IAsyncDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    private readonly Uri _server;
    private readonly HubConnection _hub;
    private readonly SemaphoreSlim _opening = new(1, 1);
    private readonly VoiceSmithClientOptions _options;
    private bool _disposed;

    public HubLink(Uri server, VoiceSmithClientOptions options, Action<VoiceInfo[]> voices)
    {
        (_server, _options) = (server, options);
        _hub = new HubConnectionBuilder()
            .WithUrl(
                new Uri(server, ISpeechHub.Path.TrimStart('/')),
                http =>
                {
                    if (options.ApiKey is { } key)
                        http.AccessTokenProvider = () => Task.FromResult<string?>(key);
                    if (options.OtherServers.Count == 0)
                        return;
                    var servers = new ServerRotation([server, .. options.OtherServers], options.ApiKey);
                    (http.SkipNegotiation, http.Transports) = (true, HttpTransportType.WebSockets);
                    http.WebSocketFactory = (context, cancelled) => servers.ConnectAsync(context.Uri, cancelled);
                }
            )
            .AddMessagePackProtocol(protocol =>
                protocol.SerializerOptions = protocol.SerializerOptions.WithResolver(
                    SpeakEventFormatter.Before(protocol.SerializerOptions.Resolver)
                )
            )
            .WithAutomaticReconnect(new Retries(options.ReconnectFor))
            .Build();
        _hub.On(nameof(ISpeechClient.Voices), voices);
    }

    /// <summary>True if a lost connection is opened again.</summary>
    public bool Reconnects => _options.ReconnectFor > TimeSpan.Zero;

    /// <summary>Opens the connection, or waits until it is open again.</summary>
    /// <exception cref="ServerUnreachableException">VS4024.</exception>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed, typeof(VoiceSmithClient));
        if (_hub.State == HubConnectionState.Connected)
            return;
        await _opening.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            while (_hub.State != HubConnectionState.Connected)
                if (_hub.State == HubConnectionState.Disconnected)
                    await _hub.StartAsync(cancellationToken).ConfigureAwait(false);
                else
                    await Task.Delay(Look, cancellationToken).ConfigureAwait(false);
        }
        catch (AggregateException error) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(error.Message, error, cancellationToken);
        }
        catch (Exception error)
            when (error
                    is HttpRequestException
                        or AggregateException // no transport opens, each for its own reason
                        or HubException // the handshake failed
                        or System.Net.Sockets.SocketException
                        or System.Net.WebSockets.WebSocketException
                        or IOException
                        or TimeoutException
                        or InvalidDataException
            )
        {
            throw new ServerUnreachableException(_server, error);
        }
        finally
        {
            _opening.Release();
        }
    }

    public IAsyncEnumerable<SpeakEvent?> Speak(
        SpeakRequest request,
        IAsyncEnumerable<string> text,
        CancellationToken cancellationToken
    ) => _hub.StreamAsync<SpeakEvent?>(nameof(ISpeechHub.Speak), request, text, cancellationToken);

    public IAsyncEnumerable<SpeakEvent?> Resume(
        string utterance,
        long fromSample,
        CancellationToken cancellationToken
    ) => _hub.StreamAsync<SpeakEvent?>(nameof(ISpeechHub.Resume), utterance, fromSample, cancellationToken);

    /// <summary>Calls a method of the hub.</summary>
    /// <exception cref="ServerRefusedException">The server refuses.</exception>
    /// <exception cref="ServerUnreachableException">VS4024.</exception>
    public async Task<T> CallAsync<T>(string method, object?[] arguments, CancellationToken cancellationToken)
    {
        await OpenAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await _hub.InvokeCoreAsync<T>(method, arguments, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            throw IsLost(error) ? new ServerUnreachableException(_server, error) : RefusalOf(error);
        }
    }

    /// <summary>
    /// True if an error of a call means that the connection is gone, false if it is the server's answer.
    /// </summary>
    public bool IsLost(Exception error)
    {
        ObjectDisposedException.ThrowIf(_disposed, typeof(VoiceSmithClient));
        return error is not HubException
            || (
                !Coded().IsMatch(error.Message)
                && (_hub.State != HubConnectionState.Connected || Closing().IsMatch(error.Message))
            );
    }

    /// <summary>The server's answer, without SignalR's preface.</summary>
    public static VoiceSmithException RefusalOf(Exception error) =>
        Coded().Match(error.Message) is { Success: true } match
            ? new ServerRefusedException(match.Groups["code"].Value, match.Groups["text"].Value, "", cause: error)
            : new ServerRefusedException("VS4000", error.Message, "", cause: error);

    public async ValueTask DisposeAsync()
    {
        _disposed = true;
        await _hub.DisposeAsync().ConfigureAwait(false);
        _opening.Dispose();
    }

    [GeneratedRegex(@"(?<code>VS\d{4}): (?<text>.*)", RegexOptions.Singleline)]
    private static partial Regex Coded();

    [GeneratedRegex("^The server closed the connection")]
    private static partial Regex Closing();

    /// <summary>Tries at once, then after doubling waits of up to two seconds, until the time is up.</summary>
    private sealed class Retries(TimeSpan howLong) : IRetryPolicy
    {
        public TimeSpan? NextRetryDelay(RetryContext retryContext) =>
            retryContext.ElapsedTime >= howLong
                ? null
                : TimeSpan.FromMilliseconds(
                    retryContext.PreviousRetryCount == 0
                        ? 0
                        : Math.Min(2000, 50 << (int)Math.Min(10, retryContext.PreviousRetryCount))
                );
    }
}
