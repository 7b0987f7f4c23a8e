using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using VoiceSmith.Contracts;
using VoiceSmith.Hub;

namespace VoiceSmith.Access.Tests;

/// <summary>Keys and scopes: each case with a caller that is refused and one that is let in.</summary>
public sealed class LockTests(KeyedServer keyed) : IClassFixture<KeyedServer>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory(Timeout = 60_000)]
    [InlineData("GET", "/api/voices", Scope.Speak)]
    [InlineData("POST", "/api/speak", Scope.Speak)]
    [InlineData("POST", "/api/speak/stream", Scope.Speak)]
    [InlineData("POST", "/v1/audio/speech", Scope.Speak)]
    [InlineData("GET", "/v1/models", Scope.Speak)]
    [InlineData("GET", "/v1/audio/voices", Scope.Speak)]
    [InlineData("POST", "/hubs/speech/negotiate?negotiateVersion=1", Scope.Speak)]
    [InlineData("POST", "/hubs/training/negotiate?negotiateVersion=1", Scope.Train)]
    [InlineData("GET", "/api/datasets", Scope.Train)]
    [InlineData("GET", "/api/runs", Scope.Train)]
    [InlineData("POST", "/api/voices/anna/rollback", Scope.Admin)]
    [InlineData("POST", "/api/voices/anna/promote", Scope.Admin)]
    [InlineData("DELETE", "/api/voices/anna/comparison", Scope.Admin)]
    public async Task Door_Caller_NeedsItsScope(string method, string path, Scope scope)
    {
        await ExpectAsync(null, HttpStatusCode.Unauthorized, "VS4050");
        await ExpectAsync("vs_000000000000_unknown", HttpStatusCode.Unauthorized, "VS4051");
        if (scope > Scope.Speak)
            await ExpectAsync(keyed.File.Create("narrow", scope - 1).Key, HttpStatusCode.Forbidden, "VS4052");
        using var client = keyed.Client(scope);
        using var answer = await SendAsync(client);
        Assert.NotEqual(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.NotEqual(HttpStatusCode.Forbidden, answer.StatusCode);

        async Task ExpectAsync(string? key, HttpStatusCode status, string code)
        {
            using var stranger = keyed.Client(key);
            using var refusal = await SendAsync(stranger);
            Assert.Equal(status, refusal.StatusCode);
            var body = await refusal.Content.ReadFromJsonAsync<JsonElement>(Token);
            Assert.Equal(
                code,
                (path.StartsWith("/v1", StringComparison.Ordinal) ? body.GetProperty("error") : body)
                    .GetProperty("code")
                    .GetString()
            );
        }

        Task<HttpResponseMessage> SendAsync(HttpClient client) =>
            client.SendAsync(
                new(new(method), path)
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
                },
                Token
            );
    }

    /// <summary>A door that is added without a lock shows here.</summary>
    [Fact]
    public void Doors_All_AskForAScopeExceptHealthDocsAndSoundLinks()
    {
        string[] open = ["/health", "/openapi", "/docs/", "/api/sounds/{id}"]; // a sound's id is its key
        var doors = keyed.Server.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints);
        var unlocked = doors
            .OfType<RouteEndpoint>()
            .Where(door => door.Metadata.GetMetadata<IAuthorizeData>() is null)
            .Select(door => "/" + door.RoutePattern.RawText!.TrimStart('/'))
            .Where(path => !open.Any(start => path.StartsWith(start, StringComparison.Ordinal)));
        Assert.Empty(unlocked);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("/health")]
    [InlineData("/")]
    public async Task OpenDoor_NoKey_IsOpen(string path)
    {
        using var client = keyed.Client((string?)null);
        using var answer = await client.GetAsync(new Uri(path, UriKind.Relative), Token);
        Assert.NotEqual(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact(Timeout = 60_000)]
    public async Task Key_Revoked_IsRefused()
    {
        var (stored, key) = keyed.File.Create("gone", Scope.Speak);
        using var client = keyed.Client(key);
        Assert.Equal(
            HttpStatusCode.OK,
            (await client.GetAsync(new Uri("/api/voices", UriKind.Relative), Token)).StatusCode
        );
        keyed.File.Revoke(stored.Id);
        while ((await client.GetAsync(new Uri("/api/voices", UriKind.Relative), Token)).StatusCode == HttpStatusCode.OK)
            await Task.Yield(); // the server looks at the file once a second
        Assert.Equal(
            HttpStatusCode.Unauthorized,
            (await client.GetAsync(new Uri("/api/voices", UriKind.Relative), Token)).StatusCode
        );
    }

    [Fact(Timeout = 60_000)]
    public async Task Hub_WithKey_Speaks()
    {
        var key = keyed.File.Create("hub", Scope.Speak).Key;
        await using var client = new HubConnectionBuilder()
            .WithUrl(
                new Uri(keyed.Server.Address, ISpeechHub.Path),
                http => http.AccessTokenProvider = () => Task.FromResult<string?>(key)
            )
            .AddMessagePackProtocol()
            .Build();
        await client.StartAsync(Token);
        Assert.NotEmpty(
            await client
                .StreamAsync<WireMessage>("Speak", new { }, new[] { "Hello." }.ToAsyncEnumerable(), Token)
                .ToListAsync(Token)
        );
        await using var stranger = new HubConnectionBuilder()
            .WithUrl(new Uri(keyed.Server.Address, ISpeechHub.Path))
            .AddMessagePackProtocol()
            .Build();
        var refusal = await Assert.ThrowsAsync<HttpRequestException>(() => stranger.StartAsync(Token));
        Assert.Equal(HttpStatusCode.Unauthorized, refusal.StatusCode);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("speak", KeyedServer.Secret, "voicesmith", 60, HttpStatusCode.OK)]
    [InlineData("openid", KeyedServer.Secret, "voicesmith", 60, HttpStatusCode.Forbidden)]
    [InlineData("speak", "another secret, which is long enough as well", "voicesmith", 60, HttpStatusCode.Unauthorized)]
    [InlineData("speak", KeyedServer.Secret, "others", 60, HttpStatusCode.Unauthorized)]
    [InlineData("speak", KeyedServer.Secret, "voicesmith", -3600, HttpStatusCode.Unauthorized)]
    public async Task Token_Caller_NeedsSignatureAudienceTimeAndScope(
        string scope,
        string secret,
        string audience,
        int seconds,
        HttpStatusCode expected
    )
    {
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        var token = new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(
            new SecurityTokenDescriptor
            {
                Audience = audience,
                NotBefore = now.AddHours(-2),
                Expires = now.AddSeconds(seconds),
                Claims = new Dictionary<string, object> { ["sub"] = "somebody", ["scope"] = scope },
                SigningCredentials = new(
                    new SymmetricSecurityKey(System.Text.Encoding.UTF8.GetBytes(secret)),
                    SecurityAlgorithms.HmacSha256
                ),
            }
        );
        using var client = keyed.Client(token);
        using var answer = await client.GetAsync(new Uri("/api/voices", UriKind.Relative), Token);
        Assert.Equal(expected, answer.StatusCode);
    }

    [Theory]
    [InlineData("http://localhost:5080", true)]
    [InlineData("http://127.0.0.1:0", true)]
    [InlineData("http://127.8.9.1:80", true)]
    [InlineData("https://[::1]:5080", true)]
    [InlineData("http://unix:/run/voicesmith.sock", true)]
    [InlineData("http://0.0.0.0:5080", false)]
    [InlineData("http://[::]:5080", false)]
    [InlineData("http://*:5080", false)]
    [InlineData("http://+:5080", false)]
    [InlineData("http://192.168.1.7:5080", false)]
    [InlineData("http://voices.example.org", false)]
    public void IsLoopback_Address_IsToldApart(string url, bool expected) =>
        Assert.Equal(expected, AccessGate.IsLoopback(url));

    [Fact(Timeout = 60_000)]
    public async Task Start_BeyondLoopback_NeedsAKeyOrConsent()
    {
        var keys = Path.Combine(Path.GetTempPath(), $"voicesmith-{Guid.NewGuid():n}.json");
        var error = await Assert.ThrowsAsync<ExposedException>(() =>
            SpeechServer.BuildAsync(["--urls", "http://0.0.0.0:0", "--Access:Keys", keys])
        );
        Assert.Equal("VS4055", error.Code);
        Assert.Contains("keys create", error.Fix, StringComparison.Ordinal);
        Assert.Contains("--Access:Required false", error.Fix, StringComparison.Ordinal);

        await using var open = new RunningServer
        {
            Settings = ["--urls", "http://0.0.0.0:0", "--Access:Keys", keys, "--Access:Required", "false"],
        };
        await open.InitializeAsync();
        new KeyFile(keys, TimeProvider.System).Create("phone", Scope.Speak);
        await using var closed = new RunningServer { Settings = ["--urls", "http://0.0.0.0:0", "--Access:Keys", keys] };
        await closed.InitializeAsync();
        using var client = new HttpClient();
        var port = closed.Address.Port;
        Assert.Equal(
            HttpStatusCode.Unauthorized,
            (await client.GetAsync(new Uri($"http://127.0.0.1:{port}/api/voices"), Token)).StatusCode
        );
        Assert.Equal(
            HttpStatusCode.OK,
            (await client.GetAsync(new Uri($"http://127.0.0.1:{open.Address.Port}/api/voices"), Token)).StatusCode
        );
        File.Delete(keys);
        File.Delete(keys + ".lock");
    }
}
