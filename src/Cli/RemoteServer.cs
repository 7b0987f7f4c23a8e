using System.CommandLine;
using System.Net.Http.Json;
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
            var body = answer.Content.Headers.ContentLength == 0 ? default : await answer.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
            return answer.IsSuccessStatusCode ? body : throw RefusalOf(answer, body);
        }
        catch (Exception error) when (error is HttpRequestException or JsonException)
        {
            throw new VoiceSmithException("VS4024", $"No VoiceSmith server answers at {_client.BaseAddress}.", error.Message, "Start one with 'voicesmith serve', or name its address with --server.", error);
        }
    }

    public void Dispose() => _client.Dispose();

    private static VoiceSmithException RefusalOf(HttpResponseMessage answer, JsonElement body)
    {
        string Member(string name, string other) => body.ValueKind == JsonValueKind.Object && body.TryGetProperty(name, out var value) ? value.GetString() ?? other : other;
        return new(Member("code", "VS4000"), Member("title", $"The server answers {(int)answer.StatusCode}."), Member("detail", ""), "");
    }
}
