using Microsoft.Extensions.Time.Testing;
using VoiceSmith.Streaming.Scheduling;

namespace VoiceSmith.Streaming.Tests.Scheduling;

public sealed class FairTurnsTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Behind_ManyOfOneCaller_GrowsForThatCallerOnly()
    {
        var turns = new FairTurns(_time);
        Assert.Equal([0, 100, 200, 300], Enumerable.Range(0, 4).Select(_ => Milliseconds(turns.Behind("greedy"))));
        Assert.Equal(0, turns.Behind("other"));
        Assert.Equal(0, turns.Behind(null));
        Assert.Equal(0, turns.Behind(null));
    }

    [Fact]
    public void Behind_AfterAWhile_StartsAgain()
    {
        var turns = new FairTurns(_time);
        for (var i = 0; i < 10; i++)
            turns.Behind("greedy");
        _time.Advance(TimeSpan.FromMilliseconds(700));
        Assert.Equal(300, Milliseconds(turns.Behind("greedy")));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(0, turns.Behind("greedy"));
    }

    [Fact]
    public async Task Deadline_GreedyCallersUtterances_ComeAfterAnothersThatWasAskedForLater()
    {
        var (turns, order) = (new FairTurns(_time), new List<string>());
        using var workers = new ComputeWorkers(1);
        var (started, go) = (new TaskCompletionSource(), new ManualResetEventSlim());
        var blocking = workers.RunAsync(
            long.MinValue,
            () =>
            {
                started.SetResult();
                go.Wait(TestContext.Current.CancellationToken);
                return 0;
            },
            TestContext.Current.CancellationToken
        );
        await started.Task;
        var jobs = Enumerable.Range(0, 5).Select(i => RunAsync("greedy", $"greedy {i}")).ToList();
        _time.Advance(TimeSpan.FromMilliseconds(1));
        jobs.Add(RunAsync("other", "other"));
        go.Set();
        await Task.WhenAll(jobs);
        await blocking;
        Assert.Equal(["greedy 0", "other", "greedy 1", "greedy 2", "greedy 3", "greedy 4"], order);

        Task<int> RunAsync(string caller, string name) =>
            new UtteranceWork(workers, 0, _time, 22_050, new()) { Behind = turns.Behind(caller) }.RunAsync(
                Effort.Encoding,
                () =>
                {
                    order.Add(name);
                    return 0;
                },
                TestContext.Current.CancellationToken
            );
    }

    [Fact]
    public void Deadline_OfAResumedStream_StaysBeforeTheFirstSoundUntilItIsPastWhatWasHeard()
    {
        using var workers = new ComputeWorkers(1);
        var work = new UtteranceWork(workers, 0, _time, 22_050, new()) { IsPaced = true, FromSample = 44_100 };
        var first = work.Deadline;
        work.Produced(44_100); // made again, and heard already
        Assert.Equal(first, work.Deadline);
        work.Produced(66_150); // a second more
        Assert.Equal(_time.GetTimestamp() + _time.TimestampFrequency, work.Deadline);
    }

    private double Milliseconds(long ticks) => ticks * 1000.0 / _time.TimestampFrequency;
}
