using System.Diagnostics;
using System.Globalization;
using VoiceSmith.Training.Checkpoints;

namespace VoiceSmith.Training.Tests;

/// <summary>A training process that dies at any moment, or is asked to end.</summary>
public sealed class KillTests(TinyCorpus corpus) : IClassFixture<TinyCorpus>, IDisposable
{
    private const string FolderVariable = "VOICESMITH_KILL_TEST_RUN",
        DataVariable = "VOICESMITH_KILL_TEST_DATA";
    private const int Kills = 3;

    private readonly Runs _runs = new(corpus.Prepared);

    /// <summary>The process that is killed: trains and saves after every step until it dies.</summary>
    [Fact(Explicit = true)]
    public void Child()
    {
        var folder = Environment.GetEnvironmentVariable(FolderVariable);
        Assert.SkipWhen(folder is null, "it is started by the tests beside it");
        using var runs = new Runs(Environment.GetEnvironmentVariable(DataVariable)!);
        using var stop = new CancellationTokenSource();
        using var signal = System.Runtime.InteropServices.PosixSignalRegistration.Create(
            System.Runtime.InteropServices.PosixSignal.SIGTERM,
            context =>
            {
                context.Cancel = true;
                stop.Cancel();
            }
        );
        runs.Fit(
            "vocoder",
            runs.Options("", 1_000_000) with
            {
                DefaultRootDirectory = folder!,
                Start = RunStart.ResumeOrNew,
                CheckpointEverySteps = 1,
                KeepCheckpoints = 2,
            },
            stop.Token
        );
    }

    [Fact]
    public void Kill_AtAnyMoment_LeavesAWholeNewestCheckpoint()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() || OperatingSystem.IsMacOS(), "processes are killed by signals");
        var random = new Random(1);
        var reached = 0L;
        for (var kill = 0; kill < Kills; kill++)
        {
            using var child = Start();
            WaitForStep(child, reached + 2);
            Assert.False(child.WaitForExit(random.Next(120)));
            child.Kill(); // SIGKILL
            child.WaitForExit();
            var newest = _runs.Newest("run");
            Assert.True(CheckpointFolder.IsUndamaged(newest), newest);
            Assert.True(CheckpointFolder.ReadManifest(newest).Step >= reached, newest);
            reached = CheckpointFolder.ReadManifest(newest).Step;
        }
        _runs.Fit("vocoder", _runs.Options("run", reached + 2, resume: true));
        _runs.Fit("vocoder", _runs.Options("straight", reached + 2));
        Assert.Equal(_runs.State("straight"), _runs.State("run")); // nothing was lost or done twice
    }

    [Fact]
    public void Terminate_Politely_EndsWithACheckpointOfTheLastStep()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() || OperatingSystem.IsMacOS(), "processes are ended by signals");
        using var child = Start();
        WaitForStep(child, 2);
        using (var kill = Process.Start("kill", ["-TERM", child.Id.ToString(CultureInfo.InvariantCulture)]))
            kill.WaitForExit();
        Assert.True(child.WaitForExit(TimeSpan.FromMinutes(1)));
        Assert.Equal(0, child.ExitCode);
        Assert.True(CheckpointFolder.IsUndamaged(_runs.Newest("run")));
    }

    public void Dispose() => _runs.Dispose();

    private Process Start()
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
            start.ArgumentList.Add(typeof(KillTests).Assembly.Location); // the tests run as `dotnet X.dll`
        foreach (
            var argument in new[] { "-method", $"{typeof(KillTests).FullName}.{nameof(Child)}", "-explicit", "only" }
        )
            start.ArgumentList.Add(argument);
        (start.Environment[FolderVariable], start.Environment[DataVariable]) = (_runs.Folder("run"), corpus.Prepared);
        var child = Process.Start(start)!;
        child.OutputDataReceived += (_, _) => { };
        child.BeginOutputReadLine();
        return child;
    }

    private void WaitForStep(Process child, long step)
    {
        var since = Stopwatch.GetTimestamp();
        while (
            new CheckpointFolder(Path.Combine(_runs.Folder("run"), "checkpoints")).NewestFirst.FirstOrDefault()
                is not { } newest
            || StepOf(newest) < step
        )
        {
            Assert.False(child.WaitForExit(5), "the process ended by itself");
            Assert.True(Stopwatch.GetElapsedTime(since) < TimeSpan.FromMinutes(2), "the process does not train");
        }
    }

    private static long StepOf(string folder) =>
        long.Parse(Path.GetFileName(folder)["step-".Length..], CultureInfo.InvariantCulture);
}
