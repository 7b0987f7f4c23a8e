using CsCheck;
using VoiceSmith.Text.Phonemes;

namespace VoiceSmith.Text.Tests.Phonemes;

public sealed class WordPronouncerTests
{
    private static readonly WordPronouncer Words = new(PronouncingLexicon.English);

    [Theory]
    [InlineData("skateboarder", "S K EY1 T B AO2 R D ER0", PronunciationSource.Inflection)]
    [InlineData("chess's", "CH EH1 S IH0 Z", PronunciationSource.Inflection)]
    [InlineData("teachers'", "T IY1 CH ER0 Z", PronunciationSource.Dictionary)]
    [InlineData("who'dn't", "HH UW1 D AH0 N T", PronunciationSource.Inflection)]
    [InlineData("zipperless", "Z IH1 P ER0 L AH0 S", PronunciationSource.Inflection)]
    [InlineData("doorsteps", "D AO1 R S T EH2 P S", PronunciationSource.Dictionary)]
    [InlineData("snowplough", "S N OW1 P L AW2", PronunciationSource.Compound)]
    [InlineData("xkcd", "EH1 K S K EY1 S IY1 D IY1", PronunciationSource.Letters)]
    [InlineData("r2d2", "AA1 R T UW1 D IY1 T UW1", PronunciationSource.Letters)]
    [InlineData("'hello'", "HH AH0 L OW1", PronunciationSource.Dictionary)]
    [InlineData("...", "", PronunciationSource.None)]
    public void Pronounce_Word_SoundsAndSource(string word, string sounds, PronunciationSource source)
    {
        var said = Words.Pronounce(word);
        Assert.Equal((sounds, source), (string.Join(' ', said.Phones), said.Source));
    }

    [Theory]
    [InlineData("smorgle", "S M AO1 R G AH0 L")]
    [InlineData("blention", "B L EH1 N SH AH0 N")]
    [InlineData("quimby", "K W IH1 M B IY0")]
    public void Pronounce_Unknown_RulesSayIt(string word, string sounds) =>
        Assert.Equal(sounds, string.Join(' ', LetterToSound.English.Pronounce(word)));

    [Fact]
    public void Pronounce_AnyLetters_SaysSomething() =>
        Gen.String[Gen.Char['a', 'z'], 1, 40]
            .Sample(word =>
            {
                var phones = Words.Pronounce(word).Phones;
                Assert.NotEmpty(phones);
                Assert.All(phones, phone => Assert.True(Arpabet.IndexOf(phone) >= 0, phone));
            });

    [Fact]
    public void Pronounce_MegabyteWord_IsLinear() => Assert.NotEmpty(Words.Pronounce(new string('a', 1 << 20)).Phones);
}
