using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using MessagePack;
using MessagePack.Resolvers;
using VoiceSmith.Contracts;

namespace VoiceSmith.Bench.Fuzz;

/// <summary>Harnesses of the network: bodies over HTTP, messages of the hubs, events of Wyoming.</summary>
internal static class ServerHarnesses
{
    private static readonly FuzzedServer Server = new();

    private static readonly string[] Members =
    [
        "\"text\":", "\"voice\":", "\"seed\":", "\"rate\":", "\"pitch\":", "\"speaker\":", "\"lexicon\":", "\"details\":[",
        "\"session\":", "\"fromSample\":", "\"maxDelay\":", "\"queue\":true,", "\"markup\":true,", "\"anna\"", "null", "true",
        "-1", "1e309", "{", "}", "[", "]", "\"", ",", "\\ud800", "\\u0000", "\"<speak>\"", "\"Hello. \"",
    ];

    /// <summary>A line "METHOD path [content type]", and a body.</summary>
    public static Harness Http() =>
        new(
            "http",
            bytes => Server.Judge(async token =>
            {
                var end = Array.IndexOf(bytes, (byte)'\n') is >= 0 and var at ? at : bytes.Length;
                var line = Encoding.Latin1.GetString(bytes, 0, end).Split(' ', 3);
                if (
                    line.Length < 2
                    || !line[0].All(char.IsAsciiLetter)
                    || line[0].Length is 0 or > 9
                    || !line[1].StartsWith('/')
                    || line[1].Any(c => c is < '!' or > '~')
                    || !Uri.TryCreate(Server.Address + line[1][1..], UriKind.Absolute, out var address)
                    || address.Port != Server.Address.Port
                )
                    return;
                using var request = new HttpRequestMessage(new(line[0]), address);
                request.Content = new ByteArrayContent(bytes[Math.Min(bytes.Length, end + 1)..]);
                request.Content.Headers.ContentType =
                    line.Length > 2 && MediaTypeHeaderValue.TryParse(line[2], out var type) ? type : new("application/json");
                using var answer = await Server.Client.SendAsync(request, token);
                var body = await answer.Content.ReadAsStringAsync(token);
                if ((int)answer.StatusCode >= 500 && !body.Contains("VS", StringComparison.Ordinal))
                    throw new InvalidDataException($"{(int)answer.StatusCode}: {body}");
            }),
            Harness.Bytes(
                "POST /api/speak\n{\"text\":\"Hello there.\",\"voice\":\"anna\",\"rate\":1.2,\"seed\":1}",
                "POST /api/speak/stream?format=sse\n{\"text\":\"Hello.\",\"details\":[\"phoneme\",\"viseme\"]}",
                "POST /api/speak/stream?format=srt\n{\"text\":\"<speak>Hello.</speak>\",\"markup\":true}",
                "POST /api/explain\n{\"text\":\"It costs $5.\",\"lexicon\":\"tomato T AH0\"}",
                "POST /v1/audio/speech\n{\"model\":\"tts-1\",\"voice\":\"alloy\",\"input\":\"Hi.\",\"response_format\":\"wav\"}",
                "POST /api/voices?name=x&note=y application/octet-stream\nPK",
                "POST /api/voices/anna/rollback\n{\"version\":\"01\"}",
                "PUT /api/voices/anna/comparison\n{\"version\":\"01\",\"share\":0.5}",
                "POST /api/voices/anna/votes\n{\"liked\":true,\"utterance\":\"x\"}",
                "POST /api/datasets multipart/form-data; boundary=b\n--b\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\n"
                    + "x\r\n--b\r\nContent-Disposition: form-data; name=\"files\"; filename=\"a.txt\"\r\n\r\nHello.\r\n--b--\r\n",
                "POST /api/datasets/x/check\n",
                "POST /api/runs\n{\"name\":\"x\",\"dataSet\":\"y\",\"steps\":10}",
                "DELETE /api/runs/x\n",
                "POST /mcp\n{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"speak\",\"arguments\":{}}}",
                "GET /api/voices\n"
            ),
            Harness.Bytes([
                .. Members, "POST ", "PUT ", "DELETE ", "GET ", "/api/voices/", "/api/datasets/", "/recordings/", "/sound",
                "?", "&", "%2e%2e%2f", "%00", "../", "multipart/form-data; boundary=b", "\r\n--b\r\n", "\r\n--b--\r\n",
                "filename=\"", "\"response_format\":\"opus\"", "\"response_format\":\"pcm\"", "\"stream_format\":\"sse\"",
            ])
        );

