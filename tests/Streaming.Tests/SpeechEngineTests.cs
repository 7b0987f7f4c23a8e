using CsCheck;
using Microsoft.Extensions.Time.Testing;
using VoiceSmith.Streaming.Stages;
using VoiceSmith.Streaming.Utterances;
using VoiceSmith.Streaming.Voices;
using static TorchSharp.torch;
using static VoiceSmith.Streaming.Tests.Listening;

namespace VoiceSmith.Streaming.Tests;

public sealed class SpeechEngineTests
{
    private const string Text =
        "The north wind and the sun were disputing. Which was the stronger? A traveller came along!\n\nHe wore a warm cloak";

    [Fact]
    public async Task SpeakAsync_AText_StartsWithItsFormatAndEndsWithItsLength()
    {
        using var engine = EngineOf(new FakeVoice("anna", "v7"));
        var events = await engine.HearAsync(new() { Seed = 5 }, Text);
        var start = Assert.IsType<SpeechStarted>(events[0]);
        Assert.Equal(new SpeechStarted(new(22050), "anna", "v7", 5) { Utterance = start.Utterance }, start);
        Assert.Equal(new SpeechEnded(PcmOf(events).Length / 2), events[^1]);
        Assert.Equal([0, 1, 2, 3], events.OfType<SentenceStarted>().Select(sentence => sentence.Sentence));
    }

    [Fact]
    public async Task SpeakAsync_AText_TimesEveryWordExactly()
    {
        using var engine = EngineOf(new FakeVoice());
        var events = await engine.HearAsync(new(), Text);
        var words = events.OfType<WordStarted>().ToList();
        Assert.Equal(
            Text.Split([' ', '.', '?', '!', '\n'], StringSplitOptions.RemoveEmptyEntries),
            words.Select(word => word.Text)
        );
        Assert.All(words, word => Assert.Equal(word.Text, Text[word.Source.Start..word.Source.End]));
        Assert.All(
            words.Zip(words.Skip(1)),
            pair => Assert.True(pair.First.FirstSample + pair.First.Samples <= pair.Second.FirstSample)
        );
        Assert.All(words, word => Assert.True(word.Samples > 0 && word.Samples % FakeVoice.Hop == 0));
        var sentences = events.OfType<SentenceStarted>().ToList();
        Assert.Equal(22050 * 300 / 1000, sentences[1].FirstSample - sentences[0].FirstSample - sentences[0].Samples);
    }

    [Fact]
    public async Task SpeakAsync_HoweverTheTextArrives_SameBytesAsOffline()
    {
        using var engine = EngineOf(new FakeVoice());
        var offline = await new OfflineSynthesizer(engine).SpeakAsync(new() { Seed = 3 }, Text, Token);
        await Gen.Int[1, 40]
            .Array[1, 5]
            .SampleAsync(
                async sizes =>
                {
                    var events = await engine.HearAsync(
                        new() { Seed = 3 },
                        [.. Stages.SentenceStageTests.Cut(Text, sizes)]
                    );
                    Assert.Equal(offline.Pcm, PcmOf(events));
                },
                iter: 20
            );
    }

    [Fact]
    public async Task SpeakAsync_OtherChunkPlan_SameSound()
    {
        using var engine = EngineOf(new FakeVoice());
        using var voices = RegistryOf(new FakeVoice());
        using var other = new SpeechEngine(
            voices,
            new(),
            TimeProvider.System,
            new ChunkPlan(TimeSpan.FromMilliseconds(20), TimeSpan.FromSeconds(3))
        );
        Assert.Equal(PcmOf(await engine.HearAsync(new(), Text)), PcmOf(await other.HearAsync(new(), Text)));
    }

    [Fact]
    public async Task SpeakAsync_ManyListeners_EachHearsWhatItWouldHearAlone()
    {
        using var engine = EngineOf(new FakeVoice());
        var alone = await engine.HearAsync(new(), Text);
        var together = await Task.WhenAll(
            Enumerable.Range(0, 12).Select(_ => Task.Run(() => engine.HearAsync(new(), Text), Token))
        );
        Assert.All(together, events => Assert.Equal(PcmOf(alone), PcmOf(events)));
    }

    [Fact]
    public async Task SpeakAsync_OtherSeed_OtherNoise()
    {
        using var engine = EngineOf(new FakeVoice());
        var (one, again, two) = (
            await engine.HearAsync(new() { Seed = 1 }, Text),
            await engine.HearAsync(new() { Seed = 1 }, Text),
            await engine.HearAsync(new() { Seed = 2 }, Text)
        );
        Assert.Equal(PcmOf(one), PcmOf(again));
        Assert.NotEqual(PcmOf(one), PcmOf(two));
        Assert.Equal(PcmOf(one).Length, PcmOf(two).Length);
    }

