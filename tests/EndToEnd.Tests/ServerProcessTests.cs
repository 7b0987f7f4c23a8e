using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using VoiceSmith.Client;
using VoiceSmith.Contracts;

namespace VoiceSmith.EndToEnd.Tests;

/// <summary>
/// What someone does who has just cloned the repository: start the server, open the page it names, press Speak.
/// </summary>
public sealed class ServerProcessTests(Browser browser, ServerProcess server)
    : IClassFixture<ServerProcess>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Timeout = 120_000)]
    public async Task Page_SpeakPressed_IsHeard()
    {
        var page = await browser.OpenAsync(server.Address);
        await page.GetByRole(AriaRole.Button, new() { Name = "Speak" }).ClickAsync(); // the text is there already
        await AudioTap.UntilLoudAsync(page);
        await Assertions.Expect(page.Locator("#first-sound")).ToHaveTextAsync(new Regex("^First sound after"));
    }

    [Fact(Timeout = 120_000)]
    public async Task Stream_ASentence_EqualsTheWavByteForByte()
    {
        const string text = "Dr. Smith paid $5 on 3 May. Was it worth it?";
        await using var client = await VoiceSmithClient.ConnectAsync(server.Address, cancellationToken: Token);
        var streamed = new List<byte>();
        await foreach (
            var happened in client.SpeakAsync(
                new SpeakRequest { Seed = 1 },
                text.Select(c => c.ToString()).ToAsyncEnumerable(),
                Token
            )
        )
            if (happened is AudioEvent audio)
                streamed.AddRange(audio.Pcm.Span);

        using var http = new HttpClient { BaseAddress = server.Address };
        using var answer = await http.PostAsJsonAsync("/api/speak", new { text, seed = 1 }, Token);
        var wav = await answer.Content.ReadAsByteArrayAsync(Token);
        Assert.NotEmpty(streamed);
        Assert.Equal(streamed, wav[^streamed.Count..]);
        // the data chunk's size
        Assert.Equal(streamed.Count, BitConverter.ToInt32(wav, wav.Length - streamed.Count - 4));
    }
}
