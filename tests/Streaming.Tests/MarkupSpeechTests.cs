using System.Runtime.InteropServices;
using VoiceSmith.Streaming.Utterances;
using VoiceSmith.Streaming.Voices;
using VoiceSmith.Testing;
using static VoiceSmith.Streaming.Tests.Listening;

namespace VoiceSmith.Streaming.Tests;

public sealed class MarkupSpeechTests : IDisposable
{
    private readonly SpeechEngine _engine = EngineOf(new FakeVoice(), new ModelVoice(TinyVoice.Create()));

    public void Dispose() => _engine.Dispose();

    [Fact]
    public async Task Break_IsExactSilenceAndNothingElseMoves()
    {
        var pcm = Samples(await _engine.HearAsync(new(), "<speak>Wait <break time=\"700ms\"/> here.</speak>"));
        var expected = 22050 * 700 / 1000;
        Assert.Equal(expected, LongestZeros(pcm), tolerance: 2);
        Assert.True(LongestZeros(pcm) >= expected);
    }

    [Fact]
    public async Task Break_Longer_AddsItsLengthToTheSample()
    {
        var (one, two) = (
            Samples(await _engine.HearAsync(new(), "<speak>Wait <break time=\"100ms\"/> here.</speak>")),
            Samples(await _engine.HearAsync(new(), "<speak>Wait <break time=\"350ms\"/> here.</speak>"))
        );
        Assert.Equal(22050 * 350 / 1000 - 22050 * 100 / 1000, two.Length - one.Length);
    }

    [Fact]
    public async Task Spans_AreThoseOfTheSourceTagsAndAll()
    {
        const string source =
            "<speak>It is <say-as interpret-as=\"cardinal\">12</say-as> <mark name=\"noon\"/><prosody rate=\"slow\">o'clock</prosody>. Go.</speak>";
        var events = await _engine.HearAsync(
            new() { Details = SpeechDetails.Phonemes | SpeechDetails.Visemes },
            source
        );
        var words = events.OfType<WordStarted>().ToList();
        Assert.Equal("12", source[words[2].Source.Start..words[2].Source.End]);
        Assert.Equal("Go", source[words[^1].Source.Start..words[^1].Source.End]);
        var mark = Assert.Single(events.OfType<MarkReached>());
        Assert.Equal(("noon", words[3].FirstSample), (mark.Name, mark.FirstSample));
        Assert.True(events.IndexOf(mark) < events.IndexOf(words[3]));
        var phonemes = events.OfType<PhonemeStarted>().ToList();
        Assert.All(
            phonemes.Zip(phonemes.Skip(1)).Where(pair => pair.Second.Symbol != "^"),
            pair => Assert.Equal(pair.First.FirstSample + pair.First.Samples, pair.Second.FirstSample)
        );
        Assert.All(events.OfType<VisemeStarted>(), viseme => Assert.InRange(viseme.Viseme, 0, 21));
        Assert.True(events.OfType<VisemeStarted>().Count() <= phonemes.Count);
    }

    [Fact]
    public async Task Prosody_Rate_StretchesItsWordsOnly()
    {
        var plain = (await _engine.HearAsync(new() { Voice = "fake" }, "One two three."))
            .OfType<WordStarted>()
            .ToList();
        var slow = (
            await _engine.HearAsync(
                new() { Voice = "fake" },
                "<speak>One <prosody rate=\"50%\">two</prosody> three.</speak>"
            )
        )
            .OfType<WordStarted>()
            .ToList();
        Assert.Equal(
            (plain[0].Samples, plain[1].Samples * 2, plain[2].Samples),
            (slow[0].Samples, slow[1].Samples, slow[2].Samples)
        );
    }

    [Theory]
    [InlineData("pitch=\"+4st\"")]
    [InlineData("rate=\"70%\"")]
    public async Task Prosody_OfARealVoice_ChangesTheSound(string attribute)
    {
        var request = new SpeechRequest { Voice = "tiny" };
        var plain = PcmOf(await _engine.HearAsync(request, "<speak>One two three.</speak>"));
        var changed = PcmOf(
            await _engine.HearAsync(request, $"<speak>One <prosody {attribute}>two</prosody> three.</speak>")
        );
        Assert.NotEqual(plain, changed);
        Assert.Equal(plain, PcmOf(await _engine.HearAsync(request, "One two three.")));
    }

    [Fact]
    public async Task Prosody_Volume_ScalesSamplesAndStepsAreSmooth()
    {
        var plain = await _engine.HearAsync(new(), "One two three.");
        var quiet = await _engine.HearAsync(new(), "<speak>One <prosody volume=\"-20dB\">two</prosody> three.</speak>");
        var word = quiet.OfType<WordStarted>().ElementAt(1);
        var (before, after) = (Samples(plain), Samples(quiet));
        for (var i = word.FirstSample + 200; i < word.FirstSample + word.Samples - 200; i++)
            Assert.InRange(after[i] - before[i] * 0.1, -1, 1);
        Assert.Equal(before[..(int)(word.FirstSample - 200)], after[..(int)(word.FirstSample - 200)]);
    }

    [Fact]
    public async Task Pauses_ScaleTheSilenceBetweenSentences()
    {
        var gaps = new List<long>();
        foreach (var factor in new[] { 0.0, 1, 2 })
        {
            var sentences = (await _engine.HearAsync(new() { Controls = new() { Pauses = factor } }, "Yes. No."))
                .OfType<SentenceStarted>()
                .ToList();
            gaps.Add(sentences[1].FirstSample - sentences[0].FirstSample - sentences[0].Samples);
        }
        Assert.Equal([0, 22050 * 3 / 10, 22050 * 6 / 10], gaps);
    }

    [Theory]
    [InlineData("<speak>Broken <b>markup.")]
    [InlineData("<speak><break time=\"1s\"/>Begins with silence.</speak>")]
    [InlineData("  <?xml version=\"1.0\"?><speak>A prologue.</speak>")]
    public async Task OddMarkup_IsSpoken(string source) =>
        Assert.NotEmpty(PcmOf(await _engine.HearAsync(new(), source)));

    private static short[] Samples(IEnumerable<SpeechEvent> events) =>
        MemoryMarshal.Cast<byte, short>(PcmOf(events)).ToArray();

    private static int LongestZeros(short[] samples)
    {
        var (longest, run) = (0, 0);
        foreach (var sample in samples)
            longest = Math.Max(longest, run = sample == 0 ? run + 1 : 0);
        return longest;
    }
}
