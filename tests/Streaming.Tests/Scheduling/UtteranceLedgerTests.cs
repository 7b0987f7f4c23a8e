using System.Diagnostics;
using VoiceSmith.Streaming.Scheduling;

namespace VoiceSmith.Streaming.Tests.Scheduling;

public sealed class UtteranceLedgerTests
{
    private static readonly Effort[] Efforts = Enum.GetValues<Effort>();

    [Fact]
    public void Sum_TimeOfEveryKind_StandsInItsOwnPlace()
    {
        var ledger = new UtteranceLedger();
        foreach (var effort in Efforts)
            for (var i = 0; i < 2; i++)
                ledger.Add(effort, ((int)effort + 1) * Stopwatch.Frequency);
        ledger.Sound(1_000);
        ledger.Sound(3_000);
        var sum = ledger.Sum(sampleRate: 2_000);
        Assert.Equal(
            Efforts.Select(effort => (effort.ToString().ToLowerInvariant(), 2_000_000L * ((int)effort + 1))),
            sum.Stages
        );
        Assert.Equal(2_000_000 * (2 + 3 + 4 + 5 + 6), sum.Computing);
        Assert.Equal(4_000, sum.Samples);
        Assert.Equal(20, sum.RealTimeFactor, 1e-9); // 40 seconds for two of sound
    }

    [Fact]
    public async Task Sum_FirstSound_IsThatOfTheFirstFrame()
    {
        var ledger = new UtteranceLedger();
        Assert.Equal((0, 0, 0.0), (ledger.Sum(1).FirstSound, ledger.Sum(1).Samples, ledger.Sum(1).RealTimeFactor));
        var since = Stopwatch.GetTimestamp();
        await Task.Delay(5, TestContext.Current.CancellationToken);
        ledger.Spend(Effort.Sending, since);
        ledger.Sound(1);
        var first = ledger.Sum(1);
        await Task.Delay(5, TestContext.Current.CancellationToken);
        ledger.Sound(1);
        var second = ledger.Sum(1);
        Assert.InRange(first.Sending, 4_000, first.FirstSound);
        Assert.InRange(first.FirstSound, 4_000, first.Total);
        Assert.Equal(first.FirstSound, second.FirstSound);
        Assert.True(second.Total > first.Total);
    }

    [Fact]
    public void SeeQueue_Several_KeepsTheLongest()
    {
        var ledger = new UtteranceLedger();
        foreach (var waiting in new[] { 2, 5, 3, 5, 0 })
            ledger.SeeQueue(waiting);
        Assert.Equal(5, ledger.Sum(1).PeakQueue);
    }
}
