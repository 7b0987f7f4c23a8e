using System.Diagnostics.Metrics;
using Microsoft.Extensions.Time.Testing;
using VoiceSmith.Streaming.Utterances;
using static VoiceSmith.Streaming.Tests.Listening;

namespace VoiceSmith.Streaming.Tests;

/// <summary>Faults of listeners and voices.</summary>
public sealed class RobustnessTests
{
    [Fact]
    public async Task TenMegabytesOfText_AreRefusedAtOnce()
    {
        using var engine = EngineOf(new FakeVoice());
        await Assert.ThrowsAsync<TextTooLongException>(() => engine.HearAsync(new(), new string('a', 10_000_000)));
        await Assert.ThrowsAsync<TextTooLongException>(() =>
            engine.HearAsync(new(), [.. Enumerable.Repeat(new string('b', 1000), 10_000)])
        );
    }

    [Theory]
    [InlineData("Ω ∮ ⟦ hello ⟧ 漢字 \u0000\ud800 \uffff")]
    [InlineData("!!! ... ??? hi ,,, ;;;")]
    public async Task OddSymbols_AreSpokenAsFarAsTheyCanBe(string text)
    {
        using var engine = EngineOf(new FakeVoice());
        Assert.NotEmpty(PcmOf(await engine.HearAsync(new(), text)));
    }

    [Fact]
    public async Task FiveThousandOneWordSentences_AreSpokenInOrder()
    {
        using var engine = EngineOf(new FakeVoice());
        var events = await engine.HearAsync(new(), string.Concat(Enumerable.Repeat("Yes. ", 5000)));
        Assert.Equal(Enumerable.Range(0, 5000), events.OfType<SentenceStarted>().Select(sentence => sentence.Sentence));
    }

    [Fact]
    public async Task AListenerWhoStopsReading_HoldsUpNobodyAndLittleWork()
    {
        var decoded = 0;
        using var engine = EngineOf(
            new StreamingOptions { Workers = 1, StageCapacity = 2 },
            new FakeVoice { Decoding = _ => Interlocked.Increment(ref decoded) }
        );
        var text = string.Concat(Enumerable.Repeat("Nobody listens to this any more. ", 300));
        await using var asleep = engine
            .SpeakAsync(new(), new[] { text }.ToAsyncEnumerable(), Token)
            .GetAsyncEnumerator(Token);
        while (await asleep.MoveNextAsync() && asleep.Current is not SoundMade) { }
        for (var i = 0; i < 3; i++)
            Assert.IsType<SpeechEnded>((await engine.HearAsync(new(), "I am awake."))[^1]);
        Assert.InRange(Volatile.Read(ref decoded), 1, 60); // of a thousand
    }

    [Fact]
    public async Task ManyListeners_NobodyStarves()
    {
        using var engine = EngineOf(new StreamingOptions { Workers = 1 }, new FakeVoice { Decoding = _ => Spin() });
        var longText = string.Concat(Enumerable.Repeat("A long text that one listener wants at once. ", 40));
        using var greedy = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var hog = Task.Run(
            () => engine.SpeakAsync(new(), new[] { longText }.ToAsyncEnumerable(), greedy.Token).CollectAsync(),
            Token
        );
        var others = await Task.WhenAll(
            Enumerable
                .Range(0, 4)
                .Select(_ =>
                    Task.Run(() => engine.HearAsync(new() { MaxLead = TimeSpan.FromSeconds(60) }, "Me too."), Token)
                )
        );
        Assert.False(hog.IsCompleted, "the long text was finished before the short ones");
        Assert.All(others, events => Assert.IsType<SpeechEnded>(events[^1]));
        await greedy.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => hog);

