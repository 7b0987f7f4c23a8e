using System.Threading.Channels;
using CsCheck;
using Microsoft.Extensions.Time.Testing;
using VoiceSmith.Cluster.Utterances;
using VoiceSmith.Streaming.Utterances;

namespace VoiceSmith.Cluster.Tests;

public sealed class HeldSpeechTests
{
    private const int Ahead = 4,
        SampleRate = 100,
        Frames = 60; // of ten samples

    private static readonly TimeSpan Hold = TimeSpan.FromSeconds(1);

    private readonly FakeTimeProvider _time = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ReadAsync_GatewaysThatDieAnywhere_EachSampleAndEventIsReadOnce() =>
        await Gen.Int[0, 12]
            .Array[0, 4]
            .SampleAsync(async deaths =>
            {
                var speech = Begin(Speech());
                var told = new List<SpeechEvent>();
                var next = 0L;
                foreach (var batches in deaths.Append(int.MaxValue))
                {
                    if (told.LastOrDefault() is SpeechEnded)
                        break;
                    using var gateway = new CancellationTokenSource();
                    var reader = speech.Enter(next);
                    Assert.NotNull(reader);
                    var read = 0;
                    var open = new Queue<SpeechEvent>(told.OfType<TimedEvent>().Where(one => EndOf(one) > next));
                    await foreach (var ready in speech.ReadAsync(reader, gateway.Token, Token))
                    {
                        foreach (var happened in ready)
                            if (happened is SpeechStarted && told.Count > 0)
                                continue;
                            else if (open.TryPeek(out var same) && same == happened)
                                open.Dequeue();
                            else
                                told.Add(happened);
                        next = told.OfType<SoundMade>().Select(one => one.Frame.FirstSample + 10).LastOrDefault();
                        if (++read > batches)
                            await gateway.CancelAsync();
                    }
                }
                Assert.Equal(Texts(await Speech().ToListAsync(Token)), Texts(told));
            });

    [Fact]
    public async Task ReadAsync_FromTheMiddleOfAFrame_BeginsThere()
    {
        var speech = Begin(Speech());
        await using var first = Read(speech, 0);
        await ReadSoundAsync(first, 50);
        await using var second = Read(speech, 25);
        var told = await ReadSoundAsync(second, 60);
        Assert.IsType<SpeechStarted>(told[0]);
        Assert.Equal(25, told.OfType<SoundMade>().First().Frame.FirstSample);
        Assert.Equal(10, told.OfType<SoundMade>().First().Frame.Pcm.Length);
    }

    [Fact]
    public async Task FillAsync_ReaderThatDoesNotRead_HoldsTheSpeechBack()
    {
        var made = 0;
        var speech = Begin(Speech().Select(one => (Interlocked.Increment(ref made), one).one));
        await using var reader = Read(speech, 0);
        var read = (await ReadSoundAsync(reader, 100)).Count;
        while (Volatile.Read(ref made) < read + Ahead + 1) // and the one that waits for room
            await Task.Yield();
        Assert.True(await reader.MoveNextAsync());
        read += reader.Current.Count;
        while (Volatile.Read(ref made) < read + Ahead + 1)
            await Task.Yield();
        for (var i = 0; i < 1000; i++)
            await Task.Yield();
        Assert.Equal(read + Ahead + 1, made);
    }

    [Fact]
    public async Task Enter_SampleBeforeTheSoundThatIsHeld_IsRefused()
    {
        var speech = Begin(Speech());
        await using var first = Read(speech, 0);
        await ReadSoundAsync(first, 400);
        Assert.Null(speech.Enter(200));
        Assert.NotNull(speech.Enter(350));
    }

    [Fact]
    public async Task ReadAsync_ReaderBehindWhatIsHeld_ReadsNoMore()
    {
        var speech = Begin(Speech());
        await using var first = Read(speech, 0);
        await ReadSoundAsync(first, 10);
        await using var second = Read(speech, 10);
        await ReadSoundAsync(second, 400);
        Assert.False(await first.MoveNextAsync());
    }

    [Fact]
    public async Task ReadAsync_SecondReaderThatDoesNotRead_HoldsNobodyBack()
    {
        var speech = Begin(Speech());
        await using var first = Read(speech, 0);
        await ReadSoundAsync(first, 50);
        await using var second = Read(speech, 10);
        Assert.IsType<SpeechEnded>((await ReadSoundAsync(first, int.MaxValue))[^1]);
    }

    [Fact]
    public async Task ReadAsync_OneOfTwoReadersThatLeaves_TheOtherGoesOn()
    {
        var speech = Begin(Speech());
        await using var first = Read(speech, 0);
        await ReadSoundAsync(first, 10);
        await using (var second = Read(speech, 0))
            await ReadSoundAsync(second, 20);
        Assert.IsType<SpeechEnded>((await ReadSoundAsync(first, int.MaxValue))[^1]);
    }

