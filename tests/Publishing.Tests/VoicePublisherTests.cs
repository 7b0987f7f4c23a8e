using VoiceSmith.Contracts;
using VoiceSmith.Models.Checkpoints;
using VoiceSmith.Streaming.Voices;

namespace VoiceSmith.Publishing.Tests;

/// <summary>What is published speaks at once, and still does when the server starts again.</summary>
public sealed class VoicePublisherTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("voicesmith-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task PublishAsync_AVoice_SpeaksFromThenOnAndAfterAStart()
    {
        string version;
        using (var server = TestPublisher.Start(_folder))
        {
            using var running = server.Voices.Lease("tiny");
            var publication = await server.Publisher.PublishAsync(
                TestPublisher.Write(_folder, 2),
                "",
                "ada",
                "run 7, step 300",
                Token
            );
            version = publication.Voice.Version;
            Assert.Equal(("ada", "run 7, step 300"), (publication.By, publication.Source));
            Assert.NotEqual(running.Voice.Info.Version, version);
            Assert.Equal(version, server.Voices.Find("tiny").Info.Version);
        }
        using var again = TestPublisher.Start(_folder);
        Assert.Equal(version, again.Voices.Find("tiny").Info.Version);
        Assert.Equal("ada", again.Voices.HistoryOf("tiny")[^1].By);
    }

    [Fact]
    public async Task PublishAsync_UnderAName_IsThatVoice()
    {
        using var server = TestPublisher.Start(_folder);
        await server.Publisher.PublishAsync(TestPublisher.Write(_folder, 2), " Über..ada ", "ada", "", Token);
        Assert.Equal(["tiny", "Über..ada"], server.Voices.Voices.Select(voice => voice.Name));
        using var again = TestPublisher.Start(_folder);
        Assert.Equal(["tiny", "Über..ada"], again.Voices.Voices.Select(voice => voice.Name));
        Assert.Equal(
            ["%00dcber%002e%002eada"],
            Directory.EnumerateDirectories(Path.Combine(_folder, "voices")).Select(Path.GetFileName)
        );
    }

    [Fact]
    public async Task PublishAsync_WhereNothingCanBeStored_SaysSoAndChangesNothing()
    {
        using var server = TestPublisher.Start(_folder);
        var before = server.Voices.Find("tiny").Info.Version;
        var voices = Path.Combine(_folder, "voices");
        Directory.CreateDirectory(voices);
        await File.WriteAllTextAsync(Path.Combine(voices, ".incoming"), "in the way", Token); // as a full disk is
        var error = await Assert.ThrowsAsync<StorageException>(() =>
            server.Publisher.PublishAsync(TestPublisher.Write(_folder, 2), "", "ada", "", Token)
        );
        Assert.Equal("VS4045", error.Code);
        Assert.DoesNotContain(_folder, error.Message, StringComparison.Ordinal);
        Assert.Equal(before, server.Voices.Find("tiny").Info.Version);
    }

    [Fact]
    public void WithOnly_AfterTheClockWasSetBack_KeepsTheCurrentVersion()
    {
        var versions = Enumerable
            .Range(1, 4)
            .Select(number => new StoredVersion
            {
                Version = $"v{number}",
                File = $"{number}.voice",
                At = DateTimeOffset.UnixEpoch.AddYears(number == 4 ? 1 : 30 + number),
            })
            .ToList();
        var stored = new StoredVoice
        {
            Name = "tiny",
            Versions = versions,
            History = [.. versions.Select(one => new Publication(one.Version, one.At, "ada", ""))],
        };
        Assert.Equal(["v3", "v4"], stored.WithOnly(2).Versions.Select(one => one.Version));
    }

    [Fact]
    public async Task RollBackAsync_ToAnyVersion_SpeaksAndIsKept()
    {
        using (var server = TestPublisher.Start(_folder))
        {
            await Assert.ThrowsAsync<NothingToRollBackException>(() =>
                server.Publisher.RollBackAsync("tiny", null, "ada", "rollback", Token)
            );
            var versions = new List<string> { server.Voices.Find("tiny").Info.Version };
            foreach (var seed in new[] { 2, 3, 4 })
                versions.Add(
                    (await server.Publisher.PublishAsync(TestPublisher.Write(_folder, seed), "", "ada", "", Token))
                        .Voice
                        .Version
                );
            Assert.Equal(
                versions[2],
                (await server.Publisher.RollBackAsync("tiny", null, "ada", "rollback", Token)).Voice.Version
            ); // the one before, still in memory
            Assert.Equal(
                versions[3],
                (await server.Publisher.RollBackAsync("tiny", null, "ada", "rollback", Token)).Voice.Version
            );
            Assert.Equal(
                versions[1],
                (await server.Publisher.RollBackAsync("tiny", versions[1], "ada", "rollback", Token)).Voice.Version
            ); // from its file
            Assert.Equal(
                versions[0],
                (await server.Publisher.RollBackAsync("tiny", versions[0], "ada", "rollback", Token)).Voice.Version
            ); // from the configuration
            await Assert.ThrowsAsync<VersionNotKeptException>(() =>
                server.Publisher.RollBackAsync("tiny", "0123", "ada", "rollback", Token)
            );
            await Assert.ThrowsAsync<UnknownVoiceException>(() =>
                server.Publisher.RollBackAsync("nobody", null, "ada", "rollback", Token)
            );
            Assert.Equal(versions[0], server.Voices.Find("tiny").Info.Version);
            await server.Publisher.RollBackAsync("tiny", versions[2], "ada", "rollback", Token);
        }
        using var again = TestPublisher.Start(_folder);
        Assert.Equal("rollback", again.Voices.HistoryOf("tiny")[^1].Source);
    }

    [Fact]
    public async Task Restore_NewestIsBroken_TheOneBeforeSpeaks()
    {
        string second;
        using (var server = TestPublisher.Start(_folder))
        {
            second = (await server.Publisher.PublishAsync(TestPublisher.Write(_folder, 2), "", "ada", "", Token))
                .Voice
                .Version;
            await server.Publisher.PublishAsync(TestPublisher.Write(_folder, 3), "", "ada", "", Token);
        }
        var newest = new DirectoryInfo(Path.Combine(_folder, "voices", "tiny"))
            .EnumerateFiles("*.voice")
            .MaxBy(file => file.LastWriteTimeUtc)!;
        using (var file = newest.Open(FileMode.Open))
        {
            file.Position = file.Length / 2;
            file.WriteByte((byte)(file.ReadByte() ^ 1));
        }
        using (var again = TestPublisher.Start(_folder))
            Assert.Equal(second, again.Voices.Find("tiny").Info.Version);
        File.WriteAllText(Path.Combine(_folder, "voices", "tiny", "voice.json"), "{ half a rec");
        using (var last = TestPublisher.Start(_folder))
            Assert.NotEqual(second, last.Voices.Find("tiny").Info.Version); // the configuration's own
    }

    [Fact]
    public async Task PublishAsync_MoreThanAreKept_OldestFilesGo()
    {
        using var server = TestPublisher.Start(_folder, keep: 2);
        foreach (var seed in new[] { 2, 3, 4, 5 })
            await server.Publisher.PublishAsync(TestPublisher.Write(_folder, seed), "", "ada", "", Token);
        Assert.Equal(2, Directory.GetFiles(Path.Combine(_folder, "voices", "tiny"), "*.voice").Length);
        Assert.Empty(Directory.GetFiles(Path.Combine(_folder, "voices", ".incoming")));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
