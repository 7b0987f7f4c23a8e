using VoiceSmith.Audio;
using VoiceSmith.Streaming.Captions;
using VoiceSmith.Streaming.Utterances;
using VoiceSmith.Streaming.Voices;

namespace VoiceSmith.Streaming.Tests.Captions;

public sealed class CaptionTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task CaptionsOf_LongSentence_IsCutEvenlyAndLosesNothing()
    {
        const string text =
            "Short. This sentence goes on and on, past £12.50 and every line that a subtitle has room for, so that it has to be cut into several captions. Last.";
        var captions = await CaptionsAsync(text, null);
        Assert.InRange(captions.Count, 4, 6);
        Assert.Equal(text, string.Join(' ', captions.Select(caption => caption.Text)));
        Assert.All(captions, caption => Assert.InRange(caption.Text.Length, 5, 100));
        Assert.All(
            captions.Zip(captions.Skip(1)),
            pair => Assert.True(pair.First.FirstSample + pair.First.Samples <= pair.Second.FirstSample)
        );
    }

    [Fact]
    public async Task CaptionsOf_Markup_AreTheWordsAsSpoken()
    {
        var captions = await CaptionsAsync("<speak>Hello <break time=\"1s\"/> you.</speak>", null);
        Assert.Equal("hello you", string.Join(' ', captions.Select(caption => caption.Text)), ignoreCase: true);
    }

    [Fact]
    public void Write_Formats_FollowTheirRules()
    {
        var caption = new Caption(22_050 * 3661 + 22, 22_050, "A <b> & c --> d");
        Assert.Equal(
            "7\n01:01:01,001 --> 01:01:02,001\nA <b> & c -> d\n\n",
            CaptionFormat.Srt.Write(caption, 7, 22_050)
        );
        Assert.Equal(
            "01:01:01.001 --> 01:01:02.001\nA &lt;b&gt; &amp; c --&gt; d\n\n",
            CaptionFormat.Vtt.Write(caption, 7, 22_050)
        );
        Assert.Equal("WEBVTT\n\n", CaptionFormat.Vtt.Header());
    }

    [Fact]
    public void Write_Formats_RoundToTheMillisecondAndGoBeyondADay()
    {
        var caption = new Caption(100 * 3600 * 8_000L + 4, 4, "A");
        Assert.Equal("1\n100:00:00,000 --> 100:00:00,001\nA\n\n", CaptionFormat.Srt.Write(caption, 1, 8_000));
        Assert.Equal("", CaptionFormat.Srt.Header());
    }

    [Fact]
    public async Task CaptionsOf_ShortSentences_AreOneCaptionEachFromTheirFirstWordToTheirLast() =>
        Assert.Equal(
            [new(100, 900, "Hello, you."), new(1_500, 500, "Bye now!")],
            await CaptionsOfWordsAsync(
                "Hello,\n you.  Bye now! ",
                [(0, 12), (14, 22)],
                [(0, 100), (8, 700)],
                [(14, 1_500)]
            )
        );

    [Theory]
    [InlineData(84, 1)]
    [InlineData(85, 2)]
    [InlineData(168, 2)]
    [InlineData(169, 3)]
    public async Task CaptionsOf_SentenceLongToRead_HasACaptionForEveryTwoLines(int length, int captions)
    {
        var text = new string('a', length);
        var words = Enumerable.Range(0, length).Select(i => (i, 10L * i)).ToArray();
        var cut = await CaptionsOfWordsAsync(text, [(0, length)], words);
        Assert.Equal(captions, cut.Count);
        Assert.Equal(text, string.Concat(cut.Select(caption => caption.Text)));
        Assert.All(cut, caption => Assert.InRange(caption.Text.Length, length / captions - 1, length / captions + 1));
    }

    [Theory]
    [InlineData(6_999, 1)]
    [InlineData(7_000, 1)]
    [InlineData(7_001, 2)]
    public async Task CaptionsOf_SentenceLongToHear_IsCut(long end, int captions) =>
        Assert.Equal(captions, (await CaptionsOfWordsAsync("so", [(0, 2)], [(0, 0), (1, end - 500)])).Count);

    /// <summary>"£5" is two words of one piece of text: no caption ends between them.</summary>
    [Fact]
    public async Task CaptionsOf_WordsOfOnePieceOfText_StayTogether()
    {
        WordStarted[] words =
        [
            new("five", 0, 4_000, new(0, 2)), new("pounds", 4_000, 4_000, new(0, 2)), new("x", 8_000, 500, new(3, 4)),
        ];
        var captions = await CaptionsAsync(
            "£5 x.",
            null,
            [new SentenceStarted(0, 0, 9_000, new(0, 5)), .. words, new SpeechEnded(0)]
        );
        Assert.Equal(["£5", "x."], captions.Select(caption => caption.Text));
    }

    [Fact]
    public async Task CaptionsOf_UtteranceThatWasStopped_EndsWithTheWordsThatWereSaid()
    {
        SpeechEvent[] events =
        [
            new SentenceStarted(0, 0, 9_000, new(0, 3)), new WordStarted("so", 0, 500, new(0, 2)),
            new MarkReached("m", 0, default), new SpeechStopped(new(500, 2, null)),
        ];
        Assert.Equal([new(0, 500, "so.")], await CaptionsAsync("so. It is.", null, events));
        Assert.Equal([new(0, 500, "so")], await CaptionsAsync("so. It is.", true, events));
    }

    /// <summary>Captions of sentences of words of 500 samples at 1,000 samples per second.</summary>
    private static Task<List<Caption>> CaptionsOfWordsAsync(
        string text,
        (int Start, int End)[] sentences,
        params (int Start, long Sample)[][] words
    ) =>
        CaptionsAsync(
            text,
            null,
            [
                .. sentences.Zip(
                    words,
                    (sentence, words) =>
                        words
                            .Select(
                                (word, i) =>
                                    (SpeechEvent)
                                        new WordStarted(
                                            "word",
                                            word.Sample,
                                            word.Sample == 700 ? 300 : 500,
                                            new(word.Start, Math.Min(word.Start + 1, sentence.End))
                                        )
                            )
                            .Prepend(new SentenceStarted(0, words[0].Sample, 0, new(sentence.Start, sentence.End)))
                )
                    .SelectMany(events => events),
                new SpeechEnded(0),
            ]
        );

    private static async Task<List<Caption>> CaptionsAsync(string text, bool? markup, SpeechEvent[] events) =>
        await events
            .Prepend(new SpeechStarted(new AudioFormat(1_000), "voice", "version", 0))
            .ToAsyncEnumerable()
            .CaptionsOf(text, markup, Token)
            .ToListAsync(Token);

    private static async Task<List<Caption>> CaptionsAsync(string text, bool? markup)
    {
        using var voices = new VoiceRegistry();
        voices.Publish(new FakeVoice());
        using var engine = new SpeechEngine(voices, new() { Workers = 1 }, TimeProvider.System);
        var events = ((ISpeechEngine)engine).SpeakAsync(
            new SpeechRequest { Markup = markup },
            new[] { text }.ToAsyncEnumerable(),
            Token
        );
        return await events.CaptionsOf(text, markup, Token).ToListAsync(Token);
    }
}