    [Fact]
    public async Task SpeakAsync_TextStillArriving_SoundComesBeforeItEnds()
    {
        using var engine = EngineOf(new FakeVoice());
        var heard = new TaskCompletionSource();
        await foreach (var happened in engine.SpeakAsync(new(), WaitingText(), Token))
            if (happened is SoundMade)
                heard.TrySetResult();

        async IAsyncEnumerable<string> WaitingText()
        {
            yield return "This is said at once. And ";
            await heard.Task.WaitAsync(Token);
            yield return "this after it was heard.";
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("  \n ")]
    [InlineData("?!. -- …")]
    public async Task SpeakAsync_NothingInIt_SaysSo(string text)
    {
        using var engine = EngineOf(new FakeVoice());
        Assert.Equal(
            "VS4004",
            (await Assert.ThrowsAsync<NothingToSayException>(() => engine.HearAsync(new(), text))).Code
        );
        await engine.HearAsync(new(), Text);
    }

    [Fact]
    public async Task SpeakAsync_BadRequests_SayWhatIsWrong()
    {
        using var engine = EngineOf(new StreamingOptions { MaxTextLength = 20, Workers = 1 }, new FakeVoice());
        await Assert.ThrowsAsync<UnknownVoiceException>(() => engine.HearAsync(new() { Voice = "nobody" }, "Hello."));
        await Assert.ThrowsAsync<TextTooLongException>(() => engine.HearAsync(new(), new string('a', 21)));
        await Assert.ThrowsAsync<SpeechControlException>(() =>
            engine.HearAsync(new() { Controls = new() { Rate = 0 } }, "Hello.")
        );
        await Assert.ThrowsAsync<SpeechControlException>(() =>
            engine.HearAsync(new() { Controls = new() { PitchSemitones = 60 } }, "Hello.")
        );
        Assert.NotEmpty(PcmOf(await engine.HearAsync(new(), "Hello.")));
    }

    [Fact]
    public async Task SpeakAsync_LimitPassedWhileSpeaking_EndsAtOnce()
    {
        var plans = 0;
        var voice = new FakeVoice { Planning = _ => plans++ };
        using var engine = EngineOf(new StreamingOptions { MaxTextLength = 1000, Workers = 1 }, voice);
        var heard = new TaskCompletionSource();
        await Assert.ThrowsAsync<TextTooLongException>(async () =>
        {
            await foreach (
                var happened in engine.SpeakAsync(new() { MaxLead = TimeSpan.FromSeconds(1) }, Flood(), Token)
            )
                if (happened is SoundMade)
                    heard.TrySetResult();
        });
        Assert.InRange(plans, 1, 12); // of fifty

        async IAsyncEnumerable<string> Flood()
        {
            for (var sentence = 0; sentence < 60; sentence++)
            {
                yield return "Words upon words. ";
                if (sentence == 10)
                    await heard.Task.WaitAsync(Token);
            }
        }
    }

    [Fact]
    public async Task SpeakAsync_TooManyAtOnce_SaysBusyAndRecovers()
    {
        using var engine = EngineOf(new StreamingOptions { MaxUtterances = 1, Workers = 1 }, new FakeVoice());
        await foreach (var _ in engine.SpeakAsync(new(), new[] { Text }.ToAsyncEnumerable(), Token))
        {
            await Assert.ThrowsAsync<EngineBusyException>(() => engine.HearAsync(new(), "Me too."));
            break;
        }
        await engine.HearAsync(new(), "Now me.");
    }

    [Fact]
    public async Task SpeakAsync_Cancelled_StopsWithinOneChunkAndFreesEverything()
    {
        var decoded = 0;
        var voice = new FakeVoice { Decoding = _ => Interlocked.Increment(ref decoded) };
        using var engine = EngineOf(new StreamingOptions { Workers = 1, StageCapacity = 1 }, voice);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var tensors = Tensor.TotalCount;
        var atCancel = 0;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (
                var happened in engine.SpeakAsync(new(), Enumerable.Repeat(Text, 100).ToAsyncEnumerable(), cancel.Token)
            )
            {
                if (happened is not SoundMade)
                    continue;
                await cancel.CancelAsync();
                atCancel = Volatile.Read(ref decoded);
            }
        });
        Assert.InRange(decoded, atCancel, atCancel + 1);
        Assert.Equal((0, 0), (voice.OpenPlans, voice.OpenSounds));
        Assert.InRange(Tensor.TotalCount, 0, tensors); // fewer where garbage of earlier tests goes meanwhile
    }

    [Fact]
    public async Task SpeakAsync_ReaderWalksAway_FreesEverything()
    {
        var voice = new FakeVoice();
        using var engine = EngineOf(voice);
        var tensors = Tensor.TotalCount;
        for (var frames = 0; frames < 30; frames++)
        {
            var left = frames;
            await foreach (var happened in engine.SpeakAsync(new(), new[] { Text }.ToAsyncEnumerable(), Token))
                if (happened is SoundMade && left-- == 0)
                    break;
        }
        Assert.Equal((0, 0), (voice.OpenPlans, voice.OpenSounds));
        Assert.InRange(Tensor.TotalCount, 0, tensors); // fewer where garbage of earlier tests goes meanwhile
    }

    [Fact]
    public async Task SpeakAsync_VoiceFails_UtteranceEndsWithTheErrorAndOthersGoOn()
    {
        var broken = new FakeVoice("broken")
        {
            Sounding = samples =>
            {
                if (samples.Length > 0)
                    samples[^1] = float.NaN;
            },
        };
        var throwing = new FakeVoice("throwing") { Planning = _ => throw new InvalidOperationException("no plan") };
        using var engine = EngineOf(new FakeVoice("sound"), broken, throwing);
        var other = Task.Run(() => engine.HearAsync(new() { Voice = "sound" }, Text), Token);
        Assert.Equal(
            "VS4006",
            (
                await Assert.ThrowsAsync<VoiceFailedException>(() => engine.HearAsync(new() { Voice = "broken" }, Text))
            ).Code
        );
        await Assert.ThrowsAsync<InvalidOperationException>(() => engine.HearAsync(new() { Voice = "throwing" }, Text));
        Assert.IsType<SpeechEnded>((await other)[^1]);
        Assert.Equal((0, 0), (broken.OpenPlans, broken.OpenSounds));
    }

    [Fact]
    public async Task SpeakAsync_VoiceReplacedMeanwhile_UtteranceKeepsItsVoice()
    {
        var (old, better) = (new FakeVoice(version: "1"), new FakeVoice(version: "2"));
        using var voices = RegistryOf(old);
        using var engine = new SpeechEngine(voices, new(), TimeProvider.System);
        await foreach (var happened in engine.SpeakAsync(new(), new[] { Text }.ToAsyncEnumerable(), Token))
            if (happened is SpeechStarted)
                voices.Publish(better);
        Assert.False(old.IsDisposed); // kept to go back to, until another comes
        voices.Publish(better = new FakeVoice(version: "2"));
        Assert.True(old.IsDisposed);
        Assert.Equal(0, better.Plans);
        Assert.Equal("2", ((SpeechStarted)(await engine.HearAsync(new(), "Hello."))[0]).VoiceVersion);
    }

    [Fact]
    public async Task SpeakAsync_MaxLead_FramesKeepPaceWithTheClockAndStayTheSame()
    {
        var time = new FakeTimeProvider();
        using var voices = RegistryOf(new FakeVoice());
        using var engine = new SpeechEngine(voices, new(), time);
        var unpaced = PcmOf(await engine.HearAsync(new(), Text));
        await using var stream = engine
            .SpeakAsync(new() { MaxLead = TimeSpan.FromSeconds(1) }, new[] { Text }.ToAsyncEnumerable(), Token)
            .GetAsyncEnumerator(Token);
        var events = new List<SpeechEvent>();
        for (var more = stream.MoveNextAsync().AsTask(); ; more = stream.MoveNextAsync().AsTask())
        {
            while (!more.IsCompleted)
            {
                await Task.WhenAny(more, Task.Delay(5, Token));
                if (!more.IsCompleted && events.OfType<SoundMade>().Any())
                    time.Advance(TimeSpan.FromMilliseconds(10));
            }
            if (!await more)
                break;
            events.Add(stream.Current);
        }
        Assert.Equal(unpaced, PcmOf(events));
        var length = TimeSpan.FromSeconds(unpaced.Length / 2 / 22050.0);
        Assert.True(time.GetElapsedTime(0, time.GetTimestamp()) >= default(TimeSpan));
        Assert.True(
            time.GetUtcNow() - time.Start >= length - TimeSpan.FromSeconds(1.1),
            "the clock was not waited for"
        );
    }
}
