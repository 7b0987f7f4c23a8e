using System.Net;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json;
using VoiceSmith.Streaming;

namespace VoiceSmith.Doors.Tests.Events;

public sealed class SpeechStreamTests(RunningServer server) : IClassFixture<RunningServer>, IDisposable
{
    private const string Text = "Good evening. It is $5, or was at twenty past four!";

    private readonly HttpClient _client = new() { BaseAddress = server.Address };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _client.Dispose();

    [Fact(Timeout = 60_000)]
    public async Task Stream_Lines_AreTheEventsAndTheSamples()
    {
        var offline = await new OfflineSynthesizer(server.Engine).SpeakAsync(new() { Seed = 3 }, Text, Token);
        using var answer = await _client.PostAsJsonAsync(
            "/api/speak/stream",
            new
            {
                text = Text,
                seed = 3,
                speed = 2,
            },
            Token
        );
        Assert.Equal("application/x-ndjson", answer.Content.Headers.ContentType!.MediaType);
        var events = (await answer.Content.ReadAsStringAsync(Token))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement)
            .ToList();
        Check(events, offline);
        Assert.Contains(
            events,
            e => Type(e) == "notice" && e.GetProperty("text").GetString()!.Contains("'speed'", StringComparison.Ordinal)
        );
    }

    [Fact(Timeout = 60_000)]
    public async Task Stream_ServerSentEvents_AreTheSame()
    {
        var offline = await new OfflineSynthesizer(server.Engine).SpeakAsync(new(), Text, Token);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/speak/stream")
        {
            Content = JsonContent.Create(new { text = Text }),
        };
        request.Headers.Accept.Add(new("text/event-stream"));
        using var answer = await _client.SendAsync(request, Token);
        var events = new List<JsonElement>();
        await foreach (
            var item in SseParser.Create(await answer.Content.ReadAsStreamAsync(Token)).EnumerateAsync(Token)
        )
            events.Add(JsonDocument.Parse(item.Data).RootElement);
        Check(events, offline);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("srt", "1\n00:00:00,", "2\n", "It is $5, or was at twenty past four!")]
    [InlineData("vtt", "WEBVTT\n\n00:00:00.", " --> ", "It is $5, or was at twenty past four!")]
    public async Task Stream_Captions_AreTheTextAsTyped(string format, params string[] parts)
    {
        using var answer = await _client.PostAsJsonAsync(
            $"/api/speak/stream?format={format}",
            new { text = Text },
            Token
        );
        var captions = await answer.Content.ReadAsStringAsync(Token);
        Assert.StartsWith(parts[0], captions, StringComparison.Ordinal);
        Assert.All(parts, part => Assert.Contains(part, captions, StringComparison.Ordinal));
        Assert.Equal(2, captions.Split(" --> ").Length - 1);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("{\"text\":\"Hello.\",\"format\":\"txt\"}", 400, "VS4026")]
    [InlineData("{\"text\":", 400, "VS4026")]
    [InlineData("\"Hello.\"", 400, "VS4026")]
    [InlineData("{\"text\":[1]}", 400, "VS4026")]
    [InlineData("{\"text\":\"\\udc00 Hello.\"}", 400, "VS4027")]
    [InlineData("{\"text\":\"\"}", 400, "VS4004")]
    [InlineData("{\"text\":\"Hello.\",\"rate\":\"fast\"}", 400, "VS4026")]
    [InlineData("{\"text\":\"Hello.\",\"details\":\"phoneme\"}", 400, "VS4026")]
    [InlineData("{\"text\":\"Hello.\",\"voice\":\"nobody\"}", 404, "VS4001")]
    public async Task Stream_BadRequest_IsAProblemWithACode(string body, int status, string code)
    {
        using var answer = await _client.PostAsync(
            new Uri("/api/speak/stream", UriKind.Relative),
            new StringContent(body, Encoding.UTF8, "application/json"),
            Token
        );
        Assert.Equal(
            (status, "application/problem+json"),
            ((int)answer.StatusCode, answer.Content.Headers.ContentType!.MediaType)
        );
        Assert.Equal(
            code,
            (await answer.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("code").GetString()
        );
    }

    [Fact(Timeout = 60_000)]
    public async Task Stream_NoJson_SaysWhatToSend()
    {
        using var answer = await _client.PostAsync(
            new Uri("/api/speak/stream", UriKind.Relative),
            new StringContent("text=Hello"),
            Token
        );
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("application/json", await answer.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    private static void Check(List<JsonElement> events, SpokenSound offline)
    {
        Assert.Equal(("start", "end"), (Type(events[0]), Type(events[^1])));
        Assert.Equal(
            offline.Pcm,
            events.Where(e => Type(e) == "audio").SelectMany(e => e.GetProperty("pcm").GetBytesFromBase64())
        );
        Assert.Equal(
            offline.Words.Select(word => (word.Text, word.FirstSample)),
            events
                .Where(e => Type(e) == "word")
                .Select(e => (e.GetProperty("text").GetString()!, e.GetProperty("firstSample").GetInt64()))
        );
        Assert.Contains(events, e => Type(e) == "phoneme");
        Assert.Contains(events, e => Type(e) == "viseme");
    }

    private static string Type(JsonElement happened) => happened.GetProperty("type").GetString()!;
}
