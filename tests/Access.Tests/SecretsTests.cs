using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using VoiceSmith.Contracts;

namespace VoiceSmith.Access.Tests;

/// <summary>Keys, tokens and texts leave no trace in the log, the errors and the metrics, whatever is logged.</summary>
public sealed class SecretsTests
{
    /// <summary>A word that nothing but a text has.</summary>
    private const string Spoken = "xylophonist";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Timeout = 120_000)]
    public async Task Log_OfEverything_HasNoKeyNoTokenAndNoText()
    {
        await using var keyed = new KeyedServer
        {
            Settings =
            [
                "--Logging:Console:LogLevel:Default", "None",
                "--Logging:LogLevel:Default", "Trace",
                "--Logging:LogLevel:Microsoft.AspNetCore", "Trace",
                "--Logging:LogLevel:Microsoft.Hosting.Lifetime", "Trace",
            ],
        };
        await keyed.InitializeAsync();
        using var log = new Collector();
        keyed.Server.Services.GetRequiredService<ILoggerFactory>().AddProvider(log);
        var key = keyed.File.Create("somebody", Scope.Admin).Key;
        var (valid, late) = (TokenFor(60), TokenFor(-3600));
        var answers = new List<string>();
        foreach (var secret in new[] { key, key + "x", valid, late })
        {
            await SpeakThroughHubAsync(keyed, secret);
            foreach (var header in new[] { "Authorization", "X-Api-Key" })
            {
                using var http = new HttpClient { BaseAddress = keyed.Server.Address };
                if (header == "Authorization")
                    http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", secret);
                else
                    http.DefaultRequestHeaders.Add(header, secret);
                answers.AddRange(await CallAsync(http));
            }
        }
        using var metered = keyed.Client(key);
        answers.Add(await metered.GetStringAsync(new Uri("/metrics", UriKind.Relative), Token));
        Assert.Contains("voicesmith_utterances", answers[^1], StringComparison.Ordinal);
        Assert.Contains(log.Lines, line => line.Contains("/api/speak", StringComparison.Ordinal));
        foreach (var secret in new[] { key, valid, late, KeyedServer.Secret, Spoken })
            Assert.Null(
                log.Lines.Concat(answers)
                    .FirstOrDefault(text => text.Contains(secret, StringComparison.OrdinalIgnoreCase))
            );
    }

    /// <summary>Calls that are answered, and calls that are refused: the latter's bodies.</summary>
    private static async Task<List<string>> CallAsync(HttpClient http)
    {
        var texts = new object[]
        {
            new { text = Spoken },
            new { text = Spoken, voice = "nobody" },
            new { text = Spoken, rate = 100 },
            new { text = $"<speak><prosody rate='often'>{Spoken}</speak>" },
            new { text = Spoken + '\uD83D' },
            new { model = "tts-1", input = Spoken, voice = "anna", response_format = "wav" },
            new { model = "tts-1", input = Spoken, voice = "anna", response_format = "nonsense" },
        };
        var refusals = new List<string>();
        foreach (var path in new[] { ApiRoutes.Speak, "/api/speak/stream", "/v1/audio/speech" })
            foreach (var text in texts)
            {
                using var answer = await http.PostAsJsonAsync(path, text, Token);
                var body = await answer.Content.ReadAsStringAsync(Token);
                if (!answer.IsSuccessStatusCode)
                    refusals.Add(body);
            }
        using var broken = new StringContent($"{{\"text\": \"{Spoken}", null, "application/json");
        using var refused = await http.PostAsync(new Uri(ApiRoutes.Speak, UriKind.Relative), broken, Token);
        refusals.Add(await refused.Content.ReadAsStringAsync(Token));
        return refusals;
    }

    /// <summary>As a browser connects, whose socket has its key in the address.</summary>
    private static async Task SpeakThroughHubAsync(KeyedServer keyed, string secret)
    {
        var address = new Uri(keyed.Server.Address, $"{ISpeechHub.Path}?access_token={secret}");
        await using var hub = new HubConnectionBuilder().WithUrl(address).AddMessagePackProtocol().Build();
        try
        {
            await hub.StartAsync(Token);
            foreach (var voice in new[] { "anna", "nobody" })
                await hub.StreamAsync<WireMessage>("Speak", new { voice }, new[] { Spoken }.ToAsyncEnumerable(), Token)
                    .ToListAsync(Token);
        }
        catch (Exception error) when (error is HttpRequestException or Microsoft.AspNetCore.SignalR.HubException) { }
    }

    private static string TokenFor(int seconds)
    {
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(
            new SecurityTokenDescriptor
            {
                Audience = "voicesmith",
                NotBefore = now.AddHours(-2),
                Expires = now.AddSeconds(seconds),
                Claims = new Dictionary<string, object> { ["sub"] = "somebody", ["scope"] = "speak" },
                SigningCredentials = new(
                    new SymmetricSecurityKey(System.Text.Encoding.UTF8.GetBytes(KeyedServer.Secret)),
                    SecurityAlgorithms.HmacSha256
                ),
            }
        );
    }

    /// <summary>Keeps every line that is logged, with the exceptions.</summary>
    private sealed class Collector : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            Lines.Enqueue($"{state}");
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) => Lines.Enqueue($"{formatter(state, exception)} {exception}");

        public void Dispose() { }
    }
}
