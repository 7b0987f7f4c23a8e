using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Threading.Channels;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using VoiceSmith.Contracts;
using VoiceSmith.Doors.Tests.Wyoming;
using VoiceSmith.Streaming;

namespace VoiceSmith.Doors.Tests;

/// <summary>
/// Bad input at every door: a clear error, while an utterance of another connection goes on undisturbed.
/// </summary>
public sealed partial class BadInputTests(BadInputTests.Server server) : IClassFixture<BadInputTests.Server>
{
    private const string OpenAi = "POST /v1/audio/speech",
        Speak = "POST /api/speak",
        Stream = "POST /api/speak/stream",
        Mcp = "POST /mcp",
        Hub = "hub",
        Wyoming = "Wyoming",
        Plain = " text/plain";

    private const string Begin = "The first sentence is spoken. Then ",
        Rest = "another one goes on.";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Door, input, and the expected answer: the HTTP status, if any, and the code.</summary>
    public static TheoryData<string, string, string> Table =>
        new()
        {
            { OpenAi, "", "400 VS4026" },
            { OpenAi, "{", "400 VS4026" },
            { OpenAi, "null", "400 VS4026" },
            { OpenAi, "[1]", "400 VS4026" },
            { OpenAi, new string('[', 70) + new string(']', 70), "400 VS4026" },
            { OpenAi, "{}", "400 VS4026" },
            { OpenAi + Plain, OpenAiBody("\"seed\":1"), "400 VS4026" },
            { OpenAi, OpenAiBody("\"model\":\"whisper-1\""), "404 VS4028" },
            { OpenAi, OpenAiBody("\"model\":5"), "400 VS4026" },
            { OpenAi, OpenAiBody("\"input\":null"), "400 VS4026" },
            { OpenAi, OpenAiBody("\"input\":5"), "400 VS4026" },
            { OpenAi, OpenAiBody("\"input\":\" \""), "400 VS4004" },
            { OpenAi, OpenAiBody("\"input\":\"\\ud83d\""), "400 VS4027" },
            { OpenAi, OpenAiBody($"\"input\":\"{new string('x', 5000)}\""), "413 VS4003" },
            { OpenAi, OpenAiBody("\"voice\":null"), "400 VS4026" },
            { OpenAi, OpenAiBody("\"voice\":{\"id\":5}"), "400 VS4026" },
            { OpenAi, OpenAiBody("\"voice\":\"\\ud83d\""), "400 VS4026" },
            { OpenAi, OpenAiBody("\"voice\":{\"\\ud83d\":5}"), "400 VS4026" },
            { OpenAi, OpenAiBody("\"voice\":{\"id\":\"\\ud83d\"}"), "400 VS4026" },
            { OpenAi, OpenAiBody("\"voice\":\"nobody\""), "404 VS4001" },
            { OpenAi, OpenAiBody("\"response_format\":\"midi\""), "400 VS4026" },
            { OpenAi, OpenAiBody("\"stream_format\":\"\""), "400 VS4026" },
            { OpenAi, OpenAiBody("\"speed\":0"), "400 VS4005" },
            { OpenAi, OpenAiBody("\"speed\":\"fast\""), "400 VS4026" },
            { OpenAi, OpenAiBody("\"sample_rate\":1"), "400 VS4026" },
            { OpenAi, OpenAiBody("\"seed\":-1"), "400 VS4026" },
            { OpenAi, OpenAiBody("\"instructions\":5"), "400 VS4026" },
            { "GET /v1/audio/speech", "", "405 VS4029" },
            { "GET /v1/models/none", "", "404 VS4028" },
            { "POST /v1/chat/completions", "{}", "404 VS4029" },
            { Speak, "", "400 VS4026" },
            { Speak, "{\"text\":", "400 VS4026" },
            { Speak, "\"Hello.\"", "400 VS4026" },
            { Speak + Plain, SpeakBody("\"seed\":1"), "400 VS4026" },
            { Speak, "{}", "400 VS4004" },
            { Speak, SpeakBody("\"text\":[\"Hello.\"]"), "400 VS4026" },
            { Speak, SpeakBody("\"text\":\"\\udc00\""), "400 VS4027" },
            { Speak, SpeakBody($"\"text\":\"{new string('x', 5000)}\""), "413 VS4003" },
            { Speak, SpeakBody("\"pitch\":99"), "400 VS4005" },
            { Speak, SpeakBody("\"energy\":\"loud\""), "400 VS4026" },
            { Speak, SpeakBody("\"speaker\":1.5"), "400 VS4026" },
            { Speak, SpeakBody("\"voiceVersion\":\"none\""), "409 VS4012" },
            { Speak, SpeakBody("\"fromSample\":-1"), "400 VS4005" },
            { Speak, SpeakBody("\"lexicon\":\"word\""), "400 VS1030" },
            { "GET /api/speak", "", "405 VS4029" },
            { Stream, "{", "400 VS4026" },
            { Stream, "5", "400 VS4026" },
            { Stream, SpeakBody("\"text\":\"?!\""), "400 VS4004" },
            { Stream, SpeakBody("\"format\":\"txt\""), "400 VS4026" },
            { Stream + "?format=txt", SpeakBody("\"seed\":1"), "400 VS4026" },
            { Stream, SpeakBody("\"details\":\"phoneme\""), "400 VS4026" },
            { Stream, SpeakBody("\"markup\":\"yes\""), "400 VS4026" },
            { Stream, SpeakBody("\"rate\":[1]"), "400 VS4026" },
            { Stream, SpeakBody("\"rate\":9"), "400 VS4005" },
            { Stream, SpeakBody("\"voice\":\"nobody\""), "404 VS4001" },
            { "DELETE /api/speak/stream", "", "405 VS4029" },
            { Hub, "[null, [\"Hello.\"]]", "VS4026" },
            { Hub, "[[], [\"Hello.\"]]", "VS4026" },
            { Hub, "[{\"rate\":\"fast\"}, [\"Hello.\"]]", "VS4026" },
            { Hub, "[{\"seed\":1.5}, [\"Hello.\"]]", "VS4026" },
            { Hub, "[{\"rate\":9}, [\"Hello.\"]]", "VS4005" },
            { Hub, "[{\"voice\":\"nobody\"}, [\"Hello.\"]]", "VS4001" },
            { Hub, "[{\"replaces\":\"none\"}, [\"Hello.\"]]", "VS4011" },
            { Hub, "[{}, []]", "VS4004" },
            { Hub, "[{}, [\"Hello \", null]]", "VS4027" },
            { Hub, "[{}, [5]]", "VS4027" },
            { Hub, $"[{{}}, [\"{new string('x', 5000)}\"]]", "VS4003" },
            { Wyoming, "GET / HTTP/1.1\r\n", "VS4060" },
            { Wyoming, "\n", "VS4060" },
            { Wyoming, "[]\n", "VS4060" },
            { Wyoming, "{\"type\":5}\n", "VS4060" },
            { Wyoming, "{\"type\":\"synthesize\",\"data_length\":-1}\n", "VS4060" },
            { Wyoming, "{\"type\":\"synthesize\",\"data_length\":99999999}\n", "VS4060" },
            { Wyoming, "{\"type\":\"synthesize\",\"data_length\":4}\n{\"a\"", "VS4060" },
            { Wyoming, "{\"type\":\"audio-chunk\",\"payload_length\":2000000000}\n", "VS4060" },
            { Wyoming, "{\"type\":\"synthesize\"}\n", "VS4060" },
            { Wyoming, "{\"ty\\ud83d\":\"synthesize\"}\n", "VS4060" },
            { Wyoming, "{\"type\":\"synthesize\",\"data\":{\"te\\ud83d\":\"Hi.\"}}\n", "VS4060" },
            { Wyoming, "{\"type\":\"synthesize\",\"data\":{\"text\":\"Hi.\",\"voice\":{\"\\ud83d\":1}}}\n", "VS4060" },
            { Wyoming, "{\"type\":\"synthesize-stop\"}\n", "VS4060" },
            { Wyoming, "{\"type\":\"synthesize\",\"data\":{\"text\":7}}\n", "VS4060" },
            { Wyoming, "{\"type\":\"synthesize\",\"data\":{\"text\":\"\\ud83d\"}}\n", "VS4027" },
            { Wyoming, "{\"type\":\"synthesize\",\"data\":{\"text\":\"?!\"}}\n", "VS4004" },
            { Wyoming, "{\"type\":\"synthesize\",\"data\":{\"text\":\"Hi.\",\"voice\":{\"name\":\"no\"}}}\n", "VS4001" },
            { Mcp, "{", "400 -32600" },
            { Mcp, "{\"jsonrpc\":\"2.0\"}", "400 -32600" },
            { Mcp, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"none\"}", "200 -32601" },
            { Mcp, Call("nothing", ""), "200 -32602" },
            { Mcp, Call("speak", ""), "200 VS4026" },
            { Mcp, Call("speak", "\"text\":5"), "200 VS4026" },
            { Mcp, Call("speak", "\"text\":\"\""), "200 VS4004" },
            { Mcp, Call("speak", "\"text\":\"Hello.\",\"rate\":\"fast\""), "200 VS4026" },
            { Mcp, Call("speak", "\"text\":\"Hello.\",\"rate\":9"), "200 VS4005" },
            { Mcp, Call("speak", "\"text\":\"Hello.\",\"seed\":-1"), "200 VS4026" },
            { Mcp, Call("speak", "\"text\":\"Hello.\",\"voice\":\"nobody\""), "200 VS4001" },
            { Mcp, Call("speak", "\"text\":\"Hello.\",\"format\":\"midi\""), "200 VS4026" },
            { Mcp, Call("speak", "\"text\":\"Hello.\",\"output\":\"fax\""), "200 VS4026" },
            { "GET /api/sounds/none", "", "404 VS4062" },
        };

