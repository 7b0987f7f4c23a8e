using System.IO.Compression;
using System.Net;
using System.Text.RegularExpressions;

namespace VoiceSmith.Hub.Tests;

public sealed class WebPagesTests(RunningServer server) : IClassFixture<RunningServer>, IDisposable
{
    private readonly HttpClient _client = new() { BaseAddress = server.Address };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _client.Dispose();

    [Theory(Timeout = 60_000)]
    [InlineData("br, gzip", "br")]
    [InlineData("gzip", "gzip")]
    [InlineData("br;q=0, gzip;q=0.5", "gzip")]
    [InlineData("identity", null)]
    public async Task Page_Asset_IsCompressedAsAskedAndCachedForGood(string accepted, string? encoding)
    {
        var page = await _client.GetStringAsync(new Uri("/", UriKind.Relative), Token);
        var script = Regex.Match(page, "src=\"[./]*(/assets/[^\"]+\\.js)\"")
            .Groups[1]
            .Value;
        using var request = new HttpRequestMessage(HttpMethod.Get, script)
        {
            Headers = { { "Accept-Encoding", accepted } },
        };
        using var answer = await _client.SendAsync(request, Token);
        Assert.Equal(encoding, answer.Content.Headers.ContentEncoding.SingleOrDefault());
        Assert.Equal("text/javascript", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("public, max-age=31536000, immutable", answer.Headers.GetValues("Cache-Control").Single());
        Assert.Contains("Accept-Encoding", answer.Headers.Vary);
        var bytes = await answer.Content.ReadAsByteArrayAsync(Token);
        using Stream content = encoding switch
        {
            "br" => new BrotliStream(
                new MemoryStream(bytes),
                CompressionMode.Decompress
            ),
            "gzip" => new GZipStream(
                new MemoryStream(bytes),
                CompressionMode.Decompress
            ),
            _ => new MemoryStream(bytes),
        };
        using var reader = new StreamReader(content);
        Assert.Contains("import", await reader.ReadToEndAsync(Token), StringComparison.Ordinal);
    }

    [Fact(Timeout = 60_000)]
    public async Task Page_Html_IsAskedForAgain()
    {
        using var answer = await _client.GetAsync(new Uri("/studio.html", UriKind.Relative), Token);
        Assert.Equal("no-cache", answer.Headers.GetValues("Cache-Control").Single());
        Assert.NotNull(answer.Headers.ETag);
    }

    [Fact(Timeout = 60_000)]
    public async Task Page_Root_IsTheBuiltClient()
    {
        var page = await _client.GetStringAsync(new Uri("/", UriKind.Relative), Token);
        Assert.Contains("<title>VoiceSmith</title>", page, StringComparison.Ordinal);
        var script = Regex.Match(page, "src=\"(/assets/[^\"]+\\.js)\"").Groups[1].Value;
        using var answer = await _client.GetAsync(new Uri(script, UriKind.Relative), Token);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }
}
