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
