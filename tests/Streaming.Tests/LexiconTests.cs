using VoiceSmith.Streaming.Utterances;
using VoiceSmith.Text.Phonemes;
using static VoiceSmith.Streaming.Tests.Listening;

namespace VoiceSmith.Streaming.Tests;

/// <summary>Whose lexicon says a word: the request's before the voice's before the deployment's.</summary>
public sealed class LexiconTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    [Fact]
    public async Task SpeakAsync_ThreeLexicons_TheNearestIsHeard()
    {
        await File.WriteAllTextAsync(_file, "one K IY1\ntwo K EY1\nthree K UW1", Token);
        using var engine = EngineOf(
            new StreamingOptions { Workers = 2, Lexicon = _file },
            new FakeVoice { Lexicon = UserLexicon.Parse("two T IY1\nthree T EY1", "voice") }
        );
        var events = await engine.HearAsync(
            new() { Details = SpeechDetails.Phonemes, Lexicon = UserLexicon.Parse("three P IY1", "request") },
            "One, two, three, two."
        );
        var sounds = events
            .OfType<PhonemeStarted>()
            .Select(phoneme => phoneme.Symbol)
            .Where(symbol => char.IsAsciiLetterUpper(symbol[0]));
        Assert.Equal("K IY1 T IY1 P IY1 T IY1", string.Join(' ', sounds));
    }

    [Fact]
    public void Engine_BadLexicon_NamesLineAndColumn()
    {
        File.WriteAllText(_file, "# ours\none  W QX N");
        var error = Assert.Throws<LexiconFormatException>(() =>
            EngineOf(new StreamingOptions { Lexicon = _file }, new FakeVoice())
        );
        Assert.Equal((2, 8), (error.Line, error.Column));
    }

    public void Dispose() => File.Delete(_file);
}
