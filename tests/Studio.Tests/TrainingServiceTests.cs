using System.Diagnostics;
using VoiceSmith.Studio.DataSets;
using VoiceSmith.Studio.Runs;

namespace VoiceSmith.Studio.Tests;

/// <summary>Runs in a process of their own: paused, resumed, killed, refused.</summary>
public sealed class TrainingServiceTests(TrainingServiceTests.TuningStudio studio)
    : IClassFixture<TrainingServiceTests.TuningStudio>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Timeout = 300_000)]
    public async Task Run_PausedAndResumed_GoesOnAfterItsCheckpointWhileAnotherHadItsPlace()
    {
        var first = await StartAsync(steps: 5000);
        await UntilAsync(first, run => run.Step > 2);
        var second = await StartAsync(steps: 3);
        Assert.Equal(RunState.Queued, RunOf(second).State);
        studio.Training.Pause(first);
        await UntilAsync(second, run => run.State == RunState.Done);
        var paused = RunOf(first);
        Assert.Equal(RunState.Paused, paused.State);
        Assert.Contains(paused.Step, paused.Checkpoints);

        studio.Training.Resume(first);
        await UntilAsync(first, run => run.Step > paused.Step);
        Assert.Throws<DataSetStateException>(() => studio.Training.DeleteDataSet(paused.DataSet));
        Assert.Throws<RunStateException>(() => studio.Training.Resume(first));
        studio.Training.Stop(first);
        Assert.Equal(RunState.Stopped, RunOf(first).State);
        await studio.Training.Get(first).Log.FollowAsync(0, Token).LastAsync(Token); // until its worker is gone
        studio.Training.DeleteRun(second);
        studio.Training.DeleteRun(first);
        Assert.Throws<UnknownTrainingItemException>(() => studio.Training.DeleteRun(first));
        Assert.DoesNotContain(studio.Entries("runs"), name => name == first || name == second);
    }

    [Fact(Timeout = 300_000)]
    public async Task Process_Killed_FailsTheRunWhichCanBeResumed()
    {
        var id = await StartAsync(steps: 5000);
        await UntilAsync(id, run => run.Step > 4);
        using (var child = Process.GetProcessById(studio.Process.Child!.Value))
            child.Kill();
        await UntilAsync(id, run => run.State == RunState.Failed);
        Assert.StartsWith("VS4037", RunOf(id).Error, StringComparison.Ordinal);

        studio.Training.Resume(id);
        await UntilAsync(id, run => run is { State: RunState.Running, Step: > 4 });
        studio.Training.Stop(id);
        Assert.Equal(RunState.Stopped, RunOf(id).State);
    }

    [Fact(Timeout = 300_000)]
    public async Task PromoteAsync_AStepOfARunThatIsDone_IsTheCurrentVersion()
    {
        var id = await StartAsync(steps: 3);
        await UntilAsync(id, run => run.State == RunState.Done);
        var before = studio.Voices.Find("tiny").Info.Version;
        var promotion = await studio.Training.PromoteAsync(id, 3, null, "ada", Token);
        Assert.Equal(("tiny", "ada"), (promotion.Voice, promotion.By));
        Assert.NotEqual(before, promotion.Version);
        Assert.Equal(promotion.Version, studio.Voices.Find("tiny").Info.Version);
        Assert.Throws<OriginNeededException>(() => studio.Training.DeleteRun(id));
        await Assert.ThrowsAsync<StepNotKeptException>(() => studio.Training.PromoteAsync(id, 9999, null, null, Token));
    }

    [Fact(Timeout = 300_000)]
    public async Task StartAsync_MissingOrOutOfRange_IsRefused()
    {
        var good = RequestOf(steps: 3);
        NewRun[] bad =
        [
            good with
            {
                Consent = " ",
            },
            good with
            {
                Steps = 0,
            },
            good with
            {
                LearningRate = 5,
            },
            good with
            {
                LearningRate = double.NaN,
            },
            good with
            {
                BatchSize = 1000,
            },
            good with
            {
                User = null,
            },
            good with
            {
                Name = "a\u0007",
            },
        ];
        foreach (var one in bad)
            await Assert.ThrowsAsync<RunRequestException>(() => studio.Training.StartAsync(one, Token));
        await Assert.ThrowsAsync<UnknownTrainingItemException>(() =>
            studio.Training.StartAsync(good with { DataSet = "../../etc" }, Token)
        );
        await Assert.ThrowsAsync<Streaming.Voices.UnknownVoiceException>(() =>
            studio.Training.StartAsync(good with { Voice = "nobody" }, Token)
        );
        var untried = await studio.UploadAsync("new", [.. Tones.Recordings(1)]);
        await Assert.ThrowsAsync<RunRequestException>(() =>
            studio.Training.StartAsync(good with { DataSet = untried.Id }, Token)
        );
    }

    [Fact(Timeout = 300_000)]
    public async Task Folder_ThatIsGone_FailsTheRunAndNotTheQueue()
    {
        var id = await StartAsync(steps: 5000);
        await UntilAsync(id, run => run.Step > 2);
        // at once, unlike deletion
        Directory.Move(Path.Combine(studio.Folder, "runs", id), Path.Combine(studio.Folder, id));
        await UntilAsync(id, run => run.State == RunState.Failed);
        Assert.StartsWith("VS4042", RunOf(id).Error, StringComparison.Ordinal);
        studio.Training.DeleteRun(id);
        await UntilAsync(await StartAsync(steps: 2), run => run.State == RunState.Done);
    }

    private Run RunOf(string id) => studio.Training.Get(id).Run;

    private NewRun RequestOf(int steps) =>
        new()
        {
            DataSet = studio.DataSet,
            Name = "linda",
            User = "me",
            Consent = "My own voice, recorded by myself.",
            Steps = steps,
            LearningRate = 1e-3,
            BatchSize = 3,
            ValidateEvery = Math.Min(steps, 50),
            AlignerSteps = 1,
            SpeakerSteps = 1,
        };

    private async Task<string> StartAsync(int steps) => (await studio.Training.StartAsync(RequestOf(steps), Token)).Id;

    private async Task UntilAsync(string id, Func<Run, bool> condition)
    {
        while (!condition(RunOf(id)))
            await Task.Delay(25, Token);
    }

    /// <summary>One data set for all tests.</summary>
    public sealed class TuningStudio : RunningStudio
    {
        public string DataSet { get; private set; } = "";

        public override async ValueTask InitializeAsync()
        {
            await base.InitializeAsync();
            DataSet = await NewDataSetAsync(4);
        }
    }
}