    /// <summary>"J" and records of JSON, or "M" and messages of MessagePack, sent to the hub of speech.</summary>
    public static Harness Hub() =>
        new(
            "hub",
            bytes => Server.Judge(token => HubAsync(bytes, token)),
            [
                .. Harness.Bytes(
                    "J{\"type\":4,\"invocationId\":\"1\",\"target\":\"Speak\",\"arguments\":[{}],\"streamIds\":[\"2\"]}\x1e"
                        + "{\"type\":2,\"invocationId\":\"2\",\"item\":\"Hello.\"}\x1e{\"type\":3,\"invocationId\":\"2\"}\x1e",
                    "J{\"type\":1,\"invocationId\":\"1\",\"target\":\"Stop\",\"arguments\":[\"u\",null]}\x1e",
                    "J{\"type\":1,\"invocationId\":\"1\",\"target\":\"Vote\",\"arguments\":[\"u\",true]}\x1e{\"type\":6}\x1e"
                ),
                [(byte)'M', .. Packed(4, Headers, "1", "Speak", List(Request()), List("2")), .. Packed(2, Headers, "2", "Hello."),
                    .. Packed(3, Headers, "2", 2)],
                [(byte)'M', .. Packed(1, Headers, "1", "Report", List("u", 7L), List())],
                [(byte)'M', .. Packed(4, Headers, "1", "Resume", List("u", -1L), List())],
            ],
            [
                .. Harness.Bytes([
                    .. Members, "\x1e", "{\"type\":2,\"invocationId\":\"2\",\"item\":\"a. \"}\x1e", "\"streamIds\":[\"2\"],",
                    "\"target\":\"Resume\",", "\"target\":\"Pause\",", "\"target\":\"Continue\",", "\"arguments\":[", "{\"type\":7}\x1e",
                ]),
                [0xc0], [0xc1], [0x80], [0x90],
                [0xdf, 255, 255, 255, 255], [0xdd, 255, 255, 255, 255], [0xdb, 127, 255, 255, 255],
                [0xff, 0xff, 0xff, 0xff, 0x07], [0xd9, 1, (byte)'x'], [0xc7, 0, 0], Packed(2, null, "2", "One. Two."), Packed(6),
            ]
        );

    /// <summary>Bytes of a connection of the Wyoming protocol.</summary>
    public static Harness Wyoming() =>
        new(
            "wyoming",
            bytes => Server.Judge(async token =>
            {
                using var client = new TcpClient();
                await client.ConnectAsync("127.0.0.1", Server.WyomingPort, token);
                var stream = client.GetStream();
                try
                {
                    await stream.WriteAsync(bytes, token);
                    client.Client.Shutdown(SocketShutdown.Send);
                    await stream.CopyToAsync(Stream.Null, token);
                }
                catch (IOException) { } // it ends a connection that it cannot follow
                catch (SocketException) { }
            }),
            Harness.Bytes(
                "{\"type\":\"describe\"}\n",
                "{\"type\":\"synthesize\",\"data\":{\"text\":\"Hello.\",\"voice\":{\"name\":\"anna\"}}}\n",
                "{\"type\":\"synthesize-start\",\"data_length\":2}\n{}{\"type\":\"synthesize-chunk\",\"data\":{\"text\":\"One. \"}}\n"
                    + "{\"type\":\"synthesize-stop\"}\n",
                "{\"type\":\"ping\",\"payload_length\":3}\nabc"
            ),
            Harness.Bytes(
                "{", "}", "\n", "\"type\":", "\"data\":", "\"data_length\":", "\"payload_length\":", "\"text\":", "\"voice\":",
                "\"speaker\":", "\"name\":", "\"synthesize\"", "\"synthesize-start\"", "\"synthesize-chunk\"", "null", "[", "]",
                "\"synthesize-stop\"", "2147483647", "-1", "1048576", "\\ud800", "\0", "{\"type\":\"synthesize-stop\"}\n", "\"a. \""
            )
        );

    private static Dictionary<string, string> Headers => [];

    private static object[] List(params object[] items) => items;

    private static SpeakRequest Request() => new() { Voice = "anna", Details = ["phoneme"], Rate = 2 };

    private static byte[] Packed(params object?[] message)
    {
        var options = MessagePackSerializerOptions.Standard.WithResolver(
            CompositeResolver.Create(StandardResolver.Instance, ContractlessStandardResolver.Instance)
        );
        var body = MessagePackSerializer.Serialize(message, options);
        var length = new List<byte>();
        for (var left = body.Length; ; left >>= 7)
        {
            length.Add((byte)(left > 127 ? left | 128 : left));
            if (left <= 127)
                return [.. length, .. body];
        }
    }

    private static async Task HubAsync(byte[] bytes, CancellationToken token)
    {
        var isJson = bytes is not [(byte)'M', ..];
        using var socket = new ClientWebSocket();
        var address = new UriBuilder(Server.Address) { Scheme = "ws", Path = ISpeechHub.Path };
        await socket.ConnectAsync(address.Uri, token);
        var type = isJson ? WebSocketMessageType.Text : WebSocketMessageType.Binary;
        var shake = $"{{\"protocol\":\"{(isJson ? "json" : "messagepack")}\",\"version\":1}}\x1e";
        await socket.SendAsync(Encoding.UTF8.GetBytes(shake), WebSocketMessageType.Text, true, token);
        var buffer = new byte[1 << 14];
        try
        {
            await socket.ReceiveAsync(buffer.AsMemory(), token);
            await socket.SendAsync(bytes.AsMemory(Math.Min(1, bytes.Length)), type, true, token);
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, token);
            while ((await socket.ReceiveAsync(buffer.AsMemory(), token)).MessageType != WebSocketMessageType.Close) { }
        }
        catch (WebSocketException) { } // it ends a connection that it cannot follow
    }
}
