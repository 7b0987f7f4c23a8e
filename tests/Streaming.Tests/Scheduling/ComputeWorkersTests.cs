using VoiceSmith.Streaming.Scheduling;
using VoiceSmith.Torch;
using static TorchSharp.torch;

namespace VoiceSmith.Streaming.Tests.Scheduling;

public sealed class ComputeWorkersTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RunAsync_ManyWait_EarliestDeadlineGoesFirstAndEqualsInOrder()
    {
        using var workers = new ComputeWorkers(1);
        using var gate = new ManualResetEventSlim();
        var order = new List<string>();
        var first = workers.RunAsync(
            0,
            () =>
            {
                gate.Wait(Token);
                return 0;
            },
            Token
        );
        var jobs = new[] { (5L, "late"), (1L, "early"), (3L, "middle"), (3L, "middle, later") }
            .Select(job =>
                workers.RunAsync(
                    job.Item1,
                    () =>
                    {
                        order.Add(job.Item2);
                        return 0;
                    },
                    Token
                )
            )
            .ToArray();
        gate.Set();
        await first;
        await Task.WhenAll(jobs);
        Assert.Equal(["early", "middle", "middle, later", "late"], order);
    }

    [Fact]
    public async Task RunAsync_NextJobBeforeAFirstSound_GoesBeforeALaterOneThatWaitsLonger()
    {
        using var workers = new ComputeWorkers(1, patience: TimeSpan.FromMinutes(1));
        using var gate = new ManualResetEventSlim();
        var order = new List<string>();
        var first = RunAsync(-1, "plan");
        var late = RunAsync(5, "late");
        gate.Set();
        await first;
        await Task.Delay(50, Token); // until then the thread would have taken the late one
        await RunAsync(-1, "mel");
        Assert.Equal(["plan", "mel"], order);
        await workers.RunAsync(-1, () => 0, Token);
        Assert.False(late.IsCompleted);
        workers.Dispose();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => late);

        Task<int> RunAsync(long deadline, string name) =>
            workers.RunAsync(
                deadline,
                () =>
                {
                    gate.Wait(Token);
                    order.Add(name);
                    return 0;
                },
                Token
            );
    }

    [Fact]
    public async Task RunAsync_NoJobBeforeAFirstSoundFollows_TheLaterOneRuns()
    {
        using var workers = new ComputeWorkers(1, patience: TimeSpan.FromMilliseconds(1));
        await workers.RunAsync(-1, () => 0, Token);
        Assert.Equal(1, await workers.RunAsync(5, () => 1, Token));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(3, 2)]
    public async Task MeasureAsync_LongJobs_LeaveAThreadToOthersIfThereAreMore(int threads, int together)
    {
        using var workers = new ComputeWorkers(threads);
        using var gate = new SemaphoreSlim(0);
        var running = 0;
        var most = 0;
        var jobs = Enumerable
            .Range(0, 2 * threads)
            .Select(_ =>
                workers.MeasureAsync(
                    -1,
                    () =>
                    {
                        InterlockedMax(ref most, Interlocked.Increment(ref running));
                        gate.Wait(Token);
                        return Interlocked.Decrement(ref running);
                    },
                    Token,
                    isLong: true
                )
            )
            .ToArray();
        if (threads > 1)
            Assert.Equal(7, await workers.RunAsync(5, () => 7, Token)); // while long ones that are more urgent wait
        gate.Release(jobs.Length);
        await Task.WhenAll(jobs);
        Assert.InRange(most, 1, together);

        static void InterlockedMax(ref int most, int value)
        {
            for (var seen = Volatile.Read(ref most); value > seen;)
                seen = Interlocked.CompareExchange(ref most, value, seen);
        }
    }

    [Fact]
    public async Task RunAsync_CancelledBeforeItsTurn_NeverRuns()
    {
        using var workers = new ComputeWorkers(1);
        using var running = new ManualResetEventSlim();
        using var gate = new ManualResetEventSlim();
        using var cancel = new CancellationTokenSource();
        var first = workers.RunAsync(
            0,
            () =>
            {
                running.Set();
                gate.Wait(Token);
                return 0;
            },
            Token
        );
        running.Wait(Token);
        var ran = false;
        var cancelled = workers.RunAsync(1, () => ran = true, cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled); // while the worker is still busy
        Assert.Equal(0, workers.Waiting);
        gate.Set();
        await first;
        await workers.RunAsync(2, () => 0, Token);
        Assert.False(ran);
    }

    [Fact]
    public async Task RunAsync_CancelledWhileRunning_WaitsForTheJobAndGivesItsResult()
    {
        using var workers = new ComputeWorkers(1);
        using var running = new ManualResetEventSlim();
        using var gate = new ManualResetEventSlim();
        using var cancel = new CancellationTokenSource();
        var job = workers.RunAsync(
            0,
            () =>
            {
                running.Set();
                gate.Wait(Token);
                return 7;
            },
            cancel.Token
        );
        running.Wait(Token);
        await cancel.CancelAsync();
        Assert.False(job.IsCompleted);
        gate.Set();
        Assert.Equal(7, await job);
    }

    [Fact]
    public async Task RunAsync_JobThrows_ErrorReachesTheCallerAndTheWorkerGoesOn()
    {
        using var workers = new ComputeWorkers(1);
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            workers.RunAsync<int>(0, () => throw new InvalidOperationException(), Token)
        );
        Assert.Equal(1, await workers.RunAsync(0, () => 1, Token));
    }

    [Fact]
    public async Task RunAsync_Always_OneTorchThreadAndNoGradients()
    {
        using var workers = new ComputeWorkers(2);
        foreach (var _ in Enumerable.Range(0, 4))
            Assert.Equal((1, false), await workers.RunAsync(0, () => (get_num_threads(), is_grad_enabled()), Token));
    }

    [Fact]
    public async Task RunAsync_AnotherThreadSetsTorchsThreadsMeanwhile_StillOneTorchThread()
    {
        using var workers = new ComputeWorkers(1);
        await workers.RunAsync(0, () => 0, Token);
        var own = get_num_threads();
        TorchThreads.Use(3); // as the letter rules do when they give back what they borrowed
        var count = await workers.RunAsync(0, () => get_num_threads(), Token);
        TorchThreads.Use(own);
        Assert.Equal(1, count);
    }

    [Fact]
    public async Task Dispose_JobsWait_FinishesTheRunningOneAndCancelsTheRest()
    {
        var workers = new ComputeWorkers(1);
        using var running = new ManualResetEventSlim();
        using var gate = new ManualResetEventSlim();
        var first = workers.RunAsync(
            0,
            () =>
            {
                running.Set();
                gate.Wait(Token);
                return 1;
            },
            Token
        );
        var second = workers.RunAsync(0, () => 2, Token);
        running.Wait(Token);
        var disposal = Task.Run(workers.Dispose, Token);
        while (
            await Record.ExceptionAsync(() => workers.RunAsync(9, () => 0, new CancellationTokenSource(1).Token))
                is not ObjectDisposedException
        )
            await Task.Yield(); // until disposal has begun
        gate.Set();
        Assert.Equal(1, await first);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        await disposal;
    }

    [Fact]
    public async Task MeasureAsync_ManyWait_RunsThemTogetherByDeadline()
    {
        using var workers = new ComputeWorkers(1);
        using var gate = new ManualResetEventSlim();
        var work = new Recorded(3);
        var first = workers.RunAsync(
            0,
            () =>
            {
                gate.Wait(Token);
                return 0;
            },
            Token
        );
        var jobs = new[] { 5L, 1, 4, 2, 3 }
            .Select(deadline => workers.MeasureAsync(deadline, work, (int)deadline, Token))
            .ToArray();
        gate.Set();
        await first;
        var results = await Task.WhenAll(jobs);
        Assert.Equal(
            [
                [1, 2, 3],
                [4, 5],
            ],
            work.Batches
        );
        Assert.Equal([-5, -1, -4, -2, -3], results.Select(result => result.Value));
        Assert.Equal([2, 3, 2, 3, 3], results.Select(result => result.Batch));
    }

    [Fact]
    public async Task MeasureAsync_FirstChunks_GoFirstAndWaitForNoOthers()
    {
        using var workers = new ComputeWorkers(1);
        using var gate = new ManualResetEventSlim();
        var (one, other) = (new Recorded(8), new Recorded(8));
        var first = workers.RunAsync(
            0,
            () =>
            {
                gate.Wait(Token);
                return 0;
            },
            Token
        );
        var jobs = new[] { (one, 7L), (other, 6L), (one, -2L), (one, 8L), (one, -1L) }
            .Select(job => workers.MeasureAsync(job.Item2, job.Item1, (int)job.Item2, Token))
            .ToArray();
        var single = workers.RunAsync(
            5,
            () =>
            {
                lock (one.Batches)
                {
                    one.Batches.Add([5]);
                }
                return 0;
            },
            Token
        );
        gate.Set();
        await Task.WhenAll(jobs);
        await Task.WhenAll(first, single);
        Assert.Equal(
            [
                [-2, -1],
                [5],
                [7, 8],
            ],
            one.Batches
        );
        Assert.Equal(
            [
                [6],
            ],
            other.Batches
        );
    }

    [Fact]
    public async Task MeasureAsync_OneIsWithdrawnBeforeItsBatch_TheOthersRun()
    {
        using var workers = new ComputeWorkers(1);
        using var gate = new ManualResetEventSlim();
        using var cancel = new CancellationTokenSource();
        var work = new Recorded(8);
        var first = workers.RunAsync(
            0,
            () =>
            {
                gate.Wait(Token);
                return 0;
            },
            Token
        );
        var leaving = workers.MeasureAsync(1, work, 1, cancel.Token);
        var staying = new[] { 2, 3 }.Select(item => workers.MeasureAsync(item, work, item, Token)).ToArray();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaving);
        gate.Set();
        await first;
        await Task.WhenAll(staying);
        Assert.Equal(
            [
                [2, 3],
            ],
            work.Batches
        );
    }

    [Fact]
    public async Task MeasureAsync_TheBatchFails_EveryoneInItIsToldAndTheWorkerGoesOn()
    {
        using var workers = new ComputeWorkers(1);
        using var gate = new ManualResetEventSlim();
        var work = new Recorded(2);
        var first = workers.RunAsync(
            0,
            () =>
            {
                gate.Wait(Token);
                return 0;
            },
            Token
        );
        // 0 cannot be done
        var jobs = new[] { 0, 1, 2 }.Select(item => workers.MeasureAsync(1, work, item, Token)).ToArray();
        gate.Set();
        await first;
        await Assert.ThrowsAsync<InvalidOperationException>(() => jobs[0]);
        await Assert.ThrowsAsync<InvalidOperationException>(() => jobs[1]);
        Assert.Equal(-2, (await jobs[2]).Value);
        Assert.Equal(0, workers.Waiting);
    }

    /// <summary>Work that notes its batches, and gives each item's negative.</summary>
    private sealed class Recorded(int most) : IBatchWork<int, int>
    {
        public List<int[]> Batches { get; } = [];

        public int MaxBatch => most;

        public IReadOnlyList<int> Run(IReadOnlyList<int> items)
        {
            lock (Batches)
                Batches.Add([.. items]);
            return items.Contains(0) ? throw new InvalidOperationException() : [.. items.Select(item => -item)];
        }
    }
}