    [Theory(Timeout = 60_000)]
    [MemberData(nameof(Table))]
    public async Task BadInput_HasACode_AndTheUtteranceBesideItGoesOn(string door, string input, string expected)
    {
        await using var hub = await server.Running.ConnectHubAsync(ISpeechHub.Path);
        var (text, samples) = (Channel.CreateUnbounded<string>(), new List<byte>());
        await using var beside = hub.StreamAsync<WireMessage>("Speak", new { }, text.Reader, Token)
            .GetAsyncEnumerator(Token);
        await text.Writer.WriteAsync(Begin, Token);
        while (samples.Count == 0 && await beside.MoveNextAsync())
            samples.AddRange(beside.Current.Pcm);

        Assert.Equal(expected, await AnswerAsync(door, input));

        await text.Writer.WriteAsync(Rest, Token);
        text.Writer.Complete();
        while (await beside.MoveNextAsync())
            samples.AddRange(beside.Current.Pcm);
        Assert.Equal(await server.Undisturbed.Value, samples);
    }

    [Fact]
    public void Table_Always_HasEveryDoor()
    {
        var doors = Table.Cast<ITheoryDataRow>().Select(row => (string)row.GetData()[0]!).ToList();
        Assert.InRange(doors.Count, 60, int.MaxValue);
        foreach (var door in new[] { OpenAi, Speak, Stream, Hub, Wyoming, Mcp })
            Assert.InRange(doors.Count(one => one == door), 9, int.MaxValue);
    }

