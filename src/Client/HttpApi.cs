using System.Diagnostics;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text.Json;
using VoiceSmith.Contracts;

namespace VoiceSmith.Client;

/// <summary>The server's HTTP API: JSON in, JSON out, refusals as exceptions.</summary>
internal sealed class HttpApi : IDisposable
{
    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(500); // between attempts

    private readonly HttpClient _client;
    private readonly VoiceSmithClientOptions _options;

    public HttpApi(Uri server, VoiceSmithClientOptions options)
    {
        _options = options;
        _client = new() { BaseAddress = server, Timeout = Timeout.InfiniteTimeSpan };
        if (options.ApiKey is { } key)
            _client.DefaultRequestHeaders.Authorization = new("Bearer", key);
    }

    public Task<T> GetAsync<T>(string path, CancellationToken cancellationToken) =>
        SendAsync<T>(HttpMethod.Get, path, null, cancellationToken);

    public Task<T> PostAsync<T>(string path, object? message, CancellationToken cancellationToken) =>
        SendAsync<T>(HttpMethod.Post, path, message is null ? null : Json(message), cancellationToken);

    public static JsonContent Json(object message) =>
        JsonContent.Create(message, message.GetType(), null, ContractJson.Options);

    public async Task<T> SendAsync<T>(
        HttpMethod method,
        string path,
        HttpContent? content,
        CancellationToken cancellationToken
    )
    {
        using var answer = await SendAsync(method, path, content, cancellationToken).ConfigureAwait(false);
        try
        {
            return (
                await answer.Content.ReadFromJsonAsync<T>(ContractJson.Options, cancellationToken).ConfigureAwait(false)
            )!;
        }
        catch (Exception error) when (IsLostConnection(error))
        {
            throw new ServerUnreachableException(_client.BaseAddress!, error);
        }
    }

    public async Task PutAsync(string path, object message, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(HttpMethod.Put, path, Json(message), cancellationToken)
            .ConfigureAwait(false);
    }

    public async Task DeleteAsync(string path, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(HttpMethod.Delete, path, null, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>True for what HttpClient throws where a server goes; a socket's error where it goes at once.</summary>
    private static bool IsLostConnection(Exception error) =>
        error is HttpRequestException or IOException or SocketException;

    /// <summary>A successful answer, whose content is still to be read.</summary>
    /// <exception cref="ServerRefusedException">The server refuses.</exception>
    /// <exception cref="ServerUnreachableException">VS4024.</exception>
    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method,
        string path,
        HttpContent? content,
        CancellationToken cancellationToken
    )
    {
        using var request = new HttpRequestMessage(method, new Uri(path.TrimStart('/'), UriKind.Relative))
        {
            Content = content,
        };
        try
        {
            var answer = await _client
                .SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken)
                .ConfigureAwait(false);
            if (answer.IsSuccessStatusCode)
                return answer;
            using (answer)
                throw await RefusalOfAsync(answer, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (IsLostConnection(error))
        {
            throw new ServerUnreachableException(_client.BaseAddress!, error);
        }
    }

    /// <summary>
    /// Events of a stream (text/event-stream) that numbers them; a broken stream is taken up behind the last one.
    /// </summary>
    /// <param name="path">The stream from an event's number on.</param>
    /// <param name="from">The first number wanted.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async IAsyncEnumerable<T> FollowAsync<T>(
        Func<int, string> path,
        int from,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var seen = false;
        for (Stopwatch? lost = null; ;)
        {
            await using var events = EventsAsync<T>(path(from), cancellationToken)
                .GetAsyncEnumerator(cancellationToken);
            while (true)
            {
                try
                {
                    if (!await events.MoveNextAsync().ConfigureAwait(false))
                        yield break;
                }
                catch (ServerUnreachableException)
                    when (seen && (lost ??= Stopwatch.StartNew()).Elapsed < _options.ReconnectFor)
                {
                    break;
                }
                (from, seen, lost) = (from + 1, true, null);
                yield return events.Current;
            }
            await Task.Delay(Wait, cancellationToken).ConfigureAwait(false);
        }
    }

    public void Dispose() => _client.Dispose();

    private async IAsyncEnumerable<T> EventsAsync<T>(
        string path,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        using var answer = await SendAsync(HttpMethod.Get, path, null, cancellationToken).ConfigureAwait(false);
        var stream = await answer.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        var parser = SseParser.Create(stream, (_, data) => JsonSerializer.Deserialize<T>(data, ContractJson.Options)!);
        await using var events = parser.EnumerateAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (await NextAsync(events).ConfigureAwait(false))
            yield return events.Current.Data;
    }

    /// <exception cref="ServerUnreachableException">VS4024: the server went meanwhile.</exception>
    private async ValueTask<bool> NextAsync<T>(IAsyncEnumerator<SseItem<T>> events)
    {
        try
        {
            return await events.MoveNextAsync().ConfigureAwait(false);
        }
        catch (Exception error) when (IsLostConnection(error))
        {
            throw new ServerUnreachableException(_client.BaseAddress!, error);
        }
    }

    private static async Task<ServerRefusedException> RefusalOfAsync(
        HttpResponseMessage answer,
        CancellationToken cancellationToken
    )
    {
        Problem? problem = null;
        if (answer.Content.Headers.ContentType?.MediaType is "application/problem+json" or "application/json")
            problem = await answer
                .Content.ReadFromJsonAsync<Problem>(ContractJson.Options, cancellationToken)
                .ConfigureAwait(false);
        return new(
            problem?.Code ?? "VS4000",
            problem?.Title ?? $"The server answers {(int)answer.StatusCode}.",
            problem?.Detail ?? "",
            (int)answer.StatusCode
        );
    }
}
