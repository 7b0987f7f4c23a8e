using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;

namespace VoiceSmith.Hub.Tests.Requests;

/// <summary>Addresses in what a caller sends are words: the server opens none of them, and no file.</summary>
public sealed class FetchTests(RunningServer server) : IClassFixture<RunningServer>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory(Timeout = 60_000)]
    [InlineData("<speak>A <audio src=\"{0}\">b</audio> c.</speak>")]
    [InlineData("<speak><lexicon uri=\"{0}\"/>A.</speak>")]
    [InlineData("<speak xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:schemaLocation=\"{0} {0}\">A.</speak>")]
    [InlineData("<!DOCTYPE speak SYSTEM \"{0}\"><speak>A.</speak>")]
    [InlineData("<!DOCTYPE speak [<!ENTITY % x SYSTEM \"{0}\"> %x;]><speak>A.</speak>")]
    [InlineData("<?xml-stylesheet href=\"{0}\"?><speak>A.</speak>")]
    [InlineData("See {0} for more.")]
    public async Task Speak_MarkupWithAddresses_ConnectsNowhere(string text)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var client = new HttpClient { BaseAddress = server.Address };
        foreach (var path in new[] { "/api/speak", "/api/explain" })
        {
            var sent = new { text = string.Format(null, text, $"http://{listener.LocalEndpoint}/x") };
            using var answer = await client.PostAsJsonAsync(path, sent, Token);
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Token));
        }
        Assert.False(listener.Pending());
    }

    [Fact(Timeout = 60_000)]
    public async Task Explain_EntityOfAFile_DoesNotReadIt()
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, "xylophonist", Token);
            using var client = new HttpClient { BaseAddress = server.Address };
            var text = $"<!DOCTYPE speak [<!ENTITY x SYSTEM \"file://{file}\">]><speak>A &x; b.</speak>";
            using var answer = await client.PostAsJsonAsync("/api/explain", new { text }, Token);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.DoesNotContain("xylophonist", await answer.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
