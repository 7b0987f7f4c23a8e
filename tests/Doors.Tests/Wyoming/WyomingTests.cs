using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using VoiceSmith.Doors.Wyoming;
using VoiceSmith.Streaming;
using static VoiceSmith.Doors.Tests.Wyoming.WyomingClient;

namespace VoiceSmith.Doors.Tests.Wyoming;

public sealed class WyomingTests(WyomingTests.Door door) : IClassFixture<WyomingTests.Door>
{
    private const string Text = "Good evening. How are you?";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Timeout = 60_000)]
    public async Task Conversation_AsHomeAssistantLeadsIt_ByteByByte()
    {
        using var client = await ConnectAsync(door.Server, Token);
        var offline = await new OfflineSynthesizer(door.Server.Engine).SpeakAsync(
            new() { Voice = "bert" },
            Text,
            Token
        );

        // The library writes data behind the header.
        var data = "{\"text\": \"Good evening. How are you?\", \"voice\": {\"name\": \"bert\"}}";
        foreach (
            var one in $"{{\"type\": \"synthesize\", \"version\": \"1.7.2\", \"data_length\": {data.Length}}}\n{data}"
        )
            await client.SendAsync(one.ToString(), Token);
        var events = await client.ReadUntilAsync("audio-stop", Token);
        Assert.Equal("audio-start", events[0].Type);
        Assert.Equal("{\"rate\":22050,\"width\":2,\"channels\":1,\"timestamp\":0}", events[0].Data.ToJsonString());
        Assert.All(
            events[1..^1],
            chunk =>
                Assert.Equal(
                    ("audio-chunk", 22050, 2),
                    (chunk.Type, (int)chunk.Data["rate"]!, (int)chunk.Data["width"]!)
                )
        );
        Assert.Equal(offline.Pcm, events.SelectMany(chunk => chunk.Payload));

        await client.SendAsync(
            Event("synthesize-start", new { voice = new { name = "bert" } })
                + Event("synthesize-chunk", new { text = "Good eve" }),
            Token
        );
        await client.SendAsync(
            Event("synthesize-chunk", new { text = "ning. How are you?" })
                + Event("synthesize", new { text = Text })
                + Event("synthesize-stop"),
            Token
        );
        events = await client.ReadUntilAsync("synthesize-stopped", Token);
        Assert.Equal("audio-stop", events[^2].Type);
        Assert.Equal(offline.Pcm, events.SelectMany(chunk => chunk.Payload));
    }

    [Fact(Timeout = 60_000)]
    public async Task Describe_Always_ListsVoicesAndStreaming()
    {
        using var client = await ConnectAsync(door.Server, Token);
        await client.SendAsync(Event("describe"), Token);
        var (type, data, _) = (await client.ReadAsync(Token))!.Value;
        var program = data["tts"]![0]!;
        Assert.Equal(
            ("info", true, true),
            (type, (bool)program["supports_synthesize_streaming"]!, (bool)program["installed"]!)
        );
        Assert.Equal(["anna", "bert"], program["voices"]!.AsArray().Select(voice => (string)voice!["name"]!));
        Assert.Equal("en-US", (string)program["voices"]![0]!["languages"]![0]!);
        foreach (var service in new[] { "asr", "handle", "intent", "wake", "mic", "snd" })
            Assert.Empty(data[service]!.AsArray());
        await client.SendAsync(Event("ping", new { text = "x" }), Token);
        Assert.Equal("pong", (await client.ReadAsync(Token))!.Value.Type);
    }

    [Fact(Timeout = 60_000)]
    public async Task Streaming_TextStillArriving_SoundComesFirst()
    {
        using var client = await ConnectAsync(door.Server, Token);
        await client.SendAsync(
            Event("synthesize-start") + Event("synthesize-chunk", new { text = "The first sentence is spoken. Then " }),
            Token
        );
        Assert.Equal("audio-start", (await client.ReadAsync(Token))!.Value.Type);
        await client.SendAsync(Event("synthesize-chunk", new { text = "another." }) + Event("synthesize-stop"), Token);
        await client.ReadUntilAsync("synthesize-stopped", Token);
    }

    [Fact(Timeout = 60_000)]
    public async Task Synthesize_Markup_IsFollowed()
    {
        using var client = await ConnectAsync(door.Server, Token);
        const string ssml = "<speak>Good <break time=\"500ms\"/> evening.</speak>";
        var offline = await new OfflineSynthesizer(door.Server.Engine).SpeakAsync(new(), ssml, Token);
        await client.SendAsync(Event("synthesize", new { text = ssml }), Token);
        client.EndSending(); // it has sent all it wants, and still listens
        Assert.Equal(
            offline.Pcm,
            (await client.ReadUntilAsync("audio-stop", Token)).SelectMany(chunk => chunk.Payload)
        );
        Assert.Null(await client.ReadAsync(Token));
    }

    [Theory(Timeout = 60_000)]
    [InlineData("{\"type\":\"synthesize\"}\n", "VS4060")]
    [InlineData("{\"type\":\"synthesize\",\"data\":{\"text\":7}}\n", "VS4060")]
    [InlineData("{\"type\":\"synthesize\",\"data\":{\"text\":\"\\ud83d\"}}\n", "VS4027")]
    [InlineData("{\"type\":\"synthesize\",\"data\":{\"text\":\"Hello.\",\"voice\":{\"name\":\"nobody\"}}}\n", "VS4001")]
    [InlineData(
        "{\"type\":\"synthesize\",\"data\":{\"text\":\"Hello.\",\"voice\":{\"speaker\":\"nobody else\"}}}\n",
        "VS4001"
    )]
    [InlineData("{\"type\":\"synthesize-chunk\",\"data\":{\"text\":\"Hello.\"}}\n", "VS4060")]
    [InlineData("{\"type\":\"synthesize-stop\"}\n", "VS4060")]
    [InlineData("{\"type\":\"synthesize\",\"data\":{\"text\":\"?!\"}}\n", "VS4004")]
    public async Task Event_ThatCannotBeFollowed_IsRefusedAndTheConnectionLives(string sent, string code)
    {
        using var client = await ConnectAsync(door.Server, Token);
        await client.SendAsync(sent, Token);
        var refusal = (await client.ReadUntilAsync("error", Token))[^1];
        Assert.Equal(code, (string)refusal.Data["code"]!);
        Assert.StartsWith(code + ": ", (string)refusal.Data["text"]!, StringComparison.Ordinal);
        await client.SendAsync(Event("synthesize", new { text = "Still here." }), Token);
        Assert.Contains(
            await client.ReadUntilAsync("audio-stop", Token),
            one => one.Type is "audio-chunk" or "audio-stop"
        );
    }

    [Theory(Timeout = 60_000)]
    [InlineData("GET / HTTP/1.1\r\n")]
    [InlineData("\n")]
    [InlineData("[]\n")]
    [InlineData("{}\n")]
    [InlineData("{\"type\":5}\n")]
    [InlineData("{\"type\":\"\\ud83d\"}\n")]
    [InlineData("{\"type\":\"synthesize\",\"data_length\":-1}\n")]
    [InlineData("{\"type\":\"synthesize\",\"data_length\":99999999}\n")]
    [InlineData("{\"type\":\"synthesize\",\"data_length\":\"many\"}\n")]
    [InlineData("{\"type\":\"audio-chunk\",\"payload_length\":2000000000}\n")]
    [InlineData("{\"type\":\"synthesize\",\"data_length\":4}\n{\"a\"")]
    [InlineData("\u0000\u0001\u0002\n")]
    public async Task Bytes_ThatAreNoEvent_EndTheConnectionWithAReasonAndNoOther(string sent)
    {
        using var good = await ConnectAsync(door.Server, Token);
        using var bad = await ConnectAsync(door.Server, Token);
        await good.SendAsync(
            Event("synthesize-start") + Event("synthesize-chunk", new { text = "The one beside it. " }),
            Token
        );
        await bad.SendAsync(sent, Token);
        bad.EndSending();
        Assert.Equal("VS4060", (string)(await bad.ReadUntilAsync("error", Token))[^1].Data["code"]!);
        Assert.Null(await bad.ReadAsync(Token));
        await good.SendAsync(Event("synthesize-chunk", new { text = "Goes on." }) + Event("synthesize-stop"), Token);
        var offline = await new OfflineSynthesizer(door.Server.Engine).SpeakAsync(
            new(),
            "The one beside it. Goes on.",
            Token
        );
        Assert.Equal(
            offline.Pcm,
            (await good.ReadUntilAsync("synthesize-stopped", Token)).SelectMany(chunk => chunk.Payload)
        );
    }

    [Fact(Timeout = 60_000)]
    public async Task Header_WithoutAnEnd_IsCutOff()
    {
        using var client = await ConnectAsync(door.Server, Token);
        try
        {
            for (var i = 0; i < 100; i++)
                await client.SendAsync(new string('x', 100_000), Token);
        }
        catch (IOException)
        {
            return; // the server had enough
        }
        Assert.Equal("VS4060", (string)(await client.ReadUntilAsync("error", Token))[^1].Data["code"]!);
    }

    [Fact(Timeout = 60_000)]
    public async Task HalfAnEvent_ThatStaysSo_LosesItsConnection()
    {
        using var client = await ConnectAsync(door.Server, Token);
        await client.SendAsync("{\"type\":", Token);
        Assert.Null(await client.ReadAsync(Token)); // Wyoming:MessageTimeout is a second here
    }

    [Fact(Timeout = 60_000)]
    public async Task Client_ThatLeaves_FreesItsPlace()
    {
        for (var time = 0; time < 3; time++)
        {
            using var leaving = await ConnectAsync(door.Server, Token);
            await leaving.SendAsync(
                Event("synthesize", new { text = string.Concat(Enumerable.Repeat("It goes on and on. ", 500)) }),
                Token
            );
            Assert.Equal("audio-start", (await leaving.ReadAsync(Token))!.Value.Type);
        }
        while (((SpeechEngine)door.Server.Services.GetService(typeof(SpeechEngine))!).Speaking > 0)
            await Task.Yield();
    }

    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("::1", true)]
    [InlineData("192.168.1.77", true)]
    [InlineData("::ffff:192.168.1.77", true)]
    [InlineData("192.168.2.77", false)]
    [InlineData("10.0.0.9", true)]
    [InlineData("10.0.0.8", false)]
    public void Allows_Address_ByNetworkOrName(string address, bool expected) =>
        Assert.Equal(
            expected,
            new WyomingOptions { Allow = ["192.168.1.0/24", "10.0.0.9"] }.Allows(System.Net.IPAddress.Parse(address))
        );

    [Fact(Timeout = 60_000)]
    public async Task Start_BeyondLoopback_NeedsAddressesOrConsent()
    {
        string[] exposed = ["--Wyoming:Port", "0", "--Wyoming:Host", "0.0.0.0"];
        await using var refused = new RunningServer { Settings = exposed };
        var error = await Assert.ThrowsAsync<WyomingExposedException>(async () => await refused.InitializeAsync());
        Assert.Equal("VS4061", error.Code);
        Assert.Contains("--Wyoming:Allow:0", error.Fix, StringComparison.Ordinal);
        Assert.Contains("--Access:Required false", error.Fix, StringComparison.Ordinal);
        foreach (var way in new string[][] { ["--Wyoming:Allow:0", "192.0.2.0/24"], ["--Access:Required", "false"] })
        {
            await using var open = new RunningServer { Settings = [.. exposed, .. way] };
            await open.InitializeAsync();
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task Connection_OfAnAddress_IsTakenWhereItIsAllowed()
    {
        var own = NetworkInterface
            .GetAllNetworkInterfaces()
            .SelectMany(one => one.GetIPProperties().UnicastAddresses)
            .Select(one => one.Address)
            .FirstOrDefault(one => one.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(one));
        Assert.SkipWhen(own is null, "This machine has no address but loopback.");
        foreach (var (allowed, isTaken) in new[] { ("203.0.113.9", false), ($"{own}", true) })
        {
            await using var server = new RunningServer
            {
                Settings =
                [
                    "--Wyoming:Port", "0", "--Wyoming:Host", "0.0.0.0", "--Wyoming:Allow:0",
                    allowed,
                ],
            };
            await server.InitializeAsync();
            using var client = await ConnectAsync(server, Token, $"{own}");
            Assert.Equal(isTaken, await AnswersAsync(client));
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task Limits_OfAnAddress_HoldHereToo()
    {
        await using var server = new RunningServer
        {
            Settings =
            [
                "--Wyoming:Port", "0", "--Access:Limits:CharactersPerMinute", "30", "--Access:Limits:Connections", "1",
            ],
        };
        await server.InitializeAsync();
        using var client = await ConnectAsync(server, Token);
        await client.SendAsync(
            Event("synthesize", new { text = "Hello, this is longer than the limit of a minute." }),
            Token
        );
        await client.ReadUntilAsync("audio-stop", Token);
        await client.SendAsync(Event("synthesize", new { text = "More." }), Token);
        Assert.Equal("VS4053", (string)(await client.ReadUntilAsync("error", Token))[^1].Data["code"]!);
        using var second = await ConnectAsync(server, Token);
        Assert.False(await AnswersAsync(second));
        Assert.True(await AnswersAsync(client));
    }

    /// <summary>True if a connection lives.</summary>
    private static async Task<bool> AnswersAsync(WyomingClient client)
    {
        try
        {
            await client.SendAsync(Event("describe"), Token);
            return await client.ReadAsync(Token) is not null;
        }
        catch (IOException)
        {
            return false; // closed before the event was sent
        }
    }

    /// <summary>A server with the door open.</summary>
    public sealed class Door : IAsyncLifetime
    {
        public RunningServer Server { get; } =
            new()
            {
                Settings =
                [
                    "--Wyoming:Port", "0", "--Wyoming:MessageTimeout", "00:00:01", "--Streaming:MaxTextLength", "20000",
                ],
            };

        public ValueTask InitializeAsync() => Server.InitializeAsync();

        public ValueTask DisposeAsync() => Server.DisposeAsync();
    }
}
