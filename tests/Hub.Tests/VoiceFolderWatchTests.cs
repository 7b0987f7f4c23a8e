using VoiceSmith.Streaming.Voices;

namespace VoiceSmith.Hub.Tests;

/// <summary>A folder into which files are dropped while the server speaks.</summary>
public sealed class VoiceFolderWatchTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("voicesmith-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Timeout = 120_000)]
    public async Task Watch_FilesDropped_WholeOnesSpeakAndBrokenOnesAreExplained()
    {
        var watched = Path.Combine(_folder, "watched");
        await using var server = new RunningServer
        {
            Voices = () => [new ModelVoice(TinyVoice.Create())],
            Settings = [.. LenientGate.Settings, "--Voices:Watch", watched],
        };
        await server.InitializeAsync();
        await using var client = await server.ConnectAsync();
        var first = await CurrentAsync();
        var whole = await File.ReadAllBytesAsync(Write(seed: 2), Token);
        var (dropped, refusal) = (Path.Combine(watched, "new.voice"), Path.Combine(watched, "new.voice.refused.txt"));

        await File.WriteAllBytesAsync(dropped, whole[..(whole.Length / 2)], Token); // a copy that was broken off
        await UntilAsync(() => Task.FromResult(File.Exists(refusal)));
        Assert.Contains("VS2004", await File.ReadAllTextAsync(refusal, Token), StringComparison.Ordinal);
        Assert.Equal(first, await CurrentAsync());

        await File.WriteAllBytesAsync(dropped, whole, Token);
        await UntilAsync(async () => await CurrentAsync() != first);
        await UntilAsync(() => Task.FromResult(!File.Exists(refusal)));
        var newest = (await client.Voices.VersionsAsync("tiny", Token)).History[0];
        Assert.Equal(("watched folder", "new.voice"), (newest.By, newest.Source));

        async Task<string> CurrentAsync() => (await client.Voices.VersionsAsync("tiny", Token)).Current;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Write(long seed)
    {
        var path = Path.Combine(_folder, $"tiny-{seed}.voice");
        TinyVoice.Write(path, seed);
        return path;
    }

    private static async Task UntilAsync(Func<Task<bool>> happened)
    {
        while (!await happened())
            await Task.Delay(50, Token);
    }
}
