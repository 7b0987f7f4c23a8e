using Microsoft.Extensions.Time.Testing;
using VoiceSmith.Streaming.Utterances;
using static VoiceSmith.Streaming.Tests.Listening;

namespace VoiceSmith.Streaming.Tests;

public sealed class SpeechSessionTests : IDisposable
{
    private const string Text =
        "The north wind and the sun were disputing. It cost $5, they said. A traveller came along!";
    private readonly SpeechEngine _engine = EngineOf(new FakeVoice());
    private readonly SpeechSession _session;

    public SpeechSessionTests() => _session = new(_engine, maxQueued: 2);

    public void Dispose() => _engine.Dispose();

    [Fact]
    public async Task Stop_InTheMiddle_SaysToTheCharacterWhatWasHeard()
    {
        var words = (await _engine.HearAsync(new(), Text)).OfType<WordStarted>().ToList();
        var dollars = words.FindIndex(word => word.Text == "dollars");
        foreach (
            var (played, offset, interrupted) in new[]
            {
                (0L, 0, (string?)null),
                (words[2].FirstSample + words[2].Samples, words[2].Source.End, null),
                (words[3].FirstSample + 1, words[2].Source.End, words[3].Text),
                // "five" alone is not all of "$5"
                (words[dollars].FirstSample + 1, words[dollars - 1].Source.Start, "dollars"),
            }
        )
        {
            var events = new List<SpeechEvent>();
            HeardText? told = null;
            await foreach (var happened in _session.SpeakAsync(new(), Once(Text), false, null, Token))
            {
                events.Add(happened);
                if (told is null && happened is SoundMade { Frame: var frame } && frame.FirstSample > played)
                    told = _session.Find(IdOf(events))!.Stop(played);
            }
            var stopped = Assert.IsType<SpeechStopped>(events[^1]);
            Assert.Equal(told, stopped.Heard);
            Assert.Equal((played, interrupted), (told!.Samples, told.Interrupted?.Text));
            Assert.Equal(
                interrupted == "dollars" ? Text.IndexOf("cost", StringComparison.Ordinal) + 4 : offset,
                told.Offset
            );
        }
        Assert.Equal(0, _session.Count);
    }

    [Fact]
    public async Task Stop_Twice_IsOnce()
    {
        await foreach (var happened in _session.SpeakAsync(new(), Once(Text), false, null, Token))
            if (happened is SpeechStarted start)
                Assert.Equal(_session.Find(start.Utterance)!.Stop(0), _session.Find(start.Utterance)!.Stop(0));
    }

    [Fact]
    public async Task Speak_Replacing_StopsTheOtherAndSaysWhatWasHeard()
    {
        await using var first = _session
            .SpeakAsync(new() { MaxLead = TimeSpan.FromSeconds(0.2) }, Once(Text), false, null, Token)
            .GetAsyncEnumerator(Token);
        Assert.True(await first.MoveNextAsync());
        var id = ((SpeechStarted)first.Current).Utterance;
        while (first.Current is not SoundMade)
            await first.MoveNextAsync();
        var second = await _session.SpeakAsync(new(), Once("No, wait."), false, new(id, 10), Token).CollectAsync();
        var accepted = Assert.IsType<SpeechAccepted>(second[0]);
        Assert.Equal((id, 10L, 0), (accepted.Replaced, accepted.Heard!.Samples, accepted.Heard.Offset));
        Assert.IsType<SpeechEnded>(second[^1]);
        Assert.IsType<SpeechStopped>(await LastAsync(first));
        await Assert.ThrowsAsync<UnknownUtteranceException>(() =>
            _session.SpeakAsync(new(), Once("Hm."), false, new("nothing", 0), Token).CollectAsync()
        );
    }

    [Fact]
    public async Task Speak_Queued_WaitsForItsTurnAndForNoMoreThanMayWait()
    {
        var order = new List<string>();
        await using var first = _session.SpeakAsync(new(), Once(Text), true, null, Token).GetAsyncEnumerator(Token);
        Assert.True(await first.MoveNextAsync());
        var waiting = new[] { "Second.", "Third." }
            .Select(async text =>
            {
                var events = await _session.SpeakAsync(new(), Once(text), true, null, Token).CollectAsync();
                lock (order)
                    order.Add(text);
                return events;
            })
            .ToArray();
        await Assert.ThrowsAsync<QueueFullException>(() =>
            _session.SpeakAsync(new(), Once("Fourth."), true, null, Token).CollectAsync()
        );
        Assert.Empty(order);
        while (await first.MoveNextAsync()) { }
        var heard = await Task.WhenAll(waiting);
        Assert.Equal(["Second.", "Third."], order);
        Assert.Equal([1, 2], heard.Select(events => ((SpeechAccepted)events[0]).Ahead));
        Assert.All(heard, events => Assert.IsType<SpeechEnded>(events[^1]));
    }

