using Microsoft.Extensions.Time.Testing;
using VoiceSmith.Streaming.Utterances;
using VoiceSmith.Streaming.Voices;
using static VoiceSmith.Streaming.Tests.Listening;

namespace VoiceSmith.Streaming.Tests;

/// <summary>Versions that change while somebody listens.</summary>
public sealed class VersionTests
{
    private const string Text =
        "The first sentence. And here is the second one! Is this the third? Then comes a fourth. The fifth ends it.";

    [Fact]
    public async Task SpeakAsync_PublishedMeanwhile_GoesOnWithItsOwn()
    {
        using var voices = RegistryOf(VersionOf(1));
        using var engine = EngineOver(voices);
        var heard = await HearWhileAsync(engine, new(), sentence => voices.Publish(VersionOf(2 + sentence)));
        Assert.Equal(await RenderAsync(1), PcmOf(heard));
        Assert.All(heard.OfType<SentenceStarted>(), sentence => Assert.Equal("1", sentence.VoiceVersion));
        Assert.Equal(2, voices.Find(null).LivingCount); // the others are gone
    }

    [Fact]
    public async Task SpeakAsync_FollowsVersions_ChangesWithTheNextSentence()
    {
        using var voices = RegistryOf(VersionOf(1));
        using var engine = EngineOver(voices);
        var heard = await HearWhileAsync(
            engine,
            new() { FollowsVersions = true },
            sentence => voices.Publish(VersionOf(2 + sentence))
        );
        var sentences = heard.OfType<SentenceStarted>().ToList();
        Assert.Equal("1", sentences[0].VoiceVersion);
        Assert.NotEqual("1", sentences[^1].VoiceVersion);
        Assert.Equal(
            sentences.Select(one => int.Parse(one.VoiceVersion)),
            sentences.Select(one => int.Parse(one.VoiceVersion)).Order()
        );
        await AssertSpokenBy(sentences, PcmOf(heard));
        Assert.Equal(2, voices.Find(null).LivingCount);
    }

    [Fact]
    public async Task SpeakAsync_FollowsVersionsOfAPacedListener_BindsWhatIsDueLaterThanTheLead()
    {
        var (time, lead) = (new FakeTimeProvider(), TimeSpan.FromSeconds(1));
        using var voices = RegistryOf(VersionOf(1));
        using var engine = new SpeechEngine(voices, new() { Workers = 2 }, time);
        var request = new SpeechRequest { FollowsVersions = true, MaxLead = lead };
        await using var events = engine
            .SpeakAsync(request, new[] { Text + Text }.ToAsyncEnumerable(), Token)
            .GetAsyncEnumerator(Token);
        var (heard, began, published) = (new List<SpeechEvent>(), 0L, -1.0);
        while (await NextAsync())
        {
            heard.Add(events.Current);
            if (events.Current is not SoundMade { Frame.FirstSample: var sample })
                continue;
            began = began == 0 ? time.GetTimestamp() : began;
            if (published < 0 && sample > 22050)
            {
                voices.Publish(VersionOf(2));
                published = time.GetElapsedTime(began).TotalSeconds * 22050;
            }
        }
        var sentences = heard.OfType<SentenceStarted>().ToList();
        var later = sentences
            .Zip(sentences.Skip(1))
            .Where(pair => pair.First.FirstSample + pair.First.Samples > published + lead.TotalSeconds * 22050)
            .ToList();
        Assert.Equal("1", sentences[0].VoiceVersion);
        Assert.InRange(later.Count, 5, 9);
        Assert.All(later, pair => Assert.Equal("2", pair.Second.VoiceVersion));
        await AssertSpokenBy(sentences, PcmOf(heard), Text + Text);

        async Task<bool> NextAsync()
        {
            var next = events.MoveNextAsync().AsTask();
            while (await Task.WhenAny(next, Task.Delay(2, Token)) != next)
                time.Advance(TimeSpan.FromMilliseconds(20));
            return await next;
        }
    }

    [Fact]
    public async Task ResumeAsync_AfterASwap_TheVersionThatBeganItWhileThereIsOne()
    {
        using var voices = RegistryOf(VersionOf(1));
        using var engine = EngineOver(voices);
        var heard = await engine.HearAsync(new(), Text);
        var id = heard.OfType<SpeechStarted>().Single().Utterance;
        voices.Publish(VersionOf(2));
        Assert.Equal((await RenderAsync(1))[8000..], PcmOf(await ResumeAsync(engine, id, 4000)));
        using (voices.Lease(null, "1"))
        {
            voices.Publish(VersionOf(3)); // version 1 is no longer kept, but leased
            Assert.Equal((await RenderAsync(1))[8000..], PcmOf(await ResumeAsync(engine, id, 4000)));
        }
        var error = await Assert.ThrowsAsync<VoiceVersionException>(() => ResumeAsync(engine, id, 4000));
        Assert.Equal(("VS4012", "3"), (error.Code, error.Current));
    }

    [Fact]
    public async Task ResumeAsync_OfOneThatFollowed_TheSameSamples()
    {
        using var voices = RegistryOf(VersionOf(1));
        using var engine = EngineOver(voices);
        var heard = await HearWhileAsync(
            engine,
            new() { FollowsVersions = true },
            sentence =>
            {
                if (sentence == 0)
                    voices.Publish(VersionOf(2));
            }
        );
        Assert.Equal(["1", "2"], heard.OfType<SentenceStarted>().Select(one => one.VoiceVersion).Distinct());
        foreach (var from in new[] { 0, 4000, 40_000 })
            Assert.Equal(
                PcmOf(heard)[(2 * from)..],
                PcmOf(await ResumeAsync(engine, heard.OfType<SpeechStarted>().Single().Utterance, from))
            );
    }

