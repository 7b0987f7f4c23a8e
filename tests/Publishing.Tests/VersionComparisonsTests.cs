using VoiceSmith.Streaming;
using VoiceSmith.Streaming.Voices;

namespace VoiceSmith.Publishing.Tests;

/// <summary>Comparisons and votes, which are kept across starts.</summary>
public sealed class VersionComparisonsTests : IDisposable
{
    private static readonly VoiceComparison Half = new(0.5, BySession: true, ["mine"]);

    private readonly string _folder = Directory.CreateTempSubdirectory("voicesmith-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task CompareAsync_ThenStartAgain_GoesOnAndCanBePromoted()
    {
        string first,
            second;
        using (var server = TestPublisher.Start(_folder))
        {
            first = server.Voices.Find("tiny").Info.Version;
            await using (var file = File.OpenRead(TestPublisher.Write(_folder, 2)))
                second = (await server.Publisher.PublishAsync(file, "", "ada", "", Half, Token)).Voice.Version;
            Assert.Equal(first, server.Voices.Find("tiny").Info.Version);
        }
        using var again = TestPublisher.Start(_folder);
        var slot = again.Voices.Find("tiny");
        var (challenger, comparison) = slot.Comparison!.Value;
        Assert.Equal(
            (second, Half.Share, Half.BySession),
            (challenger.Version, comparison.Share, comparison.BySession)
        );
        Assert.Equal(Half.Sessions, comparison.Sessions);

        await Assert.ThrowsAsync<VersionNotKeptException>(() =>
            again.Publisher.CompareAsync("tiny", first, Half, Token)
        );
        await again.Publisher.PromoteAsync("tiny", "ada", Token);
        Assert.Equal((second, null), (slot.Info.Version, slot.Comparison));
        await Assert.ThrowsAsync<VersionNotKeptException>(() => again.Publisher.PromoteAsync("tiny", "ada", Token));
        await again.Publisher.CompareAsync("tiny", first, Half, Token);
        await again.Publisher.DropAsync("tiny", Token);
        Assert.Null(again.Catalogue.Find("tiny").Comparison);
    }

    [Fact]
    public async Task Vote_OnUtterancesAndVersions_CountsInOneLedgerAndIsKept()
    {
        string version;
        using (var server = TestPublisher.Start(_folder))
        using (var engine = new SpeechEngine(server.Voices, new() { Workers = 1 }, TimeProvider.System))
        {
            var votes = server.Publisher;
            var spoken = await new OfflineSynthesizer(engine).SpeakAsync(new(), "Yes.", Token);
            version = spoken.Start.VoiceVersion;
            Assert.True(votes.VoteOn(engine, spoken.Start.Utterance, liked: true));
            Assert.False(votes.VoteOn(engine, spoken.Start.Utterance, liked: false)); // an utterance has one vote
            Assert.False(votes.TryVoteOn(engine, "nobody", liked: true));
            votes.Vote("tiny", null, liked: true);
            votes.Vote("tiny", version, liked: false);
            Assert.Throws<VersionNotKeptException>(() => votes.Vote("tiny", "0123", liked: true));
            Assert.Throws<UnknownVoiceException>(() => votes.Vote("nobody", null, liked: true));
        }
        using var again = TestPublisher.Start(_folder);
        var kept = again.Catalogue.Find("tiny").Find(version)!;
        Assert.Equal((2, 1), (kept.VotesFor, kept.VotesAgainst));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
