using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using VoiceSmith.Streaming;

namespace VoiceSmith.Doors.Tests.OpenAi;

public sealed class OpenAiDoorTests(RunningServer server) : IClassFixture<RunningServer>, IDisposable
{
    private readonly HttpClient _client = new() { BaseAddress = server.Address };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _client.Dispose();

    [Fact(Timeout = 60_000)]
    public async Task Voices_Always_DefaultFirst()
    {
        var answer = await _client.GetFromJsonAsync<JsonElement>("/v1/audio/voices", Token);
        Assert.Equal(
            ["anna", "bert"],
            answer.GetProperty("voices").EnumerateArray().Select(voice => voice.GetProperty("id").GetString()!)
        );
    }

    [Fact(Timeout = 60_000)]
    public async Task Speech_WhatIsNotFollowed_IsToldInAHeader()
    {
        using var answer = await _client.PostAsJsonAsync(
            "/v1/audio/speech",
            new
            {
                model = "tts-1",
                input = "Hello.",
                voice = "nova",
                response_format = "pcm",
                instructions = "Whisper.",
                tempo = 3,
            },
            Token
        );
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var notices = Uri.UnescapeDataString(string.Concat(answer.Headers.GetValues("VoiceSmith-Notices"))).Split('\n');
        Assert.Equal(3, notices.Length);
        Assert.Contains(notices, notice => notice.Contains("'tempo'", StringComparison.Ordinal));
        Assert.Contains(notices, notice => notice.Contains("Instructions", StringComparison.Ordinal));
        Assert.Contains(notices, notice => notice.Contains("'nova'", StringComparison.Ordinal));
        Assert.Equal("audio/pcm; rate=24000; channels=1", answer.Content.Headers.ContentType!.ToString());
    }

