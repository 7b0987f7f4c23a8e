using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;
using VoiceSmith.Contracts;
using VoiceSmith.Streaming;

namespace VoiceSmith.Client.Tests;

/// <summary>Utterances over a connection that is lost.</summary>
public sealed class SpeechTests(RunningServer server) : IClassFixture<RunningServer>
{
    private const string Text =
        "Good evening. It is $5, or was at twenty past four! Who said so? Nobody knows. It was a long time ago, after all.";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Timeout = 60_000)]
    public async Task SpeakAsync_ConnectionCut_GoesOnWithTheSameSamplesAndEachEventOnce()
    {
        var whole = await SpeakAsync(new() { Seed = 3, Details = ["phoneme", "viseme"] });
        await using var proxy = new CuttingProxy(server.Address);
        await using var client = await VoiceSmithClient.ConnectAsync(proxy.Address, cancellationToken: Token);
        var events = new List<SpeakEvent>();
        var ids = new HashSet<string?>();
        var speech = client.SpeakAsync(
            new()
            {
                Seed = 3,
                Details = ["phoneme", "viseme"],
                MaxLead = 0.2,
            },
            Text,
            Token
        );
        await foreach (var e in speech)
        {
            events.Add(e);
            ids.Add(speech.Utterance);
            if (e is AudioEvent audio)
                await speech.ReportAsync(audio.FirstSample + audio.Pcm.Length / 2, Token);
            if (events.Count is 40 or 120)
                proxy.Cut();
        }
        Assert.Equal(3, ids.Count);
        Assert.Equal(PcmOf(whole), PcmOf(events));
        Assert.Equal(whole.Where(e => e is ITimedEvent or EndEvent), events.Where(e => e is ITimedEvent or EndEvent));
        Assert.Single(events.OfType<StartEvent>());
    }

    [Fact(Timeout = 60_000)]
    public async Task SpeakAsync_ConnectionCutWhileTextArrives_LosesNothingOfIt()
    {
        var whole = PcmOf(await SpeakAsync(new() { Seed = 3 }));
        await using var proxy = new CuttingProxy(server.Address);
        await using var client = await VoiceSmithClient.ConnectAsync(proxy.Address, cancellationToken: Token);
        var pieces = Channel.CreateUnbounded<string>();
        pieces.Writer.TryWrite(Text[..30]);
        var (pcm, cut) = (new List<byte>(), false);
        await foreach (var e in client.SpeakAsync(new() { Seed = 3 }, pieces.Reader.ReadAllAsync(Token), Token))
        {
            if (e is not AudioEvent audio)
                continue;
            pcm.AddRange(audio.Pcm.Span);
            if (cut)
                continue;
            proxy.Cut();
            cut = true;
            pieces.Writer.TryWrite(Text[30..50]);
            pieces.Writer.TryWrite(Text[50..]);
            pieces.Writer.Complete();
        }
        Assert.Equal(whole, pcm);
    }

    [Fact(Timeout = 60_000)]
    public async Task SpeakAsync_CutInTheThirdSentence_HasNoneBeforeItPlannedAgain()
    {
        var voice = new FakeVoice();
        await using var own = new RunningServer { Voices = () => [voice] };
        await own.InitializeAsync();
        await using var proxy = new CuttingProxy(own.Address);
        await using var client = await VoiceSmithClient.ConnectAsync(proxy.Address, cancellationToken: Token);
        var (before, sentences, isCut) = (voice.Plans, 0, false);
        await foreach (var e in client.SpeakAsync("One. Two. Three. Four.", Token))
        {
            sentences += e is SentenceEvent ? 1 : 0;
            if (isCut || sentences < 3 || e is not AudioEvent)
                continue;
            proxy.Cut();
            isCut = true;
        }
        Assert.Equal(4, sentences);
        Assert.InRange(voice.Plans - before, 4, 6);
    }

    [Fact(Timeout = 60_000)]
    public async Task SpeakAsync_PausedAndCut_StaysPausedUntilItContinues()
    {
        await using var proxy = new CuttingProxy(server.Address);
        await using var client = await VoiceSmithClient.ConnectAsync(proxy.Address, cancellationToken: Token);
        var speech = client.SpeakAsync(new() { MaxLead = 0.1 }, Text, Token);
        var begun = new TaskCompletionSource();
        var reading = Task.Run(
            async () =>
            {
                SpeakEvent? last = null;
                await foreach (var e in speech)
                {
                    last = e;
                    if (e is AudioEvent)
                        begun.TrySetResult();
                }
                return last;
            },
            Token
        );
        await begun.Task.WaitAsync(Token);
        var first = speech.Utterance;
        Assert.True(await speech.PauseAsync(Token));
        proxy.Cut();
        while (speech.Utterance == first)
            await Task.Delay(10, Token);
        await speech.ReportAsync(1 << 30, Token); // all is played: only the pause holds the rest back
        await Task.WhenAny(reading, Task.Delay(300, Token));
        Assert.False(reading.IsCompleted);
        Assert.True(await speech.ContinueAsync(Token));
        Assert.IsType<EndEvent>(await reading);
    }

    [Fact(Timeout = 60_000)]
    public async Task StopAsync_WhileTheConnectionIsLost_StopsOnceItIsBack()
    {
        await using var proxy = new CuttingProxy(server.Address);
        await using var client = await VoiceSmithClient.ConnectAsync(proxy.Address, cancellationToken: Token);
        var speech = client.SpeakAsync(new() { MaxLead = 0.1 }, Text, Token);
        var (events, stopping) = (new List<SpeakEvent>(), (Task?)null);
        await foreach (var e in speech)
        {
            events.Add(e);
            if (stopping is not null || e is not AudioEvent)
                continue;
            proxy.Cut();
            stopping = speech.StopAsync(500, Token);
        }
        await stopping!;
        Assert.Equal(500, Assert.IsType<StoppedEvent>(events[^1]).Heard.Samples);
    }

    [Theory(Timeout = 60_000)]
    [InlineData(true, 30, "maxDelay")]
    [InlineData(false, 0, "switched off")]
    public async Task SpeakAsync_CutAndNotResumable_SaysWhyAndHowFarItCame(
        bool hasMaxDelay,
        int reconnectFor,
        string why
    )
    {
        await using var proxy = new CuttingProxy(server.Address);
        await using var client = await VoiceSmithClient.ConnectAsync(
            proxy.Address,
            new() { ReconnectFor = TimeSpan.FromSeconds(reconnectFor) },
            Token
        );
        var received = 0L;
        var error = await Assert.ThrowsAsync<ConnectionLostException>(async () =>
        {
            await foreach (
                var e in client.SpeakAsync(new() { MaxLead = 0.2, MaxDelay = hasMaxDelay ? 5 : null }, Text, Token)
            )
                if (e is AudioEvent audio)
                {
                    received = audio.FirstSample + audio.Pcm.Length / 2;
                    proxy.Cut();
                }
        });
        Assert.Equal(("VS4025", received), (error.Code, error.FromSample));
        Assert.Contains(why, error.Why, StringComparison.Ordinal);
    }

    [Fact(Timeout = 60_000)]
    public async Task SpeakAsync_PiecesThatFail_ThrowTheCallersError()
    {
        await using var client = await server.ConnectAsync();
        await Assert.ThrowsAsync<NotImplementedException>(async () =>
            await client.SpeakAsync(new(), Failing(), Token).CountAsync(Token)
        );
        Assert.True(await client.SpeakAsync("Still here.", Token).CountAsync(Token) > 0);

        static async IAsyncEnumerable<string> Failing(
            [EnumeratorCancellation] CancellationToken cancellationToken = default
        )
        {
            yield return "One sentence. ";
            await Task.Yield();
            throw new NotImplementedException();
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task SpeakAsync_EnumeratedTwice_IsRefused()
    {
        await using var client = await server.ConnectAsync();
        var speech = client.SpeakAsync("Once.", Token);
        await speech.CountAsync(Token);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await speech.CountAsync(Token));
    }

    [Fact(Timeout = 60_000)]
    public async Task SpeakAsync_SeveralAtOnce_ShareAConnection()
    {
        await using var client = await server.ConnectAsync();
        var alone = PcmOf(await SpeakAsync(new() { Seed = 5 }));
        var together = await Task.WhenAll(
            Enumerable
                .Range(0, 4)
                .Select(async _ => PcmOf(await client.SpeakAsync(new() { Seed = 5 }, Text, Token).ToListAsync(Token)))
        );
        Assert.All(together, pcm => Assert.Equal(alone, pcm));
    }

    [Fact(Timeout = 60_000)]
    public async Task DisposeAsync_WhileItSpeaks_EndsTheUtterance()
    {
        var client = await server.ConnectAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(async () =>
        {
            await foreach (var e in client.SpeakAsync(new() { MaxLead = 0.1 }, Text, Token))
                if (e is AudioEvent)
                    await client.DisposeAsync();
        });
    }

    [Fact(Timeout = 20_000)]
    public async Task SpeakAsync_Left_EndsOnTheServer()
    {
        await using var client = await server.ConnectAsync();
        var speech = client.SpeakAsync(new() { MaxLead = 0.1 }, Text, Token);
        await foreach (var _ in speech)
            if (await speech.PauseAsync(Token)) // it would wait for ever
                break;
        var engine = server.Services.GetRequiredService<SpeechEngine>();
        while (engine.Speaking > 0)
            await Task.Delay(10, Token);
    }

    private async Task<List<SpeakEvent>> SpeakAsync(SpeakRequest request)
    {
        await using var client = await server.ConnectAsync();
        return await client.SpeakAsync(request, Text, Token).ToListAsync(Token);
    }

    private static byte[] PcmOf(IEnumerable<SpeakEvent> events) =>
        [.. events.OfType<AudioEvent>().SelectMany(audio => audio.Pcm.ToArray())];
}
