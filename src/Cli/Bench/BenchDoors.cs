using System.Net.Http.Json;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text.Json;
using VoiceSmith.Contracts;

namespace VoiceSmith.Cli.Bench;

/// <summary>A piece of sound as a client gets it.</summary>
/// <param name="SampleRate">Samples per second.</param>
/// <param name="Samples">Samples in it.</param>
internal readonly record struct ReceivedSound(int SampleRate, int Samples);

/// <summary>The doors that listeners of a benchmark come by.</summary>
internal static class BenchDoors
{
    /// <summary>Bytes before the sound: a WAV file's header; at least the header pages of Opus.</summary>
    private const int WavHeader = 44,
        OpusHeader = 300;

    /// <summary>Names of those that tell how much sound a piece is.</summary>
    public static readonly string[] Names = ["hub", "openai", "wyoming"];

    private static readonly HttpClient Client = new(new SocketsHttpHandler { MaxConnectionsPerServer = int.MaxValue })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <summary>Settings of a server that has a door.</summary>
    public static IEnumerable<string> Settings(string door) =>
        door == "wyoming" ? ["--Wyoming:Port", $"{FreePort()}"] : [];

    /// <summary>Speaks a text; the sound as it comes.</summary>
    /// <param name="door">
    /// One of <see cref="Names"/>, or openai-wav, or openai-opus, whose pieces tell no more than when they came.
    /// </param>
    /// <param name="server">The server.</param>
    /// <param name="text">The text.</param>
    /// <param name="seed">Seed of the noise, where the door has one.</param>
    /// <param name="maxLead">Seconds that the stream may be ahead of its playback, where the door has that.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static IAsyncEnumerable<ReceivedSound> SpeakAsync(
        string door,
        BenchServer server,
        string text,
        ulong seed,
        double maxLead,
        CancellationToken cancellationToken
    ) =>
        door switch
        {
            "openai" => OpenAiAsync(server.Address, text, seed, "pcm", 0, cancellationToken),
            "openai-wav" => OpenAiAsync(server.Address, text, seed, "wav", WavHeader, cancellationToken),
            "openai-opus" => OpenAiAsync(server.Address, text, seed, "opus", OpusHeader, cancellationToken),
            "wyoming" => WyomingAsync(server.WyomingPort, text, cancellationToken),
            _ => HubAsync(server, text, seed, maxLead, cancellationToken),
        };

    private static async IAsyncEnumerable<ReceivedSound> HubAsync(
        BenchServer server,
        string text,
        ulong seed,
        double maxLead,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await using var client = await server.ConnectAsync(cancellationToken);
        var rate = 1;
        await foreach (var e in client.SpeakAsync(new() { Seed = seed, MaxLead = maxLead }, text, cancellationToken))
        {
            rate = e is StartEvent start ? start.SampleRate : rate;
            if (e is AudioEvent audio)
                yield return new(rate, audio.Pcm.Length / 2);
        }
    }

    private static async IAsyncEnumerable<ReceivedSound> OpenAiAsync(
        Uri server,
        string text,
        ulong seed,
        string format,
        int header,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server, "/v1/audio/speech"))
        {
            Content = JsonContent.Create(
                new
                {
                    model = "tts-1",
                    voice = "alloy",
                    input = text,
                    response_format = format,
                    seed,
                }
            ),
        };
        using var answer = await Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        answer.EnsureSuccessStatusCode();
        var rate = int.Parse(
            answer.Headers.GetValues("VoiceSmith-Sample-Rate").Single(),
            System.Globalization.CultureInfo.InvariantCulture
        );
        await using var body = await answer.Content.ReadAsStreamAsync(cancellationToken);
        await body.ReadExactlyAsync(new byte[header], cancellationToken);
        var (buffer, odd) = (new byte[65_536], 0);
        for (
            var read = await body.ReadAsync(buffer, cancellationToken);
            read > 0;
            read = await body.ReadAsync(buffer, cancellationToken)
        )
        {
            yield return new(rate, (read + odd) / 2);
            odd = (read + odd) % 2;
        }
    }

    private static async IAsyncEnumerable<ReceivedSound> WyomingAsync(
        int port,
        string text,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", port, cancellationToken);
        await using var stream = new BufferedStream(client.GetStream(), 65_536);
        byte[] request =
        [
            .. JsonSerializer.SerializeToUtf8Bytes(new { type = "synthesize", data = new { text } }),
            (byte)'\n',
        ];
        await client.GetStream().WriteAsync(request, cancellationToken);
        while (true)
        {
            var header = await ReadLineAsync(stream, cancellationToken);
            var type = header.GetProperty("type").GetString();
            if (type == "error")
                throw new InvalidDataException(header.GetRawText());
            if (type == "audio-stop")
                yield break;
            if (type != "audio-chunk")
                continue;
            var payload = new byte[header.GetProperty("payload_length").GetInt32()];
            await stream.ReadExactlyAsync(payload, cancellationToken);
            yield return new(header.GetProperty("data").GetProperty("rate").GetInt32(), payload.Length / 2);
        }
    }

    private static async ValueTask<JsonElement> ReadLineAsync(Stream stream, CancellationToken cancellationToken)
    {
        var (line, one) = (new List<byte>(), new byte[1]);
        while (true)
        {
            await stream.ReadExactlyAsync(one, cancellationToken);
            if (one[0] == (byte)'\n')
                return JsonSerializer.Deserialize<JsonElement>(line.ToArray());
            line.Add(one[0]);
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }
}
