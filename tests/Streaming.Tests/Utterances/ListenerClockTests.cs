using Microsoft.Extensions.Time.Testing;
using VoiceSmith.Streaming.Utterances;

namespace VoiceSmith.Streaming.Tests.Utterances;

public sealed class ListenerClockTests
{
    private const int SampleRate = 20_000;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)] // 50 µs, less than a timer's resolution
    [InlineData(19)]
    [InlineData(20)]
    [InlineData(30)]
    public async Task WaitAsync_AnyTimeTooEarly_SleepsUntilItIsNot(int samples)
    {
        var time = new CountingTime();
        var clock = new ListenerClock(time);
        clock.Begin(0, SampleRate);
        var read = time.Reads;
        var waiting = Task.Run(
            () => clock.WaitAsync(SampleRate + samples, TimeSpan.FromSeconds(1), Token).AsTask(),
            Token
        );
        while (time.Reads == read)
            await Task.Delay(1, Token);
        await Task.Delay(50, Token);
        Assert.False(waiting.IsCompleted);
        Assert.InRange(time.Reads - read, 1, 10);
        time.Advance(TimeSpan.FromMilliseconds(2));
        await waiting.WaitAsync(TimeSpan.FromSeconds(10), Token);
    }

    private sealed class CountingTime : FakeTimeProvider
    {
        private int _reads;

        public int Reads => Volatile.Read(ref _reads);

        public override long GetTimestamp()
        {
            Interlocked.Increment(ref _reads);
            return base.GetTimestamp();
        }
    }
}
