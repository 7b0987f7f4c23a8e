using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace VoiceSmith.Access.Tests;

/// <summary>Origins of the pages whose requests are taken.</summary>
public sealed class OriginTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory(Timeout = 60_000)]
    [InlineData("POST", "/api/speak")]
    [InlineData("POST", "/api/speak/stream")]
    [InlineData("POST", "/v1/audio/speech")]
    [InlineData("GET", "/v1/models")]
    [InlineData("GET", "/api/voices")]
    [InlineData("GET", "/api/runs")]
    [InlineData("POST", "/hubs/speech/negotiate?negotiateVersion=1")]
    [InlineData("GET", "/hubs/speech")]
    [InlineData("POST", "/hubs/training/negotiate?negotiateVersion=1")]
    public async Task Door_ForeignPage_IsRefusedUnlessConfigured(string method, string path)
    {
        await using var server = new RunningServer { Settings = ["--Access:Origins:0", "https://friend.example"] };
        await server.InitializeAsync();
        using var client = new HttpClient { BaseAddress = server.Address };
        using var refusal = await SendAsync("https://evil.example");
        Assert.Equal(HttpStatusCode.Forbidden, refusal.StatusCode);
        Assert.Contains("VS4035", await refusal.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        Assert.False(refusal.Headers.Contains("Access-Control-Allow-Origin"));
        foreach (
            var origin in new[] { "https://friend.example", server.Address.GetLeftPart(UriPartial.Authority), null }
        )
        {
            using var answer = await SendAsync(origin);
            Assert.DoesNotContain("VS4035", await answer.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
            Assert.Equal(origin == "https://friend.example", answer.Headers.Contains("Access-Control-Allow-Origin"));
        }

        async Task<HttpResponseMessage> SendAsync(string? origin)
        {
            using var request = new HttpRequestMessage(new(method), path)
            {
                Content =
                    method == "POST"
                        ? JsonContent.Create(
                            new
                            {
                                text = "Hello.",
                                model = "tts-1",
                                input = "Hello.",
                                voice = "anna",
                                response_format = "wav",
                            }
                        )
                        : null,
            };
            if (origin is not null)
                request.Headers.Add("Origin", origin);
            return await client.SendAsync(request, Token);
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task Preflight_ConfiguredOrigin_IsAllowed()
    {
        await using var server = new RunningServer
        {
            Settings = ["--Access:Required", "true", "--Access:Origins:0", "https://friend.example"],
        };
        await server.InitializeAsync();
        using var client = new HttpClient { BaseAddress = server.Address };
        using var request = new HttpRequestMessage(HttpMethod.Options, "/v1/audio/speech");
        request.Headers.Add("Origin", "https://friend.example");
        request.Headers.Add("Access-Control-Request-Method", "POST");
        request.Headers.Add("Access-Control-Request-Headers", "authorization,content-type");
        using var answer = await client.SendAsync(request, Token);
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal("https://friend.example", answer.Headers.GetValues("Access-Control-Allow-Origin").Single());
    }

    [Fact(Timeout = 60_000)]
    public async Task ReboundName_OnLoopback_IsNotItsOwnPage()
    {
        await using var server = new RunningServer();
        await server.InitializeAsync();
        using var client = new HttpClient { BaseAddress = server.Address };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/voices");
        request.Headers.Host = $"evil.example:{server.Address.Port}";
        request.Headers.Add("Origin", $"http://evil.example:{server.Address.Port}");
        using var answer = await client.SendAsync(request, Token);
        Assert.Equal(
            "VS4035",
            (await answer.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("code").GetString()
        );
    }
}