    [Fact]
    public async Task Stop_WhileItWaits_LetsTheNextOneHaveItsTurn()
    {
        await using var first = _session.SpeakAsync(new(), Once(Text), true, null, Token).GetAsyncEnumerator(Token);
        Assert.True(await first.MoveNextAsync());
        await using var second = _session
            .SpeakAsync(new(), Once("Never."), true, null, Token)
            .GetAsyncEnumerator(Token);
        Assert.True(await second.MoveNextAsync());
        var third = Task.Run(() => _session.SpeakAsync(new(), Once("Soon."), true, null, Token).CollectAsync(), Token);
        _session.Find(((SpeechAccepted)second.Current).Utterance)!.Stop(null);
        Assert.True(await second.MoveNextAsync());
        Assert.Equal(new SpeechStopped(new(0, 0, null)), second.Current);
        Assert.False(await second.MoveNextAsync());
        while (await first.MoveNextAsync()) { }
        Assert.IsType<SpeechEnded>((await third)[^1]);
    }

    [Fact]
    public async Task Pause_HoldsTheSoundBackUntilItGoesOn()
    {
        var whole = PcmOf(await _engine.HearAsync(new(), Text));
        var events = new List<SpeechEvent>();
        await using var stream = _session.SpeakAsync(new(), Once(Text), false, null, Token).GetAsyncEnumerator(Token);
        Utterance? utterance = null;
        while (await stream.MoveNextAsync())
        {
            events.Add(stream.Current);
            utterance ??= _session.Find(((SpeechStarted)stream.Current).Utterance);
            if (events.OfType<SoundMade>().Count() != 3 || stream.Current is not SoundMade)
                continue;
            utterance!.Pause();
            var next = NextSoundAsync();
            Assert.NotSame(next, await Task.WhenAny(next, Task.Delay(100, Token)));
            utterance.Continue();
            Assert.True(await next);
        }
        Assert.Equal(whole, PcmOf(events));

        async Task<bool> NextSoundAsync()
        {
            while (await stream.MoveNextAsync())
            {
                events.Add(stream.Current);
                if (stream.Current is SoundMade)
                    return true;
            }
            return false;
        }
    }

    [Fact]
    public async Task Report_AListenerWhoStands_IsNotRunAwayFrom()
    {
        var time = new FakeTimeProvider();
        using var voices = RegistryOf(new FakeVoice());
        using var engine = new SpeechEngine(voices, new(), time);
        var utterance = engine.NewUtterance();
        var sent = 0L;
        await using var stream = engine
            .SpeakAsync(new() { MaxLead = TimeSpan.FromSeconds(0.5) }, Once(Text), utterance, Token)
            .GetAsyncEnumerator(Token);
        var more = stream.MoveNextAsync().AsTask();
        for (var step = 0; step < 100; step++)
        {
            while (await Task.WhenAny(more, Task.Delay(step == 0 ? 300 : 5, Token)) == more && await more)
            {
                sent = stream.Current is SoundMade { Frame: var frame } ? frame.FirstSample : sent;
                more = stream.MoveNextAsync().AsTask();
            }
            time.Advance(TimeSpan.FromMilliseconds(100));
            utterance.Report(1000); // it says that it stands still, whatever the clock says
        }
        Assert.InRange(sent, 1000, 1000 + 22050 * 7 / 10);
        utterance.Stop(1000);
        while (await more)
            more = stream.MoveNextAsync().AsTask();
    }

    [Fact]
    public async Task ResumeAsync_AnySample_GivesTheRestToTheBit()
    {
        var events = await _session.SpeakAsync(new() { Seed = 4 }, Once(Text), false, null, Token).CollectAsync();
        var (id, whole) = (IdOf(events), PcmOf(events));
        var elsewhere = new SpeechSession(_engine, 1);
        foreach (var from in new[] { 0, 1, 881, 12345, whole.Length / 4, whole.Length / 2 - 1 })
        {
            var rest = await elsewhere.ResumeAsync(id, from, null, Token).CollectAsync();
            Assert.Equal(whole[(from * 2)..], PcmOf(rest));
            Assert.Equal(from, rest.OfType<SoundMade>().First().Frame.FirstSample);
            Assert.Equal(new SpeechEnded(whole.Length / 2), rest[^1]);
            Assert.Equal(
                events.OfType<WordStarted>().Where(word => word.FirstSample + word.Samples > from),
                rest.OfType<WordStarted>()
            );
        }
        await Assert.ThrowsAsync<UnknownUtteranceException>(() =>
            elsewhere.ResumeAsync("nothing", 0, null, Token).CollectAsync()
        );
    }