    [Fact]
    public async Task ReadAsync_ReaderThatLeavesInTheMiddle_StopsTheSpeech()
    {
        var speech = Begin(Speech());
        await using (var reader = Read(speech, 0))
            await ReadSoundAsync(reader, 50);
        Assert.True(speech.Stopped.IsCancellationRequested);
        Assert.Null(speech.Enter(50));
    }

    [Fact]
    public async Task ReadAsync_GatewayThatDies_TheSpeechStopsAfterAWhile()
    {
        var speech = Begin(Speech());
        using var gateway = new CancellationTokenSource();
        await using var reader = speech.ReadAsync(speech.Enter(0)!, gateway.Token, Token).GetAsyncEnumerator(Token);
        await ReadSoundAsync(reader, 50);
        await gateway.CancelAsync();
        Assert.False(await reader.MoveNextAsync());
        Assert.False(speech.Stopped.IsCancellationRequested);
        _time.Advance(Hold);
        await StoppedAsync(speech);
    }

    [Fact]
    public async Task ReadAsync_EverythingRead_IsHeldForAWhile()
    {
        var speech = Begin(Speech());
        await using (var reader = Read(speech, 0))
            await ReadSoundAsync(reader, int.MaxValue);
        await using (var again = Read(speech, 550))
            Assert.IsType<SpeechEnded>((await ReadSoundAsync(again, int.MaxValue))[^1]);
        _time.Advance(Hold);
        await StoppedAsync(speech);
        Assert.Null(speech.Enter(550));
    }

    [Fact]
    public async Task ReadAsync_SpeechThatFails_TheReaderGetsTheErrorAfterTheEvents()
    {
        var channel = Channel.CreateUnbounded<SpeechEvent>();
        channel.Writer.TryWrite(Sound(0));
        channel.Writer.Complete(new InvalidOperationException("Broken."));
        var speech = Begin(channel.Reader.ReadAllAsync(Token));
        await using var reader = Read(speech, 0);
        Assert.True(await reader.MoveNextAsync());
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await reader.MoveNextAsync());
    }

    private HeldSpeech Begin(IAsyncEnumerable<SpeechEvent> events)
    {
        var speech = new HeldSpeech(0, Ahead, Hold, _time);
        _ = speech.FillAsync(events);
        return speech;
    }

    private static async Task StoppedAsync(HeldSpeech speech)
    {
        var stopped = new TaskCompletionSource();
        await using var told = speech.Stopped.Register(stopped.SetResult);
        await stopped.Task.WaitAsync(Token);
    }

    private static long EndOf(TimedEvent timed) => timed.FirstSample + Math.Max(1, timed.Samples);

    private static IAsyncEnumerator<IReadOnlyList<SpeechEvent>> Read(HeldSpeech speech, long sample)
    {
        var reader = speech.Enter(sample);
        Assert.NotNull(reader);
        return speech.ReadAsync(reader, CancellationToken.None, Token).GetAsyncEnumerator(Token);
    }

    /// <summary>Reads until there is sound up to a sample, or to the end.</summary>
    private static async Task<List<SpeechEvent>> ReadSoundAsync(
        IAsyncEnumerator<IReadOnlyList<SpeechEvent>> reader,
        long upTo
    )
    {
        var told = new List<SpeechEvent>();
        while (
            !told.OfType<SoundMade>().Any(one => one.Frame.FirstSample + 10 >= upTo) && await reader.MoveNextAsync()
        )
            told.AddRange(reader.Current);
        return told;
    }

    /// <summary>A sentence of 300 samples with words of 30, and one like it.</summary>
    private static async IAsyncEnumerable<SpeechEvent> Speech()
    {
        yield return new SpeechStarted(new(SampleRate), "anna", "v1", 0);
        for (var frame = 0; frame < Frames; frame++)
        {
            if (frame % 30 == 0)
                yield return new SentenceStarted(frame / 30, frame * 10, 300, default);
            if (frame % 3 == 0)
                yield return new WordStarted($"word {frame}", frame * 10, 30, default);
            yield return Sound(frame * 10);
            await Task.Yield();
        }
        yield return new MarkReached("end", Frames * 10, default);
        yield return new SpeechEnded(Frames * 10);
    }

    private static SoundMade Sound(long firstSample) => new(new(firstSample, new byte[20]));

    private static IEnumerable<string> Texts(IEnumerable<SpeechEvent> events) =>
        events.Select(one => one is SoundMade { Frame: var frame } ? $"sound {frame.FirstSample}" : $"{one}");
}
