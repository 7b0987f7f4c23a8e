using VoiceSmith.Testing;
using VoiceSmith.Training.Checkpoints;

namespace VoiceSmith.Cli.Tests;

/// <summary>A run of 'train' that is resumed by naming its folder alone.</summary>
public sealed class ResumedTrainingTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("voicesmith-resumed").FullName;

    private string Data => Path.Combine(_folder, "data");

    private string Voice => Path.Combine(_folder, "tiny.voice");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Resume_NothingButTheFolderNamed_TakesSizesAndOptionsFromTheRun()
    {
        await PrepareAsync();
        string[] options =
        [
            "--from", Voice, "--noise-channels", "0", "--aligner-steps", "0", "--batch-size", "2", "--learning-rate",
            "0.01",
        ];
        Assert.Equal(0, await TrainAsync("named", ["--data", Data, .. options, "--max-steps", "2"]));
        Assert.Equal(0, await TrainAsync("short", ["--data", Data, .. options, "--max-steps", "2"]));

        Assert.Equal(0, await TrainAsync("named", ["--data", Data, .. options, "--max-steps", "4", "--resume"]));
        Assert.Equal(0, await TrainAsync("short", ["--max-steps", "4", "--resume"]));

        var (named, resumed) = (Newest("named"), Newest("short"));
        Assert.Equal(4, resumed.Manifest.Step);
        Assert.Equal(2, resumed.Manifest.Data!.Speakers.Count); // the voice's and the recordings'
        Assert.Equal(["0.01"], resumed.Manifest.Arguments["--learning-rate"]);
        Assert.Equal(["4"], resumed.Manifest.Arguments["--max-steps"]);
        foreach (var file in new[] { "weights.safetensors", "optimizer.safetensors" })
            Assert.Equal(
                await File.ReadAllBytesAsync(Path.Combine(named.Folder, file), Token),
                await File.ReadAllBytesAsync(Path.Combine(resumed.Folder, file), Token)
            );

        Assert.Equal(1, await TrainAsync("short", ["--noise-channels", "3", "--resume"])); // another network
        Assert.Equal(1, await RunAsync("train", "vocoder", "--data", Data, "--out", RunOf("short"), "--resume"));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string RunOf(string name) => Path.Combine(_folder, name);

    private async Task PrepareAsync()
    {
        TinyVoice.WriteTunable(Voice);
        var corpus = Path.Combine(_folder, "corpus");
        Directory.CreateDirectory(corpus);
        foreach (var (name, content) in Tones.Recordings(4))
            await File.WriteAllBytesAsync(Path.Combine(corpus, name), content, Token);
        Assert.Equal(0, await RunAsync("prepare", corpus, "--out", Data, "--licence", "CC0 1.0"));
    }

    private (string Folder, CheckpointManifest Manifest) Newest(string run)
    {
        var folder = CheckpointFolder.NewestIn(RunOf(run));
        return (folder, CheckpointFolder.ReadManifest(folder));
    }

    private Task<int> TrainAsync(string run, string[] options) =>
        RunAsync(["train", "acoustic", "--out", RunOf(run), "--vocoder", Voice, "--threads", "1", .. options]);

    private static Task<int> RunAsync(params string[] arguments) =>
        CommandLine.Parse(arguments).InvokeAsync(cancellationToken: Token);
}
