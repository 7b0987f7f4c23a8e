using System.CommandLine;
using System.Net;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace VoiceSmith.Cli;

/// <summary>A server that runs somewhere, as commands talk to it.</summary>
internal sealed class RemoteServer(Uri address) : IDisposable
{
    private readonly HttpClient _client = new() { BaseAddress = address, Timeout = Timeout.InfiniteTimeSpan };

    public static Option<Uri> Option() => new("--server")
    {
        Description = "Where it listens.",
        DefaultValueFactory = _ => new("http://localhost:5080"),
        CustomParser = result =>
        {
            if (Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var address) && address.Scheme is "http" or "https")
                return address;
            result.AddError("--server takes an address such as http://localhost:5080.");
            return null;
        },
    };

    public static Option<string> ByOption() => new("--by") { Description = "Who asks, for the voice's history.", DefaultValueFactory = _ => Environment.UserName };

    /// <summary>Asks for something.</summary>
    /// <returns>The answer.</returns>
    /// <exception cref="VoiceSmithException">The server's own words of why not; VS4024 where there is no server.</exception>
    public async Task<JsonElement> SendAsync(HttpMethod method, string path, HttpContent? content, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Content = content };
        try
        {
            using var answer = await _client.SendAsync(request, cancellationToken);
            var body = answer.StatusCode == HttpStatusCode.NoContent || answer.Content.Headers.ContentLength == 0 ? default : await answer.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
            return answer.IsSuccessStatusCode ? body : throw RefusalOf(answer, body);
        }
        catch (Exception error) when (error is HttpRequestException or JsonException)
        {
            throw NoServer(error);
        }
    }

    /// <summary>Reads a stream of events (text/event-stream) whose data is JSON, until the server ends it.</summary>
    /// <exception cref="VoiceSmithException">The server's own words of why not; VS4024 where there is no server.</exception>
    public async IAsyncEnumerable<JsonElement> EventsAsync(string path, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        using var answer = await BeginAsync(request, cancellationToken);
        var parser = SseParser.Create(await answer.Content.ReadAsStreamAsync(cancellationToken), (_, data) => JsonSerializer.Deserialize<JsonElement>(data));
        await using var events = parser.EnumerateAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (await NextAsync(events))
            yield return events.Current.Data;
    }

    public void Dispose() => _client.Dispose();

    /// <exception cref="VoiceSmithException">VS4024: the server went meanwhile.</exception>
    private async ValueTask<bool> NextAsync(IAsyncEnumerator<SseItem<JsonElement>> events)
    {
        try
        {
            return await events.MoveNextAsync();
        }
        catch (IOException error)
        {
            throw NoServer(error);
        }
    }

    /// <summary>An answer whose content is still to come.</summary>
    private async Task<HttpResponseMessage> BeginAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (answer.IsSuccessStatusCode)
                return answer;
            using (answer)
                throw RefusalOf(answer, await answer.Content.ReadFromJsonAsync<JsonElement>(cancellationToken));
        }
        catch (Exception error) when (error is HttpRequestException or JsonException)
        {
            throw NoServer(error);
        }
    }

    private VoiceSmithException NoServer(Exception error) =>
        new("VS4024", $"No VoiceSmith server answers at {_client.BaseAddress}.", error.Message, "Start one with 'voicesmith serve', or name its address with --server.", error);

    private static VoiceSmithException RefusalOf(HttpResponseMessage answer, JsonElement body)
    {
        string Member(string name, string other) => body.ValueKind == JsonValueKind.Object && body.TryGetProperty(name, out var value) ? value.GetString() ?? other : other;
        return new(Member("code", "VS4000"), Member("title", $"The server answers {(int)answer.StatusCode}."), Member("detail", ""), "");
    }
}
