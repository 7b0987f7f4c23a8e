using Microsoft.Extensions.Time.Testing;
using VoiceSmith.Streaming.Scheduling;
using VoiceSmith.Testing;

namespace VoiceSmith.Streaming.Tests.Scheduling;

public sealed class FairTurnsTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Behind_ManyOfOneCaller_GrowsForThatCallerOnly()
    {
        var turns = new FairTurns(_time, 1);
        Assert.Equal(
            [0, 100, 200, 300],
            Enumerable.Range(0, 4).Select(_ => Milliseconds(turns.Of("greedy")!.TakeTurn()))
        );
        Assert.Equal(0, turns.Of("other")!.TakeTurn());
        Assert.Null(turns.Of(null));
    }

    [Fact]
    public void Behind_AfterAWhile_StartsAgain()
    {
        var turns = new FairTurns(_time, 1);
        for (var i = 0; i < 10; i++)
            turns.Of("greedy")!.TakeTurn();
        _time.Advance(TimeSpan.FromMilliseconds(700));
        Assert.Equal(300, Milliseconds(turns.Of("greedy")!.TakeTurn()));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(0, turns.Of("greedy")!.TakeTurn());
    }

    [Fact]
    public void Of_ThousandsOfCallers_ForgetsThoseThatOweNothing()
    {
        var turns = new FairTurns(_time, 1);
        var (first, owing, late) = (turns.Of("idle")!, turns.Of("owing")!, turns.Of("late")!);
        owing.Spend(TimeSpan.FromSeconds(1));
        late.TakeTurn();
        for (var i = 3; i < 1000; i++)
            turns.Of($"{i}");
        Assert.Same(first, turns.Of("idle")); // as many as may be known
        turns.Of("one more");
        Assert.Same(owing, turns.Of("owing"));
        Assert.Same(late, turns.Of("late"));
        Assert.NotSame(first, turns.Of("idle"));
    }

    [Fact]
    public void IsIdle_TimePasses_OnceTurnAndComputingAreOver()
    {
        var share = new CallerShare(_time, workers: 2);
        Assert.True(share.IsIdle);
        share.TakeTurn();
        Assert.False(share.IsIdle);
        _time.Advance(TimeSpan.FromMilliseconds(100));
        Assert.True(share.IsIdle);
        share.Spend(TimeSpan.FromSeconds(3)); // paid with one second of two workers' two each second
        Assert.True(share.IsOver);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.False(share.IsOver);
        Assert.False(share.IsIdle);
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.True(share.IsIdle);
        share.Spend(TimeSpan.FromSeconds(1_000)); // no more than four seconds are remembered
        _time.Advance(TimeSpan.FromSeconds(1.9));
        Assert.True(share.IsOver);
        _time.Advance(TimeSpan.FromSeconds(0.2));
        Assert.False(share.IsOver);
    }

    [Fact]
    public void Deadline_SoundMade_MovesOnByItsLengthAndByTheTurnWhereNobodyListensAlong()
    {
        using var workers = new ComputeWorkers(1);
        foreach (var isPaced in new[] { true, false })
        {
            var begun = _time.GetTimestamp();
            var work = new UtteranceWork(workers, 3, _time, 22_050, new()) { Behind = 700, IsPaced = isPaced };
            Assert.Equal(3, work.Place);
            Assert.Equal(begun + 700, work.Deadline);
            work.Produced(0);
            Assert.Equal(begun + 700, work.Deadline);
            _time.Advance(TimeSpan.FromSeconds(1));
            work.Produced(11_025);
            _time.Advance(TimeSpan.FromSeconds(1));
            work.Produced(22_050);
            Assert.Equal(begun + 2 * _time.TimestampFrequency + (isPaced ? 0 : 700), work.Deadline);
        }
        Assert.True(new UtteranceWork(workers, 0, _time, 22_050, new()).Deadline < long.MinValue / 4);
    }

    [Fact]
    public async Task Deadline_GreedyCallersUtterances_ComeAfterAnothersThatWasAskedForLater()
    {
        var (turns, order) = (new FairTurns(_time, 1), new List<string>());
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
                new UtteranceWork(workers, 0, _time, 22_050, new()) { Behind = turns.Of(caller)!.TakeTurn() },
                order,
                name
            );
    }

    [Fact]
    public async Task Deadline_FirstSoundsOfAFlood_LeaveAListenerItsSound()
    {
        var (turns, order) = (new FairTurns(_time, 1), new List<string>());
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
            ["flood 0", "newcomer", "flood 1", "flood 2", "flood 3", "flood 4", "flood 5", "listener"],
            order.SkipLast(2)
        );

        UtteranceWork NewWork(string caller) =>
            new(workers, 0, _time, 22_050, new()) { Behind = turns.Of(caller)!.TakeTurn(), IsPaced = true };
    }

    [Fact]
    public void Deadline_CallerComputesMoreThanItsShare_ListenersOfOthersGoFirstUntilItHasPaid()
    {
        var turns = new FairTurns(_time, workers: 2);
        using var workers = new ComputeWorkers(1);
        var (flood, other, first) = (NewWork("flood", 22_050), NewWork("other", 66_150), NewWork("flood", 0));
        Assert.True(flood.Deadline < other.Deadline);
        turns.Of("flood")!.Spend(TimeSpan.FromSeconds(2));
        Assert.True(flood.Deadline < other.Deadline); // a short time is anybody's
        turns.Of("flood")!.Spend(TimeSpan.FromSeconds(1));
        Assert.True(flood.Deadline > other.Deadline);
        Assert.True(first.Deadline > other.Deadline);
        Assert.True(first.Deadline < flood.Deadline); // among its own as ever
        _time.Advance(TimeSpan.FromSeconds(1.1)); // half of two workers' time
        Assert.True(flood.Deadline < other.Deadline);

        UtteranceWork NewWork(string caller, long samples)
        {
            var work = new UtteranceWork(workers, 0, _time, 22_050, new()) { IsPaced = true, Share = turns.Of(caller) };
            work.Produced(samples);
            return work;
        }
    }

    [Fact(Timeout = 30_000)]
    public async Task SpeakAsync_CallerComputedMoreThanItsShare_AnotherThatCameLaterGoesFirst()
    {
        const double greedy = 1.5, busy = 1.4, flood = 1.3, other = 1.2;
        using var go = new ManualResetEventSlim();
        var (order, began) = (new List<double>(), new TaskCompletionSource());
        using var registry = Listening.RegistryOf(
            new FakeVoice
            {
                Speaking = controls =>
                {
                    order.Add(controls.Rate);
                    if (controls.Rate == greedy)
                        go.Wait(TimeSpan.FromSeconds(1.2), TestContext.Current.CancellationToken);
                    if (controls.Rate == busy)
                    {
                        began.SetResult();
                        go.Wait(TestContext.Current.CancellationToken);
                    }
                },
            }
        );
        using var engine = new SpeechEngine(registry, new() { Workers = 1 }, _time);
        await SpeakAsync("flood", greedy);
        _time.Advance(TimeSpan.FromMilliseconds(100)); // its next turn
        var speaking = new List<Task> { SpeakAsync(null, busy) };
        await began.Task;
        foreach (var (caller, rate) in new[] { ("flood", flood), ("other", other) })
        {
            speaking.Add(SpeakAsync(caller, rate));
            while (engine.Backlog < speaking.Count - 1)
                await Task.Delay(1, TestContext.Current.CancellationToken);
        }
        go.Set();
        await Task.WhenAll(speaking);
        Assert.Equal([greedy, busy, other, flood], order);

        Task SpeakAsync(string? caller, double rate) =>
            engine.HearAsync(new() { Caller = caller, Controls = new() { Rate = rate } }, "Yes.");
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
    internal static async Task<Task<int>> BlockAsync(ComputeWorkers workers, ManualResetEventSlim go)
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
