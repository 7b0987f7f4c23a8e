using VoiceSmith.Studio.Runs;

namespace VoiceSmith.Studio.Tests;

/// <summary>Members of a cluster over one folder of runs.</summary>
public sealed class SharedFolderTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Timeout = 300_000)]
    public async Task Runs_OfOneQueue_AreTakenByOneMemberEachAndGoOnWhereOneLeaves()
    {
        await using var gateway = new Member(null, trains: false);
        await using var one = new Member(gateway.Folder, trains: true);
        await using var other = new Member(gateway.Folder, trains: true);
        await gateway.InitializeAsync();
        await one.InitializeAsync();
        var data = await gateway.NewDataSetAsync(recordings: 6);
        var (first, second) = (await StartAsync(), await StartAsync());
        await UntilAsync(first, run => run is { State: RunState.Running, Step: > 2 });
        Assert.Equal(RunState.Queued, gateway.Training.Get(second).Run.State); // each trains one

        await other.InitializeAsync();
        await UntilAsync(second, run => run is { State: RunState.Running, Step: > 2 });
        Assert.All(one.Training.Runs, run => Assert.Equal(RunState.Running, run.State));
        gateway.Training.Pause(second); // by who does not train it
        var events = gateway.Training.Get(second).Log.FollowAsync(0, Token);
        await events.FirstAsync(happened => happened is RunStateChanged { State: RunState.Paused }, Token);
        Assert.Contains(gateway.Training.Get(second).Run.Step, gateway.Training.Get(second).Run.Checkpoints);

        await one.Training.StopAsync(Token); // as when its process ends
        var left = gateway.Training.Get(first).Run;
        Assert.Equal(RunState.Running, left.State);
        await UntilAsync(first, run => run.Step > left.Step + 2);
        Assert.Equal(left.Step, gateway.Training.Get(first).Run.Checkpoints.First(step => step >= left.Step));
        gateway.Training.Stop(first);
        await gateway.Training.Get(first).Log.FollowAsync(0, Token).LastAsync(Token);
        Assert.Equal(RunState.Stopped, other.Training.Get(first).Run.State);

        async Task<string> StartAsync() =>
            (
                await gateway.Training.StartAsync(
                    new()
                    {
                        DataSet = data,
                        Name = "linda",
                        User = "me",
                        Consent = "Mine.",
                        Steps = 5000,
                    },
                    Token
                )
            ).Id;

        async Task UntilAsync(string id, Func<Run, bool> reached)
        {
            while (!reached(gateway.Training.Get(id).Run))
                await Task.Delay(50, Token);
        }
    }

    private sealed class Member : RunningStudio
    {
        private readonly bool _trains;

        public Member(string? folder, bool trains)
        {
            _trains = trains;
            if (folder is not null)
                Folder = folder;
        }

        protected override bool Trains => _trains;

        protected override TrainingOptions Options =>
            new()
            {
                Folder = Folder,
                Shared = true,
                Place = TrainingPlace.Server,
            };
    }
}