    private Task<string> AnswerAsync(string door, string input) =>
        door switch
        {
            Hub => HubAsync(JsonDocument.Parse(input).RootElement),
            Wyoming => WyomingAsync(input),
            _ => HttpAsync(door.Split(' '), input),
        };

    private async Task<string> HttpAsync(string[] door, string body)
    {
        using var request = new HttpRequestMessage(new(door[0]), door[1]);
        if (door[0] == "POST")
            request.Content = new StringContent(body, Encoding.UTF8, door.Length > 2 ? door[2] : "application/json");
        if (door[1] == "/mcp")
            request.Headers.Accept.ParseAdd("application/json, text/event-stream");
        using var answer = await server.Client.SendAsync(request, Token);
        var text = await answer.Content.ReadAsStringAsync(Token);
        Assert.DoesNotContain("   at ", text, StringComparison.Ordinal); // no stack trace
        var json = JsonDocument.Parse(await MessageAsync(text, answer.Content.Headers.ContentType!)).RootElement;
        return $"{(int)answer.StatusCode} {CodeOf(json)}";
    }

    private static async Task<string> MessageAsync(string text, MediaTypeHeaderValue type) =>
        type.MediaType == "text/event-stream"
            ? (
                await SseParser
                    .Create(new MemoryStream(Encoding.UTF8.GetBytes(text)))
                    .EnumerateAsync(Token)
                    .FirstAsync(Token)
            ).Data
            : text;

