using VoiceSmith.Streaming.Voices;

namespace VoiceSmith.Publishing.Tests;

/// <summary>A publication in two halves: staged, then switched to or dropped.</summary>
public sealed class StagedVersionTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("voicesmith-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Switch_AfterStage_ChangesTheCurrentVersionAtOnce()
    {
        using var server = TestPublisher.Start(_folder);
        var first = server.Voices.Find("tiny").Info.Version;
        using var staged = await StageAsync(server, seed: 2);
        Assert.Equal(5, staged.Version.Findings.Count);
        Assert.Equal(first, server.Voices.Find("tiny").Info.Version);
        var publication = server.Publisher.Switch(staged);
        Assert.Equal(staged.Info.Version, server.Voices.Find("tiny").Info.Version);
        Assert.Equal(("ada", "a test"), (publication.By, publication.Source));
        Assert.Throws<ObjectDisposedException>(() => server.Publisher.Switch(staged));
    }

    [Fact]
    public async Task Dispose_WithoutSwitch_LeavesEverythingAsItWasAndLetsOthersPublish()
    {
        using var server = TestPublisher.Start(_folder);
        var first = server.Voices.Find("tiny").Info.Version;
        Task<StagedVersion> waiting;
        using (await StageAsync(server, seed: 2))
        {
            waiting = StageAsync(server, seed: 3);
            Assert.False(waiting.IsCompleted);
        }
        Assert.Equal(first, server.Voices.Find("tiny").Info.Version);
        using (var next = await waiting)
            Assert.NotEqual(first, next.Info.Version);
        Assert.Empty(Directory.GetFiles(Path.Combine(_folder, "voices"), "*.voice", SearchOption.AllDirectories));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task<StagedVersion> StageAsync(TestPublisher server, long seed)
    {
        await using var file = File.OpenRead(TestPublisher.Write(_folder, seed));
        return await server.Publisher.StageAsync(file, "", "ada", "a test", Token);
    }
}
