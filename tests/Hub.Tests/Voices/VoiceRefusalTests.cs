using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace VoiceSmith.Hub.Tests.Voices;

/// <summary>What a server does not take leaves everything as it was.</summary>
public sealed class VoiceRefusalTests(VoiceServer server) : IClassFixture<VoiceServer>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory(Timeout = 60_000)]
    [InlineData("", HttpStatusCode.UnprocessableEntity, "VS2004")]
    [InlineData("no voice at all", HttpStatusCode.UnprocessableEntity, "VS2004")]
    [InlineData("too large", HttpStatusCode.RequestEntityTooLarge, "VS4020")]
    [InlineData("bad name", HttpStatusCode.BadRequest, "VS4022")]
    public async Task Publish_WhatCannotSpeak_IsRefusedAndTheCurrentGoesOn(string what, HttpStatusCode status, string code)
    {
        var before = await CurrentAsync();
        var bytes = what == "too large" ? new byte[3_000_001] : what == "bad name" ? await File.ReadAllBytesAsync(PublishingServer.Write(server.Folder, 2), Token) : System.Text.Encoding.UTF8.GetBytes(what);
        using var answer = await server.Client.PostAsync(new Uri($"/api/voices?name={(what == "bad name" ? new string('x', 61) : "tiny")}", UriKind.Relative), new ByteArrayContent(bytes), Token);
        Assert.Equal((status, code), (answer.StatusCode, Text(await answer.Content.ReadFromJsonAsync<JsonElement>(Token), "code")));
        Assert.Equal(before, await CurrentAsync());
    }

    [Theory(Timeout = 60_000)]
    [InlineData("POST", "/api/voices/nobody/rollback", "{}", HttpStatusCode.NotFound, "VS4001")]
    [InlineData("POST", "/api/voices/tiny/rollback", "{}", HttpStatusCode.Conflict, "VS4015")]
    [InlineData("POST", "/api/voices/tiny/rollback", "{\"version\":\"0123\"}", HttpStatusCode.NotFound, "VS4023")]
    [InlineData("POST", "/api/voices/tiny/promote", "{}", HttpStatusCode.NotFound, "VS4023")]
    [InlineData("PUT", "/api/voices/tiny/comparison", "{\"version\":\"0123\",\"share\":0.5}", HttpStatusCode.NotFound, "VS4023")]
    [InlineData("PUT", "/api/voices/tiny/comparison", "{\"version\":\"0123\",\"share\":2}", HttpStatusCode.BadRequest, "VS4005")]
    [InlineData("POST", "/api/voices/tiny/votes", "{\"liked\":true,\"utterance\":\"x\"}", HttpStatusCode.NotFound, "VS4011")]
    public async Task Request_ThatCannotBe_SaysWhy(string method, string path, string body, HttpStatusCode status, string code)
    {
        using var request = new HttpRequestMessage(new(method), path) { Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json") };
        using var answer = await server.Client.SendAsync(request, Token);
        Assert.Equal((status, code), (answer.StatusCode, Text(await answer.Content.ReadFromJsonAsync<JsonElement>(Token), "code")));
    }

    [Fact(Timeout = 60_000)]
    public async Task Publish_FromAnotherSitesPage_IsForbidden()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/voices") { Content = new ByteArrayContent([1]), Headers = { { "Origin", "https://elsewhere.example" } } };
        using var answer = await server.Client.SendAsync(request, Token);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    private static string Text(JsonElement element, string member) => element.GetProperty(member).GetString()!;

    private async Task<string> CurrentAsync() => Text(await server.Client.GetFromJsonAsync<JsonElement>("/api/voices/tiny/versions", Token), "current");
}
