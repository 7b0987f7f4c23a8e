using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.SignalR.Client;
using VoiceSmith.Contracts;
using VoiceSmith.Streaming.Voices;
using VoiceSmith.Testing;

namespace VoiceSmith.Hub.Tests.Voices;

/// <summary>Versions of voices over plain HTTP, as scripts and the page use it.</summary>
public sealed class VoiceEndpointsTests : IAsyncLifetime
{
    private readonly VoiceServer _server = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _server.InitializeAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact(Timeout = 60_000)]
    public async Task Publish_ThenRollBack_IsHeardAndListed()
    {
        var first = await CurrentAsync();
        await using var listener = await _server.Server.ConnectAsync();
        var told = new TaskCompletionSource<string>();
        listener.On<VoiceInfo[]>(nameof(ISpeechClient.Voices), voices =>
        {
            if (voices[0].Version != first)     // the first call is that of the connection
                told.TrySetResult(voices[0].Version);
        });
        var second = await PublishAsync(2, "?by=ada&source=run%207");
        Assert.Equal(second, await told.Task.WaitAsync(Token));
        Assert.Equal(second, await CurrentAsync());
        Assert.Equal(second, await SpeakAsync(new { text = "Yes." }));
        Assert.Equal(first, await SpeakAsync(new { text = "Yes.", voiceVersion = first })); // is kept
        var back = await SendAsync(HttpMethod.Post, "/api/voices/tiny/rollback", new { by = "bert" });
        Assert.Equal((first, "bert", "rollback"), (Text(back, "version"), Text(back, "by"), Text(back, "source")));
        Assert.Equal(first, await SpeakAsync(new { text = "Yes." }));
        await SendAsync(HttpMethod.Post, "/api/voices/tiny/rollback", new { version = second });

        var known = await VersionsAsync();
        Assert.Equal(["rollback", "rollback", "run 7", ""], known.GetProperty("history").EnumerateArray().Select(one => Text(one, "source")));
        var newest = known.GetProperty("versions")[0];
        Assert.Equal((second, "current", "ada", "CC0 1.0"), (Text(newest, "version"), Text(newest, "state"), Text(newest, "by"), Text(newest, "licence")));
        Assert.Equal(5, newest.GetProperty("findings").GetArrayLength());
        Assert.Equal("kept", Text(known.GetProperty("versions")[1], "state"));
    }

    [Fact(Timeout = 60_000)]
    public async Task Comparison_ShareVotesAndPromotion_TellTheVersionsApart()
    {
        var first = await CurrentAsync();
        var second = await PublishAsync(2, "?share=0.5&session=mine");
        Assert.Equal(first, await CurrentAsync());
        var comparison = new VoiceComparison(0.5, false, ["mine"]);
        await using var client = await _server.Server.ConnectAsync();
        for (var turn = 0; turn < 8; turn++)
            Assert.Equal(comparison.Picks(new("theirs", turn)) ? second : first, await HearAsync(client, new { session = "theirs" }, liked: turn > 0));
        Assert.Equal(second, await HearAsync(client, new { session = "mine" }, liked: true));
        Assert.Equal(second, await SpeakAsync(new { text = "Yes.", session = "mine" }));
        await SendAsync(HttpMethod.Post, "/api/voices/tiny/votes", new { liked = false, version = second });

        var versions = (await VersionsAsync()).GetProperty("versions").EnumerateArray().ToDictionary(one => Text(one, "version"), one => one.GetProperty("figures"));
        Assert.Equal(10, versions.Values.Sum(figures => figures.GetProperty("utterances").GetInt32()));
        Assert.Equal((8, 2), (versions.Values.Sum(figures => figures.GetProperty("votesFor").GetInt32()), versions.Values.Sum(figures => figures.GetProperty("votesAgainst").GetInt32())));
        Assert.All(versions.Values, figures => Assert.True(figures.GetProperty("firstSoundMedianMs").GetDouble() > 0));

        await SendAsync(HttpMethod.Put, "/api/voices/tiny/comparison", new { share = 0 });
        Assert.Equal(first, await SpeakAsync(new { text = "Yes.", session = "mine" }));
        await SendAsync(HttpMethod.Delete, "/api/voices/tiny/comparison", null);
        await SendAsync(HttpMethod.Put, "/api/voices/tiny/comparison", new { version = second, share = 1 });
        Assert.Equal("promoted", Text(await SendAsync(HttpMethod.Post, "/api/voices/tiny/promote", new { by = "ada" }), "source"));
        Assert.Equal(second, await CurrentAsync());
        Assert.Equal(JsonValueKind.Null, (await VersionsAsync()).GetProperty("comparison").ValueKind);
    }

    private static string Text(JsonElement element, string member) => element.GetProperty(member).GetString()!;

    private static async Task<string> HearAsync(HubConnection client, object request, bool liked)
    {
        var (version, id) = ("", "");
        await foreach (var happened in client.StreamAsync<WireMessage>("Speak", request, new[] { "Yes." }.ToAsyncEnumerable(), Token))
        {
            if (happened.Type == "start")
                (version, id) = (happened.ModelVersion!, happened.Utterance!);
            if (happened.Type == "sentence")
                Assert.Equal(version, happened.ModelVersion);
        }
        Assert.True(await client.InvokeAsync<bool>("Vote", id, liked, Token));
        Assert.False(await client.InvokeAsync<bool>("Vote", id, liked, Token));
        return version;
    }

    private async Task<string> PublishAsync(long seed, string query)
    {
        using var content = new ByteArrayContent(await File.ReadAllBytesAsync(PublishingServer.Write(_server.Folder, seed), Token));
        using var answer = await _server.Client.PostAsync(new Uri("/api/voices" + query, UriKind.Relative), content, Token);
        answer.EnsureSuccessStatusCode();
        return Text(await answer.Content.ReadFromJsonAsync<JsonElement>(Token), "version");
    }

    private async Task<string> SpeakAsync(object body)
    {
        using var answer = await _server.Client.PostAsJsonAsync("/api/speak", body, Token);
        answer.EnsureSuccessStatusCode();
        return answer.Headers.GetValues("VoiceSmith-Model-Version").Single();
    }

    private async Task<JsonElement> SendAsync(HttpMethod method, string path, object? body)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        using var answer = await _server.Client.SendAsync(request, Token);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadFromJsonAsync<JsonElement>(Token);
    }

    private Task<JsonElement> VersionsAsync() => _server.Client.GetFromJsonAsync<JsonElement>("/api/voices/tiny/versions", Token);

    private async Task<string> CurrentAsync() => Text(await VersionsAsync(), "current");
}
