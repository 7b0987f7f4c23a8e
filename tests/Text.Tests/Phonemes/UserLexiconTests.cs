using VoiceSmith.Text.Phonemes;
using VoiceSmith.Text.Phonemizers;
using VoiceSmith.Text.Tests.Phonemizers;

namespace VoiceSmith.Text.Tests.Phonemes;

public sealed class UserLexiconTests
{
    private const string Text = """
        # ours
        tomato   T AH0 M AA1 T OW0
        Polish	/ˈpoʊlɪʃ/   # the language
        siobhan  ʃəˈvɔːn
        """;

    private static readonly EnglishPhonemizer Phonemizer = new EnglishPhonemizer().With(
        UserLexicon.Parse(Text, "ours")
    );

    [Theory]
    [InlineData("tomato", "T AH0 M AA1 T OW0", PronunciationSource.UserLexicon)]
    [InlineData("Tomato’s", "T AH0 M AA1 T OW0 Z", PronunciationSource.UserLexicon)]
    [InlineData("Polish", "P OW1 L IH0 SH", PronunciationSource.UserLexicon)]
    [InlineData("polish", "P AA1 L IH0 SH", PronunciationSource.Homograph)]
    [InlineData("Siobhan", "SH AH0 V AO1 N", PronunciationSource.UserLexicon)]
    [InlineData("potato", "P AH0 T EY1 T OW2", PronunciationSource.Dictionary)]
    public void Pronounce_UsersWord_WinsOverTheDictionary(string word, string sounds, PronunciationSource source)
    {
        var said = Phonemizer.Pronounce(EnglishPhonemizerTests.Spoken($"I {word} it"))[1].Pronunciation;
        Assert.Equal((sounds, source), (string.Join(' ', said.Phones), said.Source));
    }

    [Fact]
    public void With_RequestAfterVoice_TheLastWins()
    {
        var request = Phonemizer.With(UserLexicon.Parse("tomato T AH1", "request"));
        Assert.Equal(["T", "AH1"], request.Pronounce(EnglishPhonemizerTests.Spoken("tomato"))[0].Pronunciation.Phones);
    }

    [Theory]
    [InlineData("fine F AY1 N\nbad", 2, 4, "No sounds follow")]
    [InlineData("bad B AE1 QQ", 1, 11, "'QQ' is no ARPAbet symbol")]
    [InlineData("  bad /bæ7d/", 1, 10, "'7' is no sign of the IPA")]
    [InlineData("bad bæd\nbad bɛd", 2, 1, "given before")]
    [InlineData("bad //", 1, 6, "no sounds")]
    public void Parse_BadLine_SaysWhere(string text, int line, int column, string why)
    {
        var error = Assert.Throws<LexiconFormatException>(() => UserLexicon.Parse(text, "test.lexicon"));
        Assert.Equal((line, column), (error.Line, error.Column));
        Assert.Contains(why, error.Message, StringComparison.Ordinal);
        Assert.Contains("test.lexicon", error.Message, StringComparison.Ordinal);
    }
}
