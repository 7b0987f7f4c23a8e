using System.Collections.Concurrent;
using VoiceSmith.Streaming.Utterances;
using static VoiceSmith.Streaming.Tests.Listening;

namespace VoiceSmith.Streaming.Tests;

/// <summary>Voice and language elements of SSML.</summary>
public sealed class SpeakerMarkupTests : IDisposable
{
    private readonly ConcurrentQueue<int> _speakers = new();
    private readonly SpeechEngine _engine;

    public SpeakerMarkupTests() =>
        _engine = EngineOf(
            new FakeVoice
            {
                Speakers = ["Ada", "Ben", "Cleo"],
                Speaking = controls => _speakers.Enqueue(controls.Speaker),
            }
        );

    public void Dispose() => _engine.Dispose();

    [Theory]
    [InlineData("<voice name=\"Ben\">One. Two.</voice> Three.", "One.|Two.|Three.", "1 1 0")]
    [InlineData("\"<voice name=\"ben\">Come in</voice>,\" said Ada.", "\"Come in,\"|said Ada.", "1 0")]
    [InlineData(
        "He asked: <voice name=\"Ben\">\"Is it late?\"</voice> It was.",
        "He asked:|\"Is it late?\"|It was.",
        "0 1 0"
    )]
    [InlineData(
        "<voice name=\"Ben\">One <voice name=\"Cleo\">two</voice> three</voice> four.",
        "One|two|three|four.",
        "1 2 1 0"
    )]
    [InlineData("One<voice name=\"Ben\">!</voice> Two<voice name=\"Ben\"/>.", "One!|Two.", "0 0")]
    [InlineData("One <voice name=\"fake\">two</voice>.", "One|two.", "0 0")]
    public async Task Voice_Names_WhoSpeaksEachPiece(string text, string pieces, string speakers)
    {
        var source = $"<speak>{text}</speak>";
        var events = await _engine.HearAsync(new(), source);
        Assert.Equal(
            pieces,
            string.Join(
                '|',
                events.OfType<SentenceStarted>().Select(one => WithoutTags(source[one.Source.Start..one.Source.End]))
            )
        );
        Assert.Equal(speakers, string.Join(' ', _speakers));
        Assert.Empty(events.OfType<NoticeGiven>());
    }

    [Fact]
    public async Task Voice_OtherSpeaker_IsTheUtterancesOwnWithinElements()
    {
        await _engine.HearAsync(
            new() { Controls = new() { Speaker = 2 } },
            "<speak>One. <voice name=\"Ada\">Two.</voice></speak>"
        );
        Assert.Equal([2, 0], _speakers);
    }

    [Fact]
    public async Task Voice_UnknownName_IsToldOnceAndReadOn()
    {
        const string source =
            "<speak>One. <voice name=\"Dora\">Two.</voice> Three. <voice name=\"Dora\">Four.</voice></speak>";
        var events = await _engine.HearAsync(new(), source);
        var notice = Assert.Single(events.OfType<NoticeGiven>());
        Assert.Equal("The voice fake has no speaker 'Dora', but Ada, Ben, Cleo: speaker 0 speaks on.", notice.Message);
        Assert.Equal("Two.", source[notice.Source.Start..notice.Source.End]);
        Assert.Equal(events.OfType<SentenceStarted>().ElementAt(1).FirstSample, notice.FirstSample);
        Assert.Equal([0, 0, 0, 0], _speakers);
    }

    [Theory]
    [InlineData("<lang xml:lang=\"en-GB\">Good day</lang>.", 0)]
    [InlineData("<lang xml:lang=\"de-DE\">Guten Tag</lang>.", 1)]
    [InlineData("<p xml:lang=\"de\">Guten Tag. Gute Nacht.</p>", 1)]
    [InlineData("<blink>Good</blink> day.", 1)]
    public async Task Language_OfAnotherVoice_IsTold(string text, int notices) =>
        Assert.Equal(notices, (await _engine.HearAsync(new(), $"<speak>{text}</speak>")).OfType<NoticeGiven>().Count());

    [Fact]
    public async Task Notice_OfASentenceThatIsKept_IsToldAgain()
    {
        var voice = new FakeVoice();
        using var cached = EngineOf(new StreamingOptions { CacheBytes = 4 << 20, Workers = 1 }, voice);
        const string source = "<speak><blink>Good</blink> day.</speak>";
        var first = await cached.HearAsync(new(), source);
        var plans = voice.Plans;
        var again = await cached.HearAsync(new(), source);
        Assert.Equal(plans, voice.Plans);
        Assert.Equal(Assert.Single(first.OfType<NoticeGiven>()), Assert.Single(again.OfType<NoticeGiven>()));
    }

    [Fact]
    public async Task Voice_Anywhere_LosesNoWord()
    {
        var words = "Nobody knew why the old clock struck once, and then, after a while, twice.".Split(' ');
        var random = new Random(5);
        for (var time = 0; time < 30; time++)
        {
            var (from, to) = (random.Next(words.Length), random.Next(words.Length));
            var marked = words.Select(
                (word, i) =>
                    (i == Math.Min(from, to) ? "<voice name=\"Ben\">" : "")
                    + word
                    + (i == Math.Max(from, to) ? "</voice>" : "")
            );
            var events = await _engine.HearAsync(new(), $"<speak>{string.Join(' ', marked)}</speak>");
            Assert.Equal(
                words.Select(word => word.Trim(',', '.').ToLowerInvariant()),
                events.OfType<WordStarted>().Select(word => word.Text.ToLowerInvariant())
            );
            var sentences = events.OfType<SentenceStarted>().ToList();
            Assert.Equal(
                1 + (Math.Min(from, to) > 0 ? 1 : 0) + (Math.Max(from, to) < words.Length - 1 ? 1 : 0),
                sentences.Count
            );
        }
    }

    private static string WithoutTags(string source) =>
        System.Text.RegularExpressions.Regex.Replace(source, "<[^>]*>", "");
}
