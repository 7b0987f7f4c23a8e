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
        using var go = new ManualResetEventSlim();
        var blocking = await BlockAsync(workers, go);
        var jobs = Enumerable.Range(0, 5).Select(i => RunAsync("greedy", $"greedy {i}")).ToList();
        _time.Advance(TimeSpan.FromMilliseconds(1));
        jobs.Add(RunAsync("other", "other"));
        go.Set();
        await Task.WhenAll(jobs);
        await blocking;
        Assert.Equal(["greedy 0", "other", "greedy 1", "greedy 2", "greedy 3", "greedy 4"], order);

        Task<int> RunAsync(string caller, string name) =>
            NoteAsync(
                new UtteranceWork(workers, 0, _time, 22_050, new()) { Behind = turns.Behind(caller) },
                order,
                name
            );
    }

    [Fact]
    public async Task Deadline_FirstSoundsOfAFlood_LeaveAListenerItsSound()
    {
        var (turns, order) = (new FairTurns(_time), new List<string>());
        using var workers = new ComputeWorkers(1);
        using var go = new ManualResetEventSlim();
        var listener = NewWork("listener");
        listener.Produced(12_128); // has sound for 550 ms
        var blocking = await BlockAsync(workers, go);
        var jobs = Enumerable.Range(0, 8).Select(i => NoteAsync(NewWork("flood"), order, $"flood {i}")).ToList();
        jobs.Add(NoteAsync(listener, order, "listener"));
        jobs.Add(NoteAsync(NewWork("newcomer"), order, "newcomer"));
        go.Set();
        await Task.WhenAll(jobs);
        await blocking;
        Assert.Equal(
            ["flood 0", "newcomer", .. Enumerable.Range(1, 5).Select(i => $"flood {i}"), "listener", "flood 6", "flood 7"],
            order
        );

        UtteranceWork NewWork(string caller) =>
            new(workers, 0, _time, 22_050, new()) { Behind = turns.Behind(caller), IsPaced = true };
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

    /// <summary>Occupies the only worker until it may go on.</summary>
    /// <returns>The job that occupies it.</returns>
    private static async Task<Task<int>> BlockAsync(ComputeWorkers workers, ManualResetEventSlim go)
    {
        var started = new TaskCompletionSource();
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
        return blocking;
    }

    private static Task<int> NoteAsync(UtteranceWork work, List<string> order, string name) =>
        work.RunAsync(
            Effort.Encoding,
            () =>
            {
                order.Add(name);
                return 0;
            },
            TestContext.Current.CancellationToken
        );

    private double Milliseconds(long ticks) => ticks * 1000.0 / _time.TimestampFrequency;
}
