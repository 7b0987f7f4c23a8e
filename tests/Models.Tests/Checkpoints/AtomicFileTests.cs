using VoiceSmith.Models.Checkpoints;

namespace VoiceSmith.Models.Tests.Checkpoints;

public sealed class AtomicFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("voicesmith-").FullName;

    private string[] Names => [.. Directory.EnumerateFiles(_folder).Select(path => Path.GetFileName(path)!).Order()];

    [Fact]
    public void Write_RemovesWhatKilledProcessesLeft_AndNothingElse()
    {
        string[] others = ["a.json.7.partial", "a.json.8.partial", "ba.json.7.partial", "a.json.old.partial"];
        foreach (var other in others)
            File.WriteAllText(Path.Combine(_folder, other), "");
        var before = TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(-2);
        foreach (var other in others.Where(other => other != "a.json.8.partial"))
            File.SetLastWriteTimeUtc(Path.Combine(_folder, other), before);
        AtomicFile.Write(Path.Combine(_folder, "a.json"), stream => stream.WriteByte(1));
        Assert.Equal(["a.json", "a.json.8.partial", "a.json.old.partial", "ba.json.7.partial"], Names);
    }

    [Fact]
    public void Write_ThatFails_LeavesTheOldFileAndNoOther()
    {
        var path = Path.Combine(_folder, "a.json");
        File.WriteAllText(path, "old");
        Assert.Throws<IOException>(() => AtomicFile.Write(path, _ => throw new IOException("No space left on device")));
        Assert.Equal(["a.json"], Names);
        Assert.Equal("old", File.ReadAllText(path));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
