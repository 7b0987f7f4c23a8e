using System.Text.Json;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using VoiceSmith.Contracts;
using VoiceSmith.Streaming;

namespace VoiceSmith.Hub.Tests.Requests;

/// <summary>Faulty calls of a hub's client: each ends its own call with a code, and nothing else.</summary>
public sealed class HubRequestTests(RunningServer server) : IClassFixture<RunningServer>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<bool, string, object?[], string> Faults()
    {
        var data = new TheoryData<bool, string, object?[], string>();
        foreach (var json in new[] { true, false })
        {
            data.Add(json, "null", ["Hello."], "VS4026");
            data.Add(json, "{\"rate\":\"fast\"}", ["Hello."], "VS4026");
            data.Add(json, "{\"rate\":[1]}", ["Hello."], "VS4026");
            data.Add(json, "{\"voice\":7}", ["Hello."], "VS4026");
            data.Add(json, "{\"seed\":-1}", ["Hello."], "VS4026");
            data.Add(json, "{\"seed\":1.5}", ["Hello."], "VS4026");
            data.Add(json, "{\"details\":\"phoneme\"}", ["Hello."], "VS4026");
            data.Add(json, "{\"markup\":\"yes\"}", ["Hello."], "VS4026");
            data.Add(json, "{\"queue\":1}", ["Hello."], "VS4026");
            data.Add(json, "{\"speaker\":1.5}", ["Hello."], "VS4026");
            data.Add(json, "[]", ["Hello."], "VS4026");
            data.Add(json, "\"anna\"", ["Hello."], "VS4026");
            data.Add(json, "{}", [null], "VS4027");
            data.Add(json, "{}", ["Hello ", null, "there."], "VS4027");
            data.Add(json, "{}", [5], "VS4027");
            data.Add(json, "{}", [new[] { "Hello." }], "VS4027");
            data.Add(json, "{\"rate\":9}", ["Hello."], "VS4005");
            data.Add(json, "{\"voice\":\"nobody\"}", ["Hello."], "VS4001");
            data.Add(json, "{\"replaces\":\"none\"}", ["Hello."], "VS4011");
            data.Add(json, "{\"fromSample\":-1}", ["Hello."], "VS4005");
        }
        return data;
    }

    [Theory(Timeout = 60_000)]
    [MemberData(nameof(Faults))]
    public async Task Speak_Fault_EndsItsOwnCallWithACode(bool json, string request, object?[] pieces, string code)
    {
        await using var client = await ConnectAsync(json);
        var offline = await new OfflineSynthesizer(server.Engine).SpeakAsync(
            new(),
            "The one beside it goes on.",
            Token
        );
        var beside = SpeakAsync(client, json, new { }, ["The one ", "beside it goes on."]);
        var error = await Assert.ThrowsAsync<HubException>(() =>
            SpeakAsync(client, json, JsonToObject(JsonDocument.Parse(request).RootElement), pieces)
        );
        Assert.Contains(code + ":", error.Message, StringComparison.Ordinal);
        Assert.Equal(offline.Pcm.Length / 2, (await beside)["end"]);
        Assert.Equal(
            offline.Pcm.Length / 2,
            (await SpeakAsync(client, json, new { }, ["The one beside it goes on."]))["end"]
        );
    }

    [Theory(Timeout = 60_000)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Speak_UnknownOptions_AreToldByNotices(bool json)
    {
        await using var client = await ConnectAsync(json);
        var events = await SpeakAsync(
            client,
            json,
            new { speed = 2, details = new[] { "phoneme", "colour" } },
            ["Hello."]
        );
        Assert.Equal(2, events["notice"]);
        Assert.True(events["phoneme"] > 0);
    }

    [Theory(Timeout = 120_000)]
    [InlineData(true, 1)]
    [InlineData(false, 1)]
    [InlineData(true, 4000)]
    [InlineData(false, 4000)]
    public async Task Speak_TooLongInPieces_LeavesTheOneBesideItAlone(bool json, int pieceLength)
    {
        await using var own = new RunningServer { Settings = ["--Streaming:MaxTextLength", "2000"] };
        await own.InitializeAsync();
        await using var client = await ConnectAsync(json, own);
        var text = string.Concat(Enumerable.Repeat("The one beside it goes on. ", 60));
        var beside = SpeakAsync(client, json, new { maxLead = 0.5 }, [text]);
        var flood = Enumerable
            .Repeat("x" + new string('y', pieceLength - 1), 12_000 / pieceLength + 3000)
            .ToArray<object?>();
        var error = await Assert.ThrowsAsync<HubException>(() => SpeakAsync(client, json, new { }, flood));
        Assert.Contains("VS4003:", error.Message, StringComparison.Ordinal);
        Assert.Equal(HubConnectionState.Connected, client.State);
        var refused = await Assert.ThrowsAsync<HubException>(() =>
            SpeakAsync(client, json, new { voice = "nobody" }, flood)
        );
        Assert.Contains("VS4001:", refused.Message, StringComparison.Ordinal);
        Assert.True((await SpeakAsync(client, json, new { }, ["Still here."]))["end"] > 0);
        Assert.Equal(HubConnectionState.Connected, client.State);
        await client.StopAsync(Token);
        await Assert.ThrowsAnyAsync<Exception>(() => beside); // it was still being said
    }

    [Fact(Timeout = 60_000)]
    public async Task Speak_HalfASurrogatePair_BlamesTheText()
    {
        // What clients that write UTF-16 as it is send in JSON: the C# client would write a replacement character.
        using var socket = new System.Net.WebSockets.ClientWebSocket();
        await socket.ConnectAsync(new UriBuilder(server.Address) { Scheme = "ws", Path = ISpeechHub.Path }.Uri, Token);
        await SendAsync("{\"protocol\":\"json\",\"version\":1}");
        foreach (var (id, piece) in new[] { ("1", "\"Hello \\ud83d\""), ("2", "\"\\ude00 there.\"") })
        {
            await SendAsync(
                $"{{\"type\":4,\"invocationId\":\"{id}\",\"target\":\"Speak\",\"arguments\":[{{}}],\"streamIds\":[\"s{id}\"]}}"
            );
            await SendAsync($"{{\"type\":2,\"invocationId\":\"s{id}\",\"item\":{piece}}}");
            await SendAsync($"{{\"type\":3,\"invocationId\":\"s{id}\"}}");
        }
        var (answers, buffer) = ("", new byte[65_536]);
        while (answers.Split("VS4027:").Length < 3)
        {
            var read = await socket.ReceiveAsync(buffer, Token);
            Assert.NotEqual(System.Net.WebSockets.WebSocketMessageType.Close, read.MessageType);
            answers += System.Text.Encoding.UTF8.GetString(buffer, 0, read.Count);
        }
        Assert.DoesNotContain("VS4000", answers, StringComparison.Ordinal);

        Task SendAsync(string message) =>
            socket.SendAsync(
                System.Text.Encoding.UTF8.GetBytes(message + '\u001e'),
                System.Net.WebSockets.WebSocketMessageType.Text,
                true,
                Token
            );
    }

    private async Task<HubConnection> ConnectAsync(bool json, RunningServer? own = null)
    {
        var builder = new HubConnectionBuilder().WithUrl(new Uri((own ?? server).Address, ISpeechHub.Path));
        var client = (json ? builder : builder.AddMessagePackProtocol()).Build();
        await client.StartAsync(Token);
        return client;
    }

    /// <summary>Counts events by type; "end" has the samples.</summary>
    private static async Task<Dictionary<string, long>> SpeakAsync(
        HubConnection client,
        bool json,
        object? request,
        object?[] pieces
    )
    {
        var counts = new Dictionary<string, long>();
        if (json)
            await foreach (
                var e in client.StreamAsync<JsonElement>("Speak", request, pieces.ToAsyncEnumerable(), Token)
            )
                Count(
                    e.GetProperty("type").GetString()!,
                    e.TryGetProperty("samples", out var samples) ? samples.GetInt64() : 0
                );
        else
            await foreach (
                var e in client.StreamAsync<WireMessage>("Speak", request, pieces.ToAsyncEnumerable(), Token)
            )
                Count(e.Type, e.Samples);
        return counts;

        void Count(string type, long samples) =>
            counts[type] = type == "end" ? samples : counts.GetValueOrDefault(type) + 1;
    }

    private static object? JsonToObject(JsonElement json) =>
        json.ValueKind switch
        {
            JsonValueKind.Object => json.EnumerateObject()
                .ToDictionary(one => one.Name, one => JsonToObject(one.Value)),
            JsonValueKind.Array => json.EnumerateArray().Select(JsonToObject).ToArray(),
            JsonValueKind.String => json.GetString(),
            JsonValueKind.Number => json.TryGetInt64(out var whole) ? whole : json.GetDouble(),
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => null,
        };
}
