using System.Net;
using System.Net.Http.Json;
using VoiceSmith.Client;
using VoiceSmith.Contracts;

namespace VoiceSmith.Doors.Tests.Http;

/// <summary>Refused voices leave everything as it was.</summary>
public sealed class VoiceRefusalTests(VoiceServer server) : IClassFixture<VoiceServer>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory(Timeout = 60_000)]
    [InlineData("", 422, "VS2004")]
    [InlineData("no voice at all", 422, "VS2004")]
    [InlineData("too large", 413, "VS4020")]
    [InlineData("bad name", 400, "VS4022")]
    public async Task Publish_WhatCannotSpeak_IsRefusedAndTheCurrentGoesOn(string what, int status, string code)
    {
        var before = await CurrentAsync();
        var bytes =
            what == "too large" ? new byte[3_000_001]
            : what == "bad name" ? await File.ReadAllBytesAsync(server.Write(2), Token)
            : System.Text.Encoding.UTF8.GetBytes(what);
        var name = what == "bad name" ? new string('x', 61) : "tiny";
        var error = await Assert.ThrowsAsync<ServerRefusedException>(() =>
            server.Client.Voices.PublishAsync(new MemoryStream(bytes), new() { Name = name }, Token)
        );
        Assert.Equal((status, code), (error.Status, error.Code));
        Assert.Equal(before, await CurrentAsync());
    }

    [Theory(Timeout = 60_000)]
    [InlineData("POST", "/api/voices/nobody/rollback", "{}", HttpStatusCode.NotFound, "VS4001")]
    [InlineData("POST", "/api/voices/tiny/rollback", "{}", HttpStatusCode.Conflict, "VS4015")]
    [InlineData("POST", "/api/voices/tiny/rollback", "{\"version\":\"0123\"}", HttpStatusCode.NotFound, "VS4023")]
    [InlineData("POST", "/api/voices/tiny/promote", "{}", HttpStatusCode.NotFound, "VS4023")]
    [InlineData(
        "PUT",
        "/api/voices/tiny/comparison",
        "{\"version\":\"0123\",\"share\":0.5}",
        HttpStatusCode.NotFound,
        "VS4023"
    )]
    [InlineData(
        "PUT",
        "/api/voices/tiny/comparison",
        "{\"version\":\"0123\",\"share\":2}",
        HttpStatusCode.BadRequest,
        "VS4005"
    )]
    [InlineData(
        "POST",
        "/api/voices/tiny/votes",
        "{\"liked\":true,\"utterance\":\"x\"}",
        HttpStatusCode.NotFound,
        "VS4011"
    )]
    public async Task Request_ThatCannotBe_SaysWhy(
        string method,
        string path,
        string body,
        HttpStatusCode status,
        string code
    )
    {
        using var http = new HttpClient { BaseAddress = server.Server.Address };
        using var request = new HttpRequestMessage(new(method), path)
        {
            Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json"),
        };
        using var answer = await http.SendAsync(request, Token);
        Assert.Equal(
            (status, code),
            (answer.StatusCode, (await answer.Content.ReadFromJsonAsync<Problem>(Token))!.Code)
        );
    }

    [Fact(Timeout = 60_000)]
    public async Task Publish_FromAnotherSitesPage_IsForbidden()
    {
        using var http = new HttpClient { BaseAddress = server.Server.Address };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/voices")
        {
            Content = new ByteArrayContent([1]),
            Headers = { { "Origin", "https://elsewhere.example" } },
        };
        using var answer = await http.SendAsync(request, Token);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    private async Task<string> CurrentAsync() => (await server.Client.Voices.VersionsAsync("tiny", Token)).Current;
}
