using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text.Json;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using VoiceSmith.AI;
using VoiceSmith.Audio;
using VoiceSmith.Audio.Encoders;
using VoiceSmith.Contracts;
using VoiceSmith.Doors.Tests.Wyoming;
using VoiceSmith.Streaming;
using VoiceSmith.Testing;

namespace VoiceSmith.Doors.Tests;

/// <summary>One sentence through every door: the same samples.</summary>
public sealed class AllDoorsTests : IDisposable
{
    private const string Text = "Good evening. It is $5, or was at twenty past four!";
    private const int Rate = 22_050,
        OpenAiRate = 24_000;

    private readonly string _folder = Directory.CreateTempSubdirectory("voicesmith-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>A voice in a file, which programs of their own load as well. The page's door: PackageTests.</summary>
    [Fact(Timeout = 300_000)]
    public async Task OneSentence_ThroughAllDoors_SameSamples()
    {
        var voice = Path.Combine(_folder, "tiny.voice");
        TinyVoice.Write(voice);
        string[] voices = ["--Voices:BuiltIn", "false", "--Voices:Paths:0", voice];
        await using var server = new RunningServer { Voices = null, Settings = [.. voices, "--Wyoming:Port", "0"] };
        await server.InitializeAsync();
        using var http = new HttpClient { BaseAddress = server.Address };
        var expected = (await new OfflineSynthesizer(server.Engine).SpeakAsync(new(), Text, Token)).Pcm;
        var doors = new Dictionary<string, byte[]>
        {
            ["hub, MessagePack"] = await HubAsync(server, json: false),
            ["hub, JSON"] = await HubAsync(server, json: true),
            ["/api/speak"] = Samples(await PostAsync(http, "/api/speak", new { text = Text })),
            ["/api/speak/stream, lines"] = PcmOf(
                System
                    .Text.Encoding.UTF8.GetString(await PostAsync(http, "/api/speak/stream", new { text = Text }))
                    .Split('\n'),
                "pcm"
            ),
            ["/api/speak/stream, server-sent"] = await ServerSentAsync(
                http,
                "/api/speak/stream?format=sse",
                new { text = Text },
                "pcm"
            ),
            ["/v1, pcm, own rate"] = await PostAsync(http, "/v1/audio/speech", OpenAi("pcm", rate: Rate)),
            ["/v1, wav"] = Samples(await PostAsync(http, "/v1/audio/speech", OpenAi("wav"))),
            ["/v1, events, own rate"] = await ServerSentAsync(
                http,
                "/v1/audio/speech",
                OpenAi("pcm", "sse", Rate),
                "audio"
            ),
            ["Wyoming, whole"] = await WyomingAsync(
                server,
                WyomingClient.Event("synthesize", new { text = Text }),
                "audio-stop"
            ),
            ["Wyoming, streamed"] = await WyomingAsync(
                server,
                WyomingClient.Event("synthesize-start")
                    + string.Concat(
                        Text.Chunk(5)
                            .Select(piece => WyomingClient.Event("synthesize-chunk", new { text = new string(piece) }))
                    )
                    + WyomingClient.Event("synthesize-stop"),
                "synthesize-stopped"
            ),
            ["MCP, HTTP"] = await McpAsync(
                new HttpClientTransport(
                    new HttpClientTransportOptions { Endpoint = new Uri(server.Address, "/mcp") },
                    null
                )
            ),
            ["MCP, standard input"] = await McpAsync(
                new StdioClientTransport(
                    new()
                    {
                        Command = "dotnet",
                        Arguments =
                        [
                            Path.Combine(AppContext.BaseDirectory, "voicesmith.dll"),
                            "mcp",
                            .. voices,
                            "--Voices:Folder",
                            Path.Combine(_folder, "voices"),
                        ],
                    },
                    null
                )
            ),
            ["ITextToSpeechClient, in process"] = await AiAsync(new ServiceCollection().AddVoiceSmith([voice])),
            ["ITextToSpeechClient, remote"] = await AiAsync(new ServiceCollection().AddVoiceSmith(server.Address)),
        };
        Assert.All(
            doors,
            door =>
                Assert.True(
                    expected.AsSpan().SequenceEqual(door.Value),
                    $"{door.Key}: {door.Value.Length} bytes, not the {expected.Length} of the engine."
                )
        );
        // without a rate, as OpenAI's clients ask, pcm is the same sound at theirs
        var resampled = await PcmAsync(expected, OpenAiRate);
        Assert.Equal(resampled, await PostAsync(http, "/v1/audio/speech", OpenAi("pcm")));
        Assert.Equal(
            resampled,
            await ServerSentAsync(http, "/v1/audio/speech", OpenAi("pcm", "sse"), "audio")
        );
    }

    /// <summary>The voice's sound is tones, which codecs keep: a voice that is not trained makes noise.</summary>
    [Fact(Timeout = 60_000)]
    public async Task OneSentence_InFormatsThatLoseSamples_IsTheSameSound()
    {
        Programs.SkipWithout("ffmpeg");
        await using var server = new RunningServer();
        await server.InitializeAsync();
        using var http = new HttpClient { BaseAddress = server.Address };
        var expected = (await new OfflineSynthesizer(server.Engine).SpeakAsync(new(), Text, Token)).Pcm;
        foreach (var format in new[] { "opus", "mp3", "aac", "flac" })
        {
            var correlation = Correlation(
                Pcm16.Decode(expected),
                Decode(await PostAsync(http, "/v1/audio/speech", OpenAi(format)))
            );
            Assert.True(correlation >= 0.99, $"{format}: correlation {correlation:0.0000}");
        }
    }

    private static async Task<byte[]> PcmAsync(byte[] samples, int rate) =>
        [
            .. (
                await SoundEncoder
                    .EncodeAsync(
                        new[] { (ReadOnlyMemory<byte>)samples }.ToAsyncEnumerable(),
                        Rate,
                        SoundFormat.Pcm,
                        rate,
                        Token
                    )
                    .ToListAsync(Token)
            ).SelectMany(piece => piece.ToArray()),
        ];

    private static object OpenAi(string format, string stream = "audio", int? rate = null) =>
        new
        {
            model = "tts-1",
            voice = "alloy",
            input = Text,
            response_format = format,
            stream_format = stream,
            sample_rate = rate,
        };

    private static async Task<byte[]> PostAsync(HttpClient http, string path, object body)
    {
        using var answer = await http.PostAsJsonAsync(path, body, Token);
        return await answer.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync(Token);
    }

    private static async Task<byte[]> ServerSentAsync(HttpClient http, string path, object body, string member)
    {
        var lines = new List<string>();
        await foreach (
            var item in SseParser.Create(new MemoryStream(await PostAsync(http, path, body))).EnumerateAsync(Token)
        )
            lines.Add(item.Data);
        return PcmOf(lines, member);
    }

    private static byte[] PcmOf(IEnumerable<string> lines, string member) =>
        [
            .. lines
                .Where(line => line.Length > 0)
                .Select(line => JsonDocument.Parse(line).RootElement)
                .SelectMany(e => e.TryGetProperty(member, out var sound) ? sound.GetBytesFromBase64() : []),
        ];

    private static byte[] Samples(byte[] wav) => Pcm16.Encode(WavFile.Read(new MemoryStream(wav)).Samples);

    private static async Task<byte[]> HubAsync(RunningServer server, bool json)
    {
        var builder = new HubConnectionBuilder().WithUrl(new Uri(server.Address, ISpeechHub.Path));
        await using var client = (json ? builder : builder.AddMessagePackProtocol()).Build();
        await client.StartAsync(Token);
        var pieces = Text.Chunk(7).Select(piece => new string(piece)).ToAsyncEnumerable();
        return json
            ?
            [
                .. (
                    await client.StreamAsync<JsonElement>("Speak", new { }, pieces, Token).ToListAsync(Token)
                ).SelectMany(e => e.TryGetProperty("pcm", out var sound) ? sound.GetBytesFromBase64() : []),
            ]
            :
            [
                .. (
                    await client.StreamAsync<WireMessage>("Speak", new { }, pieces, Token).ToListAsync(Token)
                ).SelectMany(e => e.Pcm),
            ];
    }

    private static async Task<byte[]> WyomingAsync(RunningServer server, string events, string last)
    {
        using var client = await WyomingClient.ConnectAsync(server, Token);
        await client.SendAsync(events, Token);
        return [.. (await client.ReadUntilAsync(last, Token)).SelectMany(chunk => chunk.Payload)];
    }

    private static async Task<byte[]> McpAsync(IClientTransport transport)
    {
        await using var client = await McpClient.CreateAsync(transport, cancellationToken: Token);
        var answer = await client.CallToolAsync(
            "speak",
            new Dictionary<string, object?> { ["text"] = Text },
            cancellationToken: Token
        );
        return Samples(Assert.IsType<AudioContentBlock>(Assert.Single(answer.Content)).DecodedData.ToArray());
    }

    private static async Task<byte[]> AiAsync(IServiceCollection services)
    {
        await using var provider = services.BuildServiceProvider();
        var updates = provider
            .GetRequiredService<ITextToSpeechClient>()
            .GetStreamingAudioAsync(Text, cancellationToken: Token);
        return
        [
            .. (await updates.ToListAsync(Token))
                .SelectMany(update => update.Contents.OfType<DataContent>())
                .SelectMany(sound => sound.Data.ToArray()),
        ];
    }

    private static float[] Decode(byte[] encoded)
    {
        var path = Path.Combine(Path.GetTempPath(), $"voicesmith-{Guid.NewGuid():n}");
        File.WriteAllBytes(path, encoded);
        var samples = AudioDecoder.Read(path, Rate).Samples;
        File.Delete(path);
        return samples;
    }

    /// <summary>
    /// The best correlation over delays of up to 3000 samples: some codecs put silence before the sound.
    /// </summary>
    private static double Correlation(float[] sound, float[] decoded) =>
        Enumerable
            .Range(-50, 3050)
            .Max(delay =>
            {
                double both = 0,
                    one = 1e-12,
                    other = 1e-12;
                for (var i = 0; i < sound.Length; i += 3)
                    if (i + delay >= 0 && i + delay < decoded.Length)
                        (both, one, other) = (
                            both + sound[i] * decoded[i + delay],
                            one + sound[i] * sound[i],
                            other + decoded[i + delay] * decoded[i + delay]
                        );
                return both / Math.Sqrt(one * other);
            });
}
