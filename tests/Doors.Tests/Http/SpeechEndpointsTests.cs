using System.Net;
using System.Net.Http.Json;
using VoiceSmith.Audio;
using VoiceSmith.Client;
using VoiceSmith.Contracts;
using VoiceSmith.Streaming;

namespace VoiceSmith.Doors.Tests.Http;

public sealed class SpeechEndpointsTests(RunningServer server) : IClassFixture<RunningServer>, IDisposable
{
    private readonly HttpClient _client = new() { BaseAddress = server.Address };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _client.Dispose();

    [Fact(Timeout = 60_000)]
    public async Task Voices_Always_DefaultFirst()
    {
        await using var client = new VoiceSmithClient(server.Address);
        var voices = await client.Voices.ListAsync(Token);
        Assert.Equal(["anna", "bert"], voices.Select(voice => voice.Name));
        Assert.Equal(22050, voices[0].SampleRate);
    }

    [Fact(Timeout = 60_000)]
    public async Task Speak_AText_IsTheStreamAsWav()
    {
        await using var client = new VoiceSmithClient(server.Address);
        var wav = (
            await client.SpeakToWavAsync(
                new()
                {
                    Text = "Good evening. How are you?",
                    Voice = "bert",
                    Seed = 3,
                },
                Token
            )
        ).Wav;
        var offline = await new OfflineSynthesizer(server.Engine).SpeakAsync(
            new() { Voice = "bert", Seed = 3 },
            "Good evening. How are you?",
            Token
        );
        Assert.Equal(offline.Pcm, wav[^offline.Pcm.Length..]);
        var clip = WavFile.Read(new MemoryStream(wav));
        Assert.Equal((22050, 1, offline.Pcm.Length / 2), (clip.SampleRate, clip.Channels, clip.Length));
    }

    [Theory(Timeout = 60_000)]
    [InlineData("{\"text\":\"Hello.\",\"voice\":\"nobody\"}", HttpStatusCode.NotFound, "VS4001")]
    [InlineData("{\"text\":\"\"}", HttpStatusCode.BadRequest, "VS4004")]
    [InlineData("{}", HttpStatusCode.BadRequest, "VS4004")]
    [InlineData("{\"text\":\"Hello.\",\"pitch\":99}", HttpStatusCode.BadRequest, "VS4005")]
    public async Task Speak_BadRequest_SaysWhatIsWrong(string body, HttpStatusCode status, string code)
    {
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var answer = await _client.PostAsync(new Uri("/api/speak", UriKind.Relative), content, Token);
        Assert.Equal(status, answer.StatusCode);
        Assert.Equal(code, (await answer.Content.ReadFromJsonAsync<Problem>(Token))!.Code);
    }

    [Fact(Timeout = 60_000)]
    public async Task Explain_AText_NamesPiecesTheirPlacesAndOrigins()
    {
        using var answer = await _client.PostAsJsonAsync(
            "/api/explain",
            new { text = "It costs $5, Ada.", lexicon = "ada AA1 D AH0" },
            Token
        );
        var explained = (await answer.Content.ReadFromJsonAsync<Explanation>(Token))!;
        var money = explained.Pieces.Single(piece => piece.Written == "$5");
        Assert.Equal((9, 11, "rule", "five dollars"), (money.Start, money.End, money.Reading, money.Spoken));
        Assert.Equal("userLexicon", explained.Pieces.Single(piece => piece.Written == "Ada").Words.Single().Origin);
        Assert.Equal("AA1 D AH0", explained.Pieces.Single(piece => piece.Written == "Ada").Words.Single().Phonemes);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("{\"text\":\"Hello.\",\"voice\":\"nobody\"}", HttpStatusCode.NotFound, "VS4001")]
    [InlineData("{\"text\":5}", HttpStatusCode.BadRequest, "VS4026")]
    [InlineData("{\"text\":\"Hello.\",\"lexicon\":\"ada\"}", HttpStatusCode.BadRequest, "VS1030")]
    public async Task Explain_BadRequest_SaysWhatIsWrong(string body, HttpStatusCode status, string code)
    {
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var answer = await _client.PostAsync(new Uri("/api/explain", UriKind.Relative), content, Token);
        Assert.Equal(status, answer.StatusCode);
        Assert.Equal(code, (await answer.Content.ReadFromJsonAsync<Problem>(Token))!.Code);
    }
}