    [Fact]
    public async Task SpeakAsync_WhileTwoAreCompared_ShareAndSessionsDecide()
    {
        using var voices = RegistryOf(VersionOf(1));
        using var engine = EngineOver(voices);
        var slot = voices.Find(null);
        var comparison = new VoiceComparison(0.3, BySession: false, ["chosen"]);
        Assert.False(slot.Compare(null, comparison));
        Assert.True(slot.Compare(VersionOf(2), comparison));

        var picked = 0;
        for (var turn = 0; turn < 60; turn++)
        {
            var version = await VersionOfAsync(new() { Session = "a conversation", Turn = turn });
            Assert.Equal(comparison.Picks(new("a conversation", turn)) ? "2" : "1", version);
            picked += version == "2" ? 1 : 0;
        }
        Assert.InRange(picked, 9, 27);
        Assert.Equal("2", await VersionOfAsync(new() { Session = "chosen", Turn = 5 }));
        Assert.Equal("1", await VersionOfAsync(new() { Session = "chosen", VoiceVersion = "1" }));
        var whole = comparison with { BySession = true };
        Assert.Single(Enumerable.Range(0, 50).Select(turn => whole.Picks(new("a conversation", turn))).Distinct());
        Assert.Equal(0.3, Enumerable.Range(0, 10_000).Count(turn => comparison.Picks(new("x", turn))) / 10_000.0, 0.02);

        Assert.True(slot.Compare(null, comparison with { Share = 1 }));
        Assert.Equal("2", await VersionOfAsync(new()));
        Assert.Equal(picked + 2, slot.FiguresOf("2").Utterances);
        slot.DropChallenger();
        Assert.Equal("1", await VersionOfAsync(new() { Session = "chosen" }));
        Assert.Equal(1, slot.LivingCount);

        async Task<string> VersionOfAsync(SpeechRequest request) =>
            (await engine.HearAsync(request, "Yes.")).OfType<SpeechStarted>().Single().VoiceVersion;
    }

    [Fact]
    public async Task Figures_OfAVersion_TellHowItsListenersTakeIt()
    {
        using var voices = RegistryOf(VersionOf(1));
        using var engine = EngineOver(voices);
        var first = (await engine.HearAsync(new(), Text)).OfType<SpeechStarted>().Single().Utterance;
        var utterance = engine.NewUtterance();
        await foreach (
            var happened in engine.SpeakAsync(
                new() { MaxLead = TimeSpan.FromSeconds(0.5) },
                new[] { Text }.ToAsyncEnumerable(),
                utterance,
                Token
            )
        )
            if (happened is SoundMade)
                utterance.Stop(null);
        Assert.Equal("1", engine.TakeVote(first)?.Version);
        Assert.Null(engine.TakeVote(first)); // once is enough
        Assert.Equal("1", engine.TakeVote(utterance.Id)?.Version);
        Assert.Throws<UnknownUtteranceException>(() => engine.TakeVote("nobody"));

        var figures = voices.Find(null).FiguresOf("1");
        Assert.Equal((2, 1, 0), (figures.Utterances, figures.Cancelled, figures.Failed));
        Assert.InRange(figures.FirstSoundMedianMs, 1e-3, figures.FirstSoundP95Ms);
        Assert.True(figures.RealTimeFactor > 0);
    }

    /// <summary>The version is its loudness.</summary>
    private static FakeVoice VersionOf(int version) =>
        new(version: $"{version}")
        {
            Sounding = samples =>
                Array.ForEach(Enumerable.Range(0, samples.Length).ToArray(), i => samples[i] /= version),
        };

    private static SpeechEngine EngineOver(VoiceRegistry voices) =>
        new(voices, new() { Workers = 2, StageCapacity = 1 }, TimeProvider.System);

    private static async Task<byte[]> RenderAsync(int version, string text = Text)
    {
        using var voices = RegistryOf(VersionOf(version));
        using var engine = EngineOver(voices);
        return PcmOf(await engine.HearAsync(new(), text));
    }

    /// <summary>Listens, and does something when a sentence begins.</summary>
    private static async Task<List<SpeechEvent>> HearWhileAsync(
        SpeechEngine engine,
        SpeechRequest request,
        Action<int> onSentence
    )
    {
        var events = new List<SpeechEvent>();
        await foreach (var happened in engine.SpeakAsync(request, new[] { Text }.ToAsyncEnumerable(), Token))
        {
            events.Add(happened);
            if (happened is SentenceStarted sentence)
                onSentence(sentence.Sentence);
        }
        return events;
    }

    private static Task<List<SpeechEvent>> ResumeAsync(SpeechEngine engine, string id, long fromSample) =>
        engine.ResumeAsync(id, fromSample, engine.NewUtterance(), Token).CollectAsync();

    /// <summary>Every sentence is what its version says offline.</summary>
    private static async Task AssertSpokenBy(IEnumerable<SentenceStarted> sentences, byte[] pcm, string text = Text)
    {
        foreach (var sentence in sentences)
        {
            var (first, count) = ((int)sentence.FirstSample * 2, (int)sentence.Samples * 2);
            Assert.Equal(
                (await RenderAsync(int.Parse(sentence.VoiceVersion), text)).AsSpan(first, count),
                pcm.AsSpan(first, count)
            );
        }
    }
}