    /// <summary>The code of a problem, of an error of OpenAI's or JSON-RPC's shape, or of a tool's result.</summary>
    private static string CodeOf(JsonElement json)
    {
        if (!json.TryGetProperty("result", out var result))
            return (json.TryGetProperty("error", out var error) ? error : json).GetProperty("code").ToString();
        Assert.True(result.GetProperty("isError").GetBoolean());
        return Code().Match(result.GetProperty("content")[0].GetProperty("text").GetString()!).Value;
    }

    private async Task<string> HubAsync(JsonElement arguments)
    {
        await using var client = new HubConnectionBuilder()
            .WithUrl(new Uri(server.Running.Address, ISpeechHub.Path))
            .Build();
        await client.StartAsync(Token);
        var pieces = arguments[1]
            .EnumerateArray()
            .Select(piece => piece.ValueKind == JsonValueKind.Null ? null : (object)piece)
            .ToAsyncEnumerable();
        var error = await Assert.ThrowsAsync<HubException>(async () =>
            await client.StreamAsync<JsonElement>("Speak", arguments[0], pieces, Token).ToListAsync(Token)
        );
        Assert.Equal(HubConnectionState.Connected, client.State);
        return Code().Match(error.Message).Value;
    }

    private async Task<string> WyomingAsync(string sent)
    {
        using var client = await WyomingClient.ConnectAsync(server.Running, Token);
        await client.SendAsync(sent, Token);
        client.EndSending();
        return (string)(await client.ReadUntilAsync("error", Token))[^1].Data["code"]!;
    }

    private static string OpenAiBody(string member) =>
        $$"""{"model":"tts-1","voice":"anna","input":"Hello.","response_format":"pcm",{{member}}}""";

    private static string SpeakBody(string member) => $$"""{"text":"Hello.",{{member}}}""";

    private static string Call(string tool, string arguments) =>
        $$"""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"{{tool}}","arguments":{"""
        + arguments
        + "}}}";

    [GeneratedRegex(@"VS\d{4}(?=:)")]
    private static partial Regex Code();

    /// <summary>A server with all doors open, and short texts.</summary>
    public sealed class Server : IAsyncLifetime
    {
        public Server() =>
            Undisturbed = new(async () =>
                (await new OfflineSynthesizer(Running.Engine).SpeakAsync(new(), Begin + Rest, Token)).Pcm
            );

        public RunningServer Running { get; } =
            new() { Settings = ["--Wyoming:Port", "0", "--Streaming:MaxTextLength", "2000"] };

        public HttpClient Client { get; } = new();

        /// <summary>The samples of the utterance beside, when nothing else happens.</summary>
        public Lazy<Task<byte[]>> Undisturbed { get; }

        public async ValueTask InitializeAsync()
        {
            await Running.InitializeAsync();
            Client.BaseAddress = Running.Address;
        }

        public ValueTask DisposeAsync()
        {
            Client.Dispose();
            return Running.DisposeAsync();
        }
    }
}
