using System.Diagnostics;
using VoiceSmith.Audio;

namespace VoiceSmith.EndToEnd.Tests;

/// <summary><c>voicesmith train</c>, told to end by the system: it ends soon, and nothing is lost.</summary>
public sealed class StoppedTrainingTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("voicesmith-stop-").FullName;

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")] // Ctrl-C
    public async Task Train_Signalled_WritesACheckpointOfItsLastStep(string signal)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signals to send.");
        var token = TestContext.Current.CancellationToken;
        var (corpus, data, run) = (
            Path.Combine(_folder, "corpus"),
            Path.Combine(_folder, "data"),
            Path.Combine(_folder, "run")
        );
        Directory.CreateDirectory(corpus);
        foreach (var (i, text) in new[] { "Hello there.", "A small test.", "One more line." }.Index())
        {
            WavFile.Write(Path.Combine(corpus, $"clip{i}.wav"), Tones.Glide(1.5 + 0.2 * i, 120 + 20 * i));
            await File.WriteAllTextAsync(Path.Combine(corpus, $"clip{i}.txt"), text, token);
        }
        var (prepared, said) = await CommandLineProcess.RunHereAsync(
            "prepare",
            corpus,
            "--out",
            data,
            "--licence",
            "CC0 1.0"
        );
        Assert.True(prepared == 0, said);

        using var training = CommandLineProcess.Start(
            "train",
            "vocoder",
            "--data",
            data,
            "--out",
            run,
            "--batch-size", "1", "--log-every", "1", "--threads", "1", "--checkpoint-every-minutes",
            "60"
        );
        var errors = training.StandardError.ReadToEndAsync(token);
        string? line;
        while (
            (line = await training.StandardOutput.ReadLineAsync(token)) is not null
            && !line.StartsWith("step 3/", StringComparison.Ordinal)
        )
            ;
        using (var kill = Process.Start("kill", [$"-{signal}", $"{training.Id}"]))
            await kill.WaitForExitAsync(token);
        var rest = await training.StandardOutput.ReadToEndAsync(token);
        await training.WaitForExitAsync(token);

        Assert.True(training.ExitCode == 0, $"exit code {training.ExitCode}: {rest}{await errors}");
        var newest = Path.GetFileName(Directory.GetDirectories(Path.Combine(run, "checkpoints"), "step-*").Max()!);
        Assert.Contains(
            $"after step {int.Parse(newest["step-".Length..], System.Globalization.CultureInfo.InvariantCulture)};",
            rest,
            StringComparison.Ordinal
        );
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