    [Fact(Timeout = 60_000)]
    public async Task Speech_AnotherRate_IsSoAnnounced()
    {
        using var answer = await _client.PostAsJsonAsync(
            "/v1/audio/speech",
            new
            {
                model = "tts-1",
                input = "Hello.",
                voice = "anna",
                response_format = "pcm",
                sample_rate = 16000,
                seed = 5,
            },
            Token
        );
        var samples = (await answer.Content.ReadAsByteArrayAsync(Token)).Length / 2;
        var offline = await new OfflineSynthesizer(server.Engine).SpeakAsync(new() { Seed = 5 }, "Hello.", Token);
        Assert.Equal("16000", answer.Headers.GetValues("VoiceSmith-Sample-Rate").Single());
        Assert.Equal(offline.Pcm.Length / 2 * 16000.0 / 22050, samples, 1.0);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("pcm", 0)]
    [InlineData("wav", 44)]
    [InlineData("opus", 300)]
    public async Task Speech_VoiceStillAtWork_SoundComesFirst(string format, int header)
    {
        var heard = new TaskCompletionSource();
        await using var own = new RunningServer
        {
            Voices = () =>
                [
                    new FakeVoice
                    {
                        Planning = phonemes =>
                            _ =
                                phonemes.Count > 60
                                && (heard.Task.Wait(TimeSpan.FromSeconds(30)) ? false : throw new TimeoutException()),
                    },
                ],
            Settings = ["--Streaming:Workers", "1"],
        };
        heard.TrySetResult(); // warming up is not waited for
        await own.InitializeAsync();
        heard = new();
        using var client = new HttpClient { BaseAddress = own.Address };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/audio/speech")
        {
            Content = JsonContent.Create(
                new
                {
                    model = "tts-1",
                    voice = "alloy",
                    response_format = format,
                    input = "One short sentence comes first. Then follows a much longer one, which the voice does not even begin to plan before the first is heard.",
                }
            ),
        };
        using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Token);
        await using var body = await answer.Content.ReadAsStreamAsync(Token);
        await body.ReadExactlyAsync(new byte[header + 500], Token);
        heard.SetResult();
        Assert.NotEqual(0, await body.ReadAsync(new byte[100_000], Token));
    }

    [Theory(Timeout = 60_000)]
    [InlineData("{", 400, "VS4026", null)]
    [InlineData("[]", 400, "VS4026", null)]
    [InlineData("null", 400, "VS4026", null)]
    [InlineData("{}", 400, "VS4026", "model")]
    [InlineData("{\"model\":\"whisper-1\",\"input\":\"Hello.\",\"voice\":\"anna\"}", 404, "VS4028", "model")]
    [InlineData("{\"model\":\"tts-1\",\"voice\":\"anna\"}", 400, "VS4026", "input")]
    [InlineData("{\"model\":\"tts-1\",\"input\":5,\"voice\":\"anna\"}", 400, "VS4026", "input")]
    [InlineData("{\"model\":\"tts-1\",\"input\":\"\",\"voice\":\"anna\"}", 400, "VS4004", "input")]
    [InlineData("{\"model\":\"tts-1\",\"input\":\"\\ud83d\",\"voice\":\"anna\"}", 400, "VS4027", "input")]
    [InlineData("{\"model\":\"tts-1\",\"input\":\"Hello.\"}", 400, "VS4026", "voice")]
    [InlineData("{\"model\":\"tts-1\",\"input\":\"Hello.\",\"voice\":7}", 400, "VS4026", "voice")]
    [InlineData("{\"model\":\"tts-1\",\"input\":\"Hello.\",\"voice\":\"nobody\"}", 404, "VS4001", "voice")]
    [InlineData(
        "{\"model\":\"tts-1\",\"input\":\"Hello.\",\"voice\":\"anna\",\"response_format\":\"midi\"}",
        400,
        "VS4026",
        "response_format"
    )]
    [InlineData("{\"model\":\"tts-1\",\"input\":\"Hello.\",\"voice\":\"anna\",\"speed\":9}", 400, "VS4005", "speed")]
    [InlineData(
        "{\"model\":\"tts-1\",\"input\":\"Hello.\",\"voice\":\"anna\",\"speed\":\"fast\"}",
        400,
        "VS4026",
        "speed"
    )]
    [InlineData(
        "{\"model\":\"tts-1\",\"input\":\"Hello.\",\"voice\":\"anna\",\"stream_format\":\"ws\"}",
        400,
        "VS4026",
        "stream_format"
    )]
    [InlineData(
        "{\"model\":\"tts-1\",\"input\":\"Hello.\",\"voice\":\"anna\",\"sample_rate\":1}",
        400,
        "VS4026",
        "sample_rate"
    )]
    [InlineData("{\"model\":\"tts-1\",\"input\":\"Hello.\",\"voice\":\"anna\",\"seed\":-1}", 400, "VS4026", "seed")]
    public async Task Speech_BadRequest_HasOpenAisErrorShape(string body, int status, string code, string? member)
    {
        using var answer = await _client.PostAsync(
            new Uri("/v1/audio/speech", UriKind.Relative),
            new StringContent(body, Encoding.UTF8, "application/json"),
            Token
        );
        Assert.Equal(status, (int)answer.StatusCode);
        var error = (await answer.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("error");
        Assert.Equal(
            (code, member, "invalid_request_error"),
            (
                error.GetProperty("code").GetString(),
                error.GetProperty("param").GetString(),
                error.GetProperty("type").GetString()
            )
        );
        Assert.StartsWith(code + ": ", error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact(Timeout = 60_000)]
    public async Task Speech_TextTooLong_SaysSo()
    {
        using var answer = await _client.PostAsJsonAsync(
            "/v1/audio/speech",
            new
            {
                model = "tts-1",
                voice = "anna",
                input = string.Concat(Enumerable.Repeat("Too long. ", 20_000)),
            },
            Token
        );
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        var error = (await answer.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("error");
        Assert.Equal(
            ("VS4003", "input"),
            (error.GetProperty("code").GetString(), error.GetProperty("param").GetString())
        );
    }
}