        static void Spin()
        {
            for (
                var until = System.Diagnostics.Stopwatch.GetTimestamp() + System.Diagnostics.Stopwatch.Frequency / 1000;
                System.Diagnostics.Stopwatch.GetTimestamp() < until;

            ) { }
        }
    }

    [Fact]
    public async Task TheTimeOfDay_MayJumpAsItLikes()
    {
        var time = new JumpingTime();
        using var voices = RegistryOf(new FakeVoice());
        using var engine = new SpeechEngine(voices, new(), time);
        await foreach (
            var happened in engine.SpeakAsync(
                new() { MaxLead = TimeSpan.FromSeconds(60) },
                new[] { "The clock is wrong. Very wrong." }.ToAsyncEnumerable(),
                Token
            )
        )
            if (happened is SoundMade)
                time.Jump = -time.Jump;
    }

    [Fact]
    public async Task Drain_FinishesWhatIsSaidAndBeginsNothing()
    {
        using var engine = EngineOf(new FakeVoice());
        await using var speaking = engine
            .SpeakAsync(new(), new[] { "Let me finish. Please." }.ToAsyncEnumerable(), Token)
            .GetAsyncEnumerator(Token);
        Assert.True(await speaking.MoveNextAsync());
        var drained = engine.DrainAsync();
        Assert.Equal(
            "VS4010",
            (await Assert.ThrowsAsync<EngineStoppingException>(() => engine.HearAsync(new(), "Too late."))).Code
        );
        Assert.False(drained.IsCompleted);
        SpeechEvent? last = null;
        while (await speaking.MoveNextAsync())
            last = speaking.Current;
        Assert.IsType<SpeechEnded>(last);
        await drained.WaitAsync(TimeSpan.FromSeconds(10), Token);
    }

    [Fact]
    public void Admission_PastTheMeasuredCapacity_SaysWhenToTryAgain()
    {
        var admission = new Admission(new() { MaxLoad = 0.8 }, workers: 2, batches: false);
        admission.Learn(new(0, 0, 0, 0, 0, 0, 0, 0, 20_000_000, 22050, 0.5, 0)); // half a worker each: three fit
        var places = Enumerable.Range(0, 3).Select(_ => admission.Enter(paced: true)).ToList();
        var busy = Assert.Throws<EngineBusyException>(() => admission.Enter(paced: true));
        Assert.Contains($"Try again in {busy.TryAgain.TotalSeconds} s", busy.Fix, StringComparison.Ordinal);
        Assert.InRange(busy.TryAgain.TotalSeconds, 1, 60);
        admission.Enter(paced: false).Dispose(); // who is in no hurry disturbs nobody
        places[0].Dispose();
        admission.Enter(paced: true).Dispose();
    }

    [Fact]
    public void Admission_OnceWarmedUp_AdmitsTheFirstByTheLeastThatOneCost()
    {
        var admission = new Admission(new() { MaxLoad = 1 }, workers: 1, batches: false);
        foreach (var cost in new[] { 3, 0.25, 0.5 })
            admission.Learn(new(0, 0, 0, 0, 0, 0, 0, 0, 20_000_000, 22050, cost, 0));
        admission.WarmedUp();
        foreach (var _ in Enumerable.Range(0, 4))
            admission.Enter(paced: true);
        Assert.Throws<EngineBusyException>(() => admission.Enter(paced: true));
    }

    [Fact]
    public void Admission_WhereUtterancesShareBatches_CountsWhatOneCostsInAFullBatch()
    {
        var admission = new Admission(new() { MaxLoad = 1 }, workers: 1, batches: true);
        foreach (var cost in new[] { 0.5, 0.1, 0.5 }) // of small batches, of a full one, of small ones again
            admission.Learn(new(0, 0, 0, 0, 0, 0, 0, 0, 20_000_000, 22050, cost, 0));
        foreach (var _ in Enumerable.Range(0, 9))
            admission.Enter(paced: true);
        Assert.Throws<EngineBusyException>(() => admission.Enter(paced: true));
    }

    [Fact]
    public async Task Ledger_AccountsForTheUtteranceAndReachesTheMetrics()
    {
        var told = new List<string>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Name == "VoiceSmith.Streaming")
                    self.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>(
            (instrument, _, _, _) =>
            {
                lock (told)
                    told.Add(instrument.Name);
            }
        );
        listener.SetMeasurementEventCallback<double>(
            (instrument, _, _, _) =>
            {
                lock (told)
                    told.Add(instrument.Name);
            }
        );
        listener.Start();
        using var engine = EngineOf(new FakeVoice());
        var events = await engine.HearAsync(new(), "How long does this take?");
        var ledger = Assert.IsType<SpeechAccounted>(events[^2]).Ledger;
        Assert.Equal(PcmOf(events).Length / 2, ledger.Samples);
        Assert.All(
            new[]
            {
                ledger.Normalizing,
                ledger.Encoding,
                ledger.Decoding,
                ledger.Vocoding,
                ledger.FirstSound,
                ledger.Total,
            },
            spent => Assert.True(spent > 0)
        );
        Assert.True(ledger.FirstSound <= ledger.Total);
        Assert.Equal(ledger.Computing * 1e-6 / (ledger.Samples / 22050.0), ledger.RealTimeFactor, precision: 9);
        Assert.Contains("voicesmith.first_sound", told);
        Assert.Contains("voicesmith.utterances", told);
    }

    [Fact]
    public void Metrics_OfSeveralEngines_AreOneInstrumentWhichOutlivesEach()
    {
        var (measured, completed) = (0, 0);
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Name == "voicesmith.cache")
                    self.EnableMeasurementEvents(instrument);
            },
            MeasurementsCompleted = (_, _) => completed++,
        };
        listener.SetMeasurementEventCallback<long>((_, _, _, _) => measured++);
        listener.Start();
        using var kept = EngineOf(new FakeVoice());
        EngineOf(new FakeVoice()).Dispose();
        listener.RecordObservableInstruments();
        Assert.Equal((1, 0), (measured, completed));
    }

    private sealed class JumpingTime : TimeProvider
    {
        public TimeSpan Jump { get; set; } = TimeSpan.FromDays(400);

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Jump;
    }
}
