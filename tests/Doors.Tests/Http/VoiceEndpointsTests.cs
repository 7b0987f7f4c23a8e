using VoiceSmith.Client;
using VoiceSmith.Contracts;
using VoiceSmith.Streaming.Voices;

namespace VoiceSmith.Doors.Tests.Http;

/// <summary>Versions of voices over HTTP, through the real client.</summary>
public sealed class VoiceEndpointsTests : IAsyncLifetime
{
    private readonly VoiceServer _server = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _server.InitializeAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact(Timeout = 60_000)]
    public async Task Publish_ThenRollBack_IsHeardAndListed()
    {
        var client = _server.Client;
        var first = await CurrentAsync();
        var told = new TaskCompletionSource<string>();
        client.VoicesChanged += voices =>
        {
            if (voices[0].Version != first) // the first call is that of the connection
                told.TrySetResult(voices[0].Version);
        };
        var second = (
            await client.Voices.PublishAsync(_server.Write(2), new() { By = "ada", Source = "run 7" }, Token)
        ).Version;
        Assert.Equal(second, await told.Task.WaitAsync(Token));
        Assert.Equal(second, await CurrentAsync());
        Assert.Equal(second, await SpeakAsync(new()));
        Assert.Equal(first, await SpeakAsync(new() { VoiceVersion = first })); // is kept
        var back = await client.Voices.RollBackAsync("tiny", new(By: "bert"), Token);
        Assert.Equal((first, "bert", "rollback"), (back.Version, back.By, back.Source));
        Assert.Equal(first, await SpeakAsync(new()));
        await client.Voices.RollBackAsync("tiny", new(second), Token);

        var known = await client.Voices.VersionsAsync("tiny", Token);
        Assert.Equal(["rollback", "rollback", "run 7", ""], known.History.Select(one => one.Source));
        var newest = known.Versions[0];
        Assert.Equal(
            (second, "current", "ada", "CC0 1.0"),
            (newest.Version, newest.State, newest.By, newest.Provenance.Licence)
        );
        Assert.Equal(5, newest.Findings.Count);
        Assert.Equal("kept", known.Versions[1].State);
    }

    [Fact(Timeout = 60_000)]
    public async Task Comparison_ShareVotesAndPromotion_TellTheVersionsApart()
    {
        var client = _server.Client;
        var first = await CurrentAsync();
        var second = (
            await client.Voices.PublishAsync(_server.Write(2), new() { Share = 0.5, Session = ["mine"] }, Token)
        ).Version;
        Assert.Equal(first, await CurrentAsync());
        var comparison = new VoiceComparison(0.5, false, ["mine"]);
        await using var listener = await _server.Server.ConnectAsync();
        for (var turn = 0; turn < 8; turn++)
            Assert.Equal(
                comparison.Picks(new("theirs", turn)) ? second : first,
                await HearAsync(listener, "theirs", liked: turn > 0)
            );
        Assert.Equal(second, await HearAsync(listener, "mine", liked: true));
        Assert.Equal(second, await SpeakAsync(new() { Session = "mine" }));
        await client.Voices.VoteAsync("tiny", new(Liked: false, Version: second), Token);

        var figures = (await client.Voices.VersionsAsync("tiny", Token)).Versions.Select(one => one.Figures).ToArray();
        Assert.Equal(
            (10, 8, 2),
            (figures.Sum(one => one.Utterances), figures.Sum(one => one.VotesFor), figures.Sum(one => one.VotesAgainst))
        );
        Assert.All(figures, one => Assert.True(one.FirstSoundMedianMs > 0));

        await client.Voices.CompareAsync("tiny", new(null, 0), Token);
        Assert.Equal(first, await SpeakAsync(new() { Session = "mine" }));
        await client.Voices.DropComparisonAsync("tiny", Token);
        await client.Voices.CompareAsync("tiny", new(second, 1), Token);
        Assert.Equal("promoted", (await client.Voices.PromoteAsync("tiny", "ada", Token)).Source);
        Assert.Equal(second, await CurrentAsync());
        Assert.Null((await client.Voices.VersionsAsync("tiny", Token)).Comparison);
    }

    private static async Task<string> HearAsync(VoiceSmithClient client, string session, bool liked)
    {
        var speech = client.SpeakAsync(new() { Session = session }, "Yes.", Token);
        var events = await speech.ToListAsync(Token);
        var version = events.OfType<StartEvent>().Single().ModelVersion;
        Assert.All(events.OfType<SentenceEvent>(), sentence => Assert.Equal(version, sentence.ModelVersion));
        Assert.True(await speech.VoteAsync(liked, Token));
        Assert.False(await speech.VoteAsync(liked, Token));
        return version;
    }

    private async Task<string> SpeakAsync(SpeakTextRequest request) =>
        (await _server.Client.SpeakToWavAsync(request with { Text = "Yes." }, Token)).ModelVersion;

    private async Task<string> CurrentAsync() => (await _server.Client.Voices.VersionsAsync("tiny", Token)).Current;
}
