using System.Diagnostics;
using VoiceSmith.Streaming.Scheduling;

namespace VoiceSmith.Streaming.Tests.Scheduling;

public sealed class UtteranceWorkTests
{
    private const int SampleRate = 22_050;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RunAsync_TwoInABatch_EachPaysForHalfAndForItsWait()
    {
        using var workers = new ComputeWorkers(1);
        using var go = new ManualResetEventSlim();
        var blocking = await FairTurnsTests.BlockAsync(workers, go);
        var (batches, ledgers) = (new Slow(), new[] { new UtteranceLedger(), new UtteranceLedger() });
        var clock = Stopwatch.StartNew();
        var jobs = ledgers
            .Select(ledger => new UtteranceWork(workers, 0, TimeProvider.System, SampleRate, ledger))
            .Select(
                (work, i) => work.RunAsync(Effort.Vocoding, batches, i, _ => throw new UnreachableException(), Token)
            )
            .ToArray();
        await Task.Delay(20, Token);
        var waited = clock.Elapsed;
        go.Set();
        await blocking;
        var results = await Task.WhenAll(jobs);
        var (elapsed, sums) = (clock.Elapsed.TotalMicroseconds, ledgers.Select(one => one.Sum(SampleRate)).ToArray());
        Assert.Equal([0, 1], results);
        Assert.Equal([2], batches.Sizes);
        Assert.All(
            sums,
            sum =>
            {
                Assert.InRange(2 * sum.Vocoding, batches.Took, elapsed - waited.TotalMicroseconds);
                Assert.InRange(sum.Queued, 10_000, elapsed - batches.Took);
            }
        );
        Assert.Equal([0, 1], sums.Select(sum => sum.PeakQueue));
    }

    /// <summary>Work that takes 20 ms, and gives each item back.</summary>
    private sealed class Slow : IBatchWork<int, int>
    {
        public double Took { get; private set; } // µs, less what rounding may take away

        public List<int> Sizes { get; } = [];

        public int MaxBatch => 2;

        public IReadOnlyList<int> Run(IReadOnlyList<int> items)
        {
            Sizes.Add(items.Count);
            var clock = Stopwatch.StartNew();
            SpinWait.SpinUntil(() => false, TimeSpan.FromMilliseconds(20));
            Took = clock.Elapsed.TotalMicroseconds - 5;
            return items;
        }
    }
}
