using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using VoiceSmith.Audio;
using VoiceSmith.Streaming;

namespace VoiceSmith.Doors.Tests.Mcp;

/// <summary>The protocol's own client, over streamable HTTP.</summary>
public sealed class McpTests(RunningServer server) : IClassFixture<RunningServer>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Timeout = 60_000)]
    public async Task Tools_Always_AreSpeakAndListVoices()
    {
        await using var client = await ConnectAsync();
        var tools = await client.ListToolsAsync(cancellationToken: Token);
        Assert.Equal(["list_voices", "speak"], tools.Select(tool => tool.Name).Order());
        var voices = await client.CallToolAsync("list_voices", cancellationToken: Token);
        Assert.Contains("anna", voices.StructuredContent!.Value.GetRawText(), StringComparison.Ordinal);
    }

    [Fact(Timeout = 60_000)]
    public async Task Speak_Audio_IsTheEnginesSamples()
    {
        await using var client = await ConnectAsync();
        var answer = await client.CallToolAsync(
            "speak",
            new Dictionary<string, object?>
            {
                ["text"] = "Good evening.",
                ["voice"] = "bert",
                ["seed"] = 4,
            },
            cancellationToken: Token
        );
        var audio = Assert.IsType<AudioContentBlock>(Assert.Single(answer.Content));
        var offline = await new OfflineSynthesizer(server.Engine).SpeakAsync(
            new() { Voice = "bert", Seed = 4 },
            "Good evening.",
            Token
        );
        Assert.Equal("audio/wav", audio.MimeType);
        Assert.Equal(offline.Pcm, Pcm16.Encode(WavFile.Read(new MemoryStream(audio.DecodedData.ToArray())).Samples));
    }

    [Fact(Timeout = 60_000)]
    public async Task Speak_Link_LeadsToTheSoundUntilItExpires()
    {
        await using var own = new RunningServer { Settings = ["--Mcp:LinkLifetime", "00:00:02"] };
        await own.InitializeAsync();
        await using var client = await ConnectAsync(own);
        var answer = await client.CallToolAsync(
            "speak",
            new Dictionary<string, object?>
            {
                ["text"] = "Good evening.",
                ["output"] = "link",
                ["format"] = "pcm",
            },
            cancellationToken: Token
        );
        var link = Assert.IsType<ResourceLinkBlock>(Assert.Single(answer.Content));
        using var http = new HttpClient();
        var offline = await new OfflineSynthesizer(own.Engine).SpeakAsync(new(), "Good evening.", Token);
        Assert.Equal(offline.Pcm, await http.GetByteArrayAsync(new Uri(link.Uri), Token));
        while ((await http.GetAsync(new Uri(link.Uri), Token)).IsSuccessStatusCode)
            await Task.Yield();
        Assert.Contains(
            "VS4062",
            await (await http.GetAsync(new Uri(link.Uri), Token)).Content.ReadAsStringAsync(Token),
            StringComparison.Ordinal
        );
    }

    [Theory(Timeout = 60_000)]
    [InlineData("text", "", "VS4004")]
    [InlineData("voice", "nobody", "VS4001")]
    [InlineData("rate", 9.0, "VS4005")]
    [InlineData("format", "midi", "VS4026")]
    [InlineData("output", "fax", "VS4026")]
    public async Task Speak_BadArgument_IsAnErrorWithACode(string name, object value, string code)
    {
        await using var client = await ConnectAsync();
        var answer = await client.CallToolAsync(
            "speak",
            new Dictionary<string, object?> { ["text"] = "Hello.", [name] = value },
            cancellationToken: Token
        );
        Assert.True(answer.IsError);
        Assert.StartsWith(
            code + ": ",
            Assert.IsType<TextContentBlock>(Assert.Single(answer.Content)).Text,
            StringComparison.Ordinal
        );
    }

    [Fact(Timeout = 60_000)]
    public async Task Speak_OverTheLimit_IsAnErrorWithACode()
    {
        await using var own = new RunningServer { Settings = ["--Access:Limits:CharactersPerMinute", "30"] };
        await own.InitializeAsync();
        await using var client = await ConnectAsync(own);
        Assert.NotEqual(true, (await SpeakAsync("Hello, this is longer than the limit of a minute.")).IsError);
        var refusal = await SpeakAsync("More.");
        Assert.True(refusal.IsError);
        Assert.StartsWith(
            "VS4053: ",
            Assert.IsType<TextContentBlock>(Assert.Single(refusal.Content)).Text,
            StringComparison.Ordinal
        );

        ValueTask<CallToolResult> SpeakAsync(string text) =>
            client.CallToolAsync(
                "speak",
                new Dictionary<string, object?> { ["text"] = text },
                cancellationToken: Token
            );
    }

    private Task<McpClient> ConnectAsync(RunningServer? own = null) =>
        McpClient.CreateAsync(
            new HttpClientTransport(
                new HttpClientTransportOptions { Endpoint = new Uri((own ?? server).Address, "/mcp") },
                null
            ),
            cancellationToken: Token
        );
}
