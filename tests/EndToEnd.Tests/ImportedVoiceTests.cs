using VoiceSmith.Audio;

namespace VoiceSmith.EndToEnd.Tests;

/// <summary>What someone does who has checkpoints of the reference: import them, look into them, speak.</summary>
public sealed class ImportedVoiceTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("voicesmith-").FullName;

    [Fact(Timeout = 120_000)]
    public async Task CheckpointImport_GoldenFiles_SpeakThroughTheCommandLine()
    {
        Programs.SkipWithout("espeak-ng");
        var (acoustic, vocoder) = (
            Golden.Locate("ckpt_lightning_acoustic_micro.ckpt"),
            Golden.Locate("ckpt_v1_vocoder_micro.pt")
        );
        var (voice, wav) = (Path.Combine(_folder, "voice"), Path.Combine(_folder, "hello.wav"));
        Assert.Contains("acoustic_model", await RunAsync("checkpoint", "inspect", acoustic), StringComparison.Ordinal);
        Assert.Contains(
            "still lacks",
            await RunAsync("checkpoint", "import", acoustic, "--out", voice, "--name", "Micro", "--licence", "none"),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "is the voice Micro",
            await RunAsync("checkpoint", "import", vocoder, "--out", voice, "--name", "Micro", "--licence", "none"),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "\"AcousticStep\": 120",
            await RunAsync("checkpoint", "inspect", voice),
            StringComparison.Ordinal
        );

        await RunAsync("speak", "It speaks. Twice!", "--voice", voice, "--out", wav);
        var sound = WavFile.Read(wav);
        Assert.Equal(22050, sound.SampleRate);
        Assert.InRange(sound.Duration.TotalSeconds, 0.5, 10);
        Assert.Contains(sound.Samples, sample => Math.Abs(sample) > 1e-3f);
        Assert.All(sound.Samples, sample => Assert.True(float.IsFinite(sample)));
    }

    [Fact(Timeout = 120_000)]
    public async Task CheckpointImport_DamagedFile_SaysWhatIsWrong()
    {
        var path = Path.Combine(_folder, "half.ckpt");
        var whole = await File.ReadAllBytesAsync(
            Golden.Locate("ckpt_lightning_acoustic_micro.ckpt"),
            TestContext.Current.CancellationToken
        );
        await File.WriteAllBytesAsync(path, whole[..(whole.Length / 2)], TestContext.Current.CancellationToken);
        var (exitCode, output) = await CommandLineProcess.RunHereAsync(
            "checkpoint",
            "import",
            path,
            "--out",
            Path.Combine(_folder, "voice")
        );
        Assert.NotEqual(0, exitCode);
        Assert.Contains("VS2010", output, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static async Task<string> RunAsync(params string[] arguments)
    {
        var (exitCode, output) = await (
            arguments[0] == "speak" ? CommandLineProcess.RunAsync(arguments) : CommandLineProcess.RunHereAsync(arguments)
        );
        Assert.True(exitCode == 0, output);
        return output;
    }
}
