using Microsoft.Extensions.Time.Testing;

namespace VoiceSmith.Access.Tests;

public sealed class KeyFileTests : IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"voicesmith-{Guid.NewGuid():n}");
    private readonly FakeTimeProvider _time = new();

    private string FilePath => Path.Combine(_folder, "keys.json");

    public void Dispose()
    {
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Create_AKey_IsFoundAndOnlyItsHashIsStored()
    {
        var file = new KeyFile(FilePath, _time);
        var (stored, key) = file.Create("phone", Scope.Speak);
        Assert.Equal(("phone", "speak"), (file.Find(key)!.Name, file.Find(key)!.Scope));
        Assert.StartsWith("vs_" + stored.Id, key, StringComparison.Ordinal);
        Assert.DoesNotContain(key[^40..], File.ReadAllText(FilePath), StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(FilePath));
    }

    [Theory]
    [InlineData("")]
    [InlineData("vs_")]
    [InlineData("sk-anything")]
    [InlineData("vs_000000000000_AAAA")]
    public void Find_NoKey_IsNull(string key)
    {
        var file = new KeyFile(FilePath, _time);
        file.Create("phone", Scope.Speak);
        Assert.Null(file.Find(key));
    }

    [Fact]
    public void Find_RightIdAndWrongSecret_IsNull()
    {
        var file = new KeyFile(FilePath, _time);
        var (_, key) = file.Create("phone", Scope.Speak);
        Assert.Null(file.Find(key[..^1] + (key[^1] == 'A' ? 'B' : 'A')));
        Assert.NotNull(file.Find(key));
    }

    [Fact]
    public void Find_Used_NotesWhen()
    {
        var file = new KeyFile(FilePath, _time);
        var (_, key) = file.Create("phone", Scope.Speak);
        Assert.Null(file.All.Single().LastUsed);
        _time.Advance(TimeSpan.FromHours(3));
        file.Find(key);
        Assert.Equal(_time.GetUtcNow(), new KeyFile(FilePath, _time).All.Single().LastUsed);
    }

    [Fact]
    public void Find_WhereItsUseCannotBeNoted_IsFound()
    {
        var file = new KeyFile(FilePath, TimeProvider.System);
        var (_, key) = file.Create("ada", Scope.Speak);
        File.Delete(FilePath + ".lock");
        Directory.CreateDirectory(FilePath + ".lock"); // as on a disk that is full or read-only
        Assert.Equal("ada", file.Find(key)?.Name);
        Assert.Equal("ada", new KeyFile(FilePath, TimeProvider.System).Find(key)?.Name);
        Assert.Throws<KeyFileException>(() => file.Create("bert", Scope.Speak));
    }

    [Fact]
    public void Revoke_ByAnotherProcess_IsSeenWithinASecond()
    {
        var (server, command) = (new KeyFile(FilePath, _time), new KeyFile(FilePath, _time));
        var (stored, key) = command.Create("phone", Scope.Admin);
        Assert.NotNull(server.Find(key));
        command.Revoke(stored.Id);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(server.Find(key));
        Assert.False(server.HasKeys);
        Assert.NotNull(server.All.Single().Revoked);
    }

    [Fact]
    public void Create_ByAnotherProcess_IsSeenAtOnce()
    {
        var (server, command) = (new KeyFile(FilePath, _time), new KeyFile(FilePath, _time));
        Assert.False(server.HasKeys);
        var (_, key) = command.Create("phone", Scope.Train);
        Assert.Equal("train", server.Find(key)!.Scope);
    }

    [Fact]
    public void Revoke_UnknownOrAmbiguous_SaysSo()
    {
        var file = new KeyFile(FilePath, _time);
        Assert.Equal("VS4057", Assert.Throws<UnknownKeyException>(() => file.Revoke("phone")).Code);
        file.Create("phone", Scope.Speak);
        var (second, _) = file.Create("phone", Scope.Speak);
        Assert.Contains(
            "2 keys",
            Assert.Throws<UnknownKeyException>(() => file.Revoke("phone")).Why,
            StringComparison.Ordinal
        );
        Assert.Equal(second.Id, file.Revoke(second.Id).Id);
        file.Revoke("phone"); // the only one left of that name
    }

    [Fact]
    public void Read_DamagedFile_SaysSo()
    {
        Directory.CreateDirectory(_folder);
        File.WriteAllText(FilePath, "[{\"id\":");
        Assert.Equal("VS4056", Assert.Throws<KeyFileException>(() => new KeyFile(FilePath, _time).All).Code);
    }

    [Fact]
    public async Task Create_ManyAtOnce_NoneIsLost()
    {
        await Task.WhenAll(
            Enumerable
                .Range(0, 4)
                .Select(thread =>
                    Task.Run(() =>
                    {
                        var file = new KeyFile(FilePath, _time);
                        for (var i = 0; i < 5; i++)
                            file.Create($"{thread}.{i}", Scope.Speak);
                    })
                )
        );
        Assert.Equal(20, new KeyFile(FilePath, _time).All.Count);
    }
}
