using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using VoiceSmith.Contracts;
using VoiceSmith.Streaming;

namespace VoiceSmith.Access.Tests;

/// <summary>Limits of a caller, at the doors that count it.</summary>
public sealed class LimitTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Timeout = 60_000)]
    public async Task Characters_OverTheLimit_Are429WithRetryAfterForThatKeyOnly()
    {
        await using var keyed = new KeyedServer { Settings = ["--Access:Limits:CharactersPerMinute", "30"] };
        await keyed.InitializeAsync();
        using var greedy = keyed.Client(Scope.Speak);
        using var other = keyed.Client(Scope.Speak);
        Assert.Equal(
            HttpStatusCode.OK,
            (await SpeakAsync(greedy, "Hello, this is longer than the limit of a minute.")).StatusCode
        );
        using var refusal = await SpeakAsync(greedy, "More.");
        Assert.Equal(HttpStatusCode.TooManyRequests, refusal.StatusCode);
        Assert.InRange(refusal.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        Assert.Equal(
            "VS4053",
            (await refusal.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("code").GetString()
        );
        Assert.Equal(HttpStatusCode.OK, (await SpeakAsync(other, "Hello.")).StatusCode);

        using var openAi = await greedy.PostAsJsonAsync(
            "/v1/audio/speech",
            new
            {
                model = "tts-1",
                input = "More.",
                voice = "anna",
                response_format = "pcm",
            },
            Token
        );
        Assert.Equal(HttpStatusCode.TooManyRequests, openAi.StatusCode);
        Assert.NotNull(openAi.Headers.RetryAfter);
        Assert.Equal(
            "rate_limit_error",
            (await openAi.Content.ReadFromJsonAsync<JsonElement>(Token))
                .GetProperty("error")
                .GetProperty("type")
                .GetString()
        );
    }

    [Fact(Timeout = 60_000)]
    public async Task Utterances_OverTheLimit_AreRefusedInTheHubsForm()
    {
        await using var server = new RunningServer { Settings = ["--Access:Limits:Utterances", "1"] };
        await server.InitializeAsync();
        await using var client = new HubConnectionBuilder()
            .WithUrl(new Uri(server.Address, ISpeechHub.Path))
            .AddMessagePackProtocol()
            .Build();
        await client.StartAsync(Token);
        var text = string.Concat(Enumerable.Repeat("It goes on for a while. ", 100));
        await using var first = client
            .StreamAsync<WireMessage>("Speak", new { maxLead = 1 }, new[] { text }.ToAsyncEnumerable(), Token)
            .GetAsyncEnumerator(Token);
        Assert.True(await first.MoveNextAsync());
        var error = await Assert.ThrowsAsync<HubException>(async () =>
            await client
                .StreamAsync<WireMessage>("Speak", new { }, new[] { "Hello." }.ToAsyncEnumerable(), Token)
                .ToListAsync(Token)
        );
        Assert.Contains("VS4053:", error.Message, StringComparison.Ordinal);
        var resumed = await Assert.ThrowsAsync<HubException>(async () =>
            await client.StreamAsync<WireMessage>("Resume", first.Current.Utterance, 0, Token).ToListAsync(Token)
        );
        Assert.Contains("VS4053:", resumed.Message, StringComparison.Ordinal);
        Assert.True(await first.MoveNextAsync()); // the one beside them goes on
    }

    [Fact(Timeout = 60_000)]
    public async Task Connections_OverTheLimit_AreClosedWithTheReason()
    {
        await using var server = new RunningServer { Settings = ["--Access:Limits:Connections", "1"] };
        await server.InitializeAsync();
        await using (await server.ConnectAsync())
        {
            var closed = new TaskCompletionSource<Exception?>();
            await using var second = new HubConnectionBuilder()
                .WithUrl(new Uri(server.Address, "/hubs/speech"))
                .Build();
            second.Closed += error =>
            {
                closed.TrySetResult(error);
                return Task.CompletedTask;
            };
            await second.StartAsync(Token);
            var reason = await closed.Task.WaitAsync(Token);
            Assert.Contains("VS4053:", reason!.Message, StringComparison.Ordinal);
        }
    }

    [Fact(Timeout = 120_000)]
    public async Task GreedyCaller_ManyUtterances_DoesNotHoldUpAnother()
    {
        using var gate = new ManualResetEventSlim(initialState: true); // open while voices are warmed up
        var planned = new ConcurrentQueue<int>();
        await using var keyed = new KeyedServer
        {
            Voices = () =>
                [
                    new FakeVoice
                    {
                        Planning = phonemes =>
                        {
                            gate.Wait(TimeSpan.FromSeconds(60));
                            planned.Enqueue(phonemes.Count);
                        },
                    },
                ],
            Settings = ["--Streaming:Workers", "1", "--Streaming:MaxUtterances", "100", "--Streaming:MaxLoad", "0"],
        };
        await keyed.InitializeAsync();
        using var greedy = keyed.Client(Scope.Speak);
        using var other = keyed.Client(Scope.Speak);
        var engine = keyed.Server.Services.GetRequiredService<SpeechEngine>();
        planned.Clear();
        gate.Reset();
        var many = Enumerable.Range(0, 40).Select(_ => SpeakAsync(greedy, "It goes on for a while.")).ToList();
        await UntilAsync(() => engine.Backlog == 39); // one is being planned, the others wait
        var own = SpeakAsync(other, "Hello.");
        await UntilAsync(() => engine.Backlog == 40);
        gate.Set();
        await Task.WhenAll([.. many, own]);
        Assert.Equal(41, planned.Count);
        // it was asked for last, and would be planned last by the order of requests
        Assert.InRange(planned.ToList().IndexOf(planned.Min()), 1, 20);
    }

    private static async Task UntilAsync(Func<bool> isSo)
    {
        while (!isSo())
        {
            Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private static Task<HttpResponseMessage> SpeakAsync(HttpClient client, string text) =>
        client.PostAsJsonAsync("/api/speak", new { text }, Token);
}