    [Fact]
    public async Task ResumeAsync_ByAnotherCaller_IsThatCallersUtterance()
    {
        var first = new SpeechRequest { Caller = "first" };
        var id = IdOf(await _session.SpeakAsync(first, Once(Text), false, null, Token).CollectAsync());
        var callers = new List<string?>();
        await foreach (var happened in _session.ResumeAsync(id, 0, "second", Token))
            if (happened is SpeechStarted start)
                callers.Add(_session.Find(start.Utterance)?.Request.Caller);
        Assert.Equal(["second"], callers);
    }

    [Fact]
    public async Task ResumeAsync_TextThatWasTooLong_IsNotKept()
    {
        using var voices = RegistryOf(new FakeVoice());
        using var engine = new SpeechEngine(voices, new() { MaxTextLength = 100 }, TimeProvider.System);
        var (session, id) = (new SpeechSession(engine, 1), "");
        await Assert.ThrowsAsync<TextTooLongException>(async () =>
        {
            var pieces = Enumerable.Repeat("And so on. ", 20).ToAsyncEnumerable();
            await foreach (var happened in session.SpeakAsync(new(), pieces, false, null, Token))
                id = happened is SpeechStarted start ? start.Utterance : id;
        });
        Assert.NotEmpty(id);
        await Assert.ThrowsAsync<UnknownUtteranceException>(() =>
            session.ResumeAsync(id, 0, null, Token).CollectAsync()
        );
    }

    [Fact]
    public async Task ResumeAsync_AtTheLastSentence_PlansNoOther()
    {
        var voice = new FakeVoice();
        using var engine = EngineOf(voice);
        var session = new SpeechSession(engine, 1);
        var events = await session.SpeakAsync(new(), Once(Text), false, null, Token).CollectAsync();
        var last = events.OfType<SentenceStarted>().Last(one => one.Samples > 0);
        var before = voice.Plans;
        _ = await session.ResumeAsync(IdOf(events), last.FirstSample, null, Token).CollectAsync();
        Assert.Equal(1, voice.Plans - before);
    }

    [Theory]
    [InlineData(Text)]
    [InlineData("<speak><break time='1s'/>One. <mark name='m'/><break time='1s'/>... Two, three! Four.</speak>")]
    public async Task SpeakAsync_WhereItsSentenceIsKnown_IsTheSameAndPlansNoneBefore(string text)
    {
        var voice = new FakeVoice();
        using var engine = EngineOf(voice);
        var whole = await engine.HearAsync(new() { Seed = 4 }, text);
        var sentences = whole.OfType<SentenceStarted>().Where(one => one.Samples > 0).ToList();
        Assert.True(sentences.Count >= 3);
        foreach (var (known, after) in sentences.Select((one, i) => (one, sentences.Count - i)))
            foreach (var from in new[] { known.FirstSample, known.FirstSample + known.Samples - 1 })
            {
                var before = voice.Plans;
                var request = new SpeechRequest { Seed = 4, FromSample = from };
                var rest = await engine.HearAsync(
                    request with
                    {
                        KnownSentence = new(known.Sentence, known.FirstSample),
                    },
                    text
                );
                Assert.Equal(known.FirstSample > 0 ? after : sentences.Count, voice.Plans - before);
                Assert.Equal(PcmOf(whole)[(int)(from * 2)..], PcmOf(rest));
                Assert.Equal(
                    (await engine.HearAsync(request, text)).OfType<TimedEvent>(),
                    rest.OfType<TimedEvent>()
                );
            }
    }

    private static async Task<SpeechEvent> LastAsync(IAsyncEnumerator<SpeechEvent> stream)
    {
        var last = stream.Current;
        while (await stream.MoveNextAsync())
            last = stream.Current;
        return last;
    }

    private static IAsyncEnumerable<string> Once(string text) => new[] { text }.ToAsyncEnumerable();

    private static string IdOf(IEnumerable<SpeechEvent> events) => events.OfType<SpeechStarted>().Single().Utterance;
}
