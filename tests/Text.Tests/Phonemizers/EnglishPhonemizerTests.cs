using CsCheck;
using VoiceSmith.Text.Normalization;
using VoiceSmith.Text.Phonemes;
using VoiceSmith.Text.Phonemizers;

namespace VoiceSmith.Text.Tests.Phonemizers;

public sealed class EnglishPhonemizerTests
{
    private static readonly EnglishPhonemizer Phonemizer = new();

    /// <summary>Reads words and marks parted by blanks as spoken text.</summary>
    internal static SpokenText Spoken(string text, string tokenClass = "word")
    {
        var tokens = new List<SpokenToken>();
        for (var at = 0; at < text.Length;)
        {
            var end = text.IndexOf(' ', at);
            end = end < 0 ? text.Length : end;
            var kind = ",.?!;:…—()\"".Contains(text[at..end], StringComparison.Ordinal)
                ? SpokenTokenKind.Punctuation
                : SpokenTokenKind.Word;
            if (end > at)
                tokens.Add(new(kind, text[at..end], new(at, end), tokenClass));
            at = end + 1;
        }
        return new(text, tokens);
    }

    private static string Say(string text, string tokenClass = "word") =>
        string.Join(' ', Phonemizer.Phonemize(Spoken(text, tokenClass)).Select(p => p.Symbol == " " ? "|" : p.Symbol));

    private static string? ReadingOf(string word, string text) =>
        Phonemizer
            .Pronounce(new TextNormalizer().Normalize(text))
            .Single(one => one.Word.Text == word)
            .Pronunciation.Reading;

    [Fact]
    public void Phonemize_MarksReplaceBorders() =>
        Assert.Equal("^ Y EH1 S , \" DH AH0 | K AE1 T \" . $", Say("yes , \" the cat \" ."));

    [Theory]
    [InlineData("the apple", "DH IY0 | AE1 P AH0 L")]
    [InlineData("a car", "AH0 | K AA1 R")]
    [InlineData("plan a .", "P L AE1 N | EY1 .")]
    [InlineData("to go", "T AH0 | G OW1")]
    [InlineData("to eat", "T UW0 | IY1 T")]
    public void Phonemize_SmallWords_FollowTheirNeighbours(string text, string sounds) =>
        Assert.Equal($"^ {sounds} $", Say(text));

    [Theory]
    [InlineData("FBI", "EH1 F B IY1 AY1")]
    [InlineData("CDs", "S IY1 D IY1 Z")]
    [InlineData("NASA's", "EH1 N EY1 EH1 S EY1 Z")]
    public void Phonemize_Acronym_SaysItsLetters(string text, string sounds) =>
        Assert.Equal($"^ {sounds} $", Say(text, "acronym"));

    [Theory]
    [InlineData("café", "K AH0 F EY1")]
    [InlineData("don’t", "D OW1 N T")]
    [InlineData("HELLO", "HH AH0 L OW1")]
    [InlineData("forty-two", "F AO1 R T IY0 T UW1")]
    public void Phonemize_OddlyWrittenWord_IsFound(string text, string sounds) =>
        Assert.Equal($"^ {sounds} $", Say(text));

    [Theory]
    [InlineData("Use /^[a-z]+$/i here.")]
    [InlineData("[[characters: a)b]] is meant.")]
    [InlineData("An x⟩ is a ket.")]
    [InlineData("An x⟧ is rare.")]
    [InlineData("It needs a close bracket.")]
    public void Pronounce_NameOfASignThatCloses_IsAVerb(string text) =>
        Assert.Equal("close_vrb", ReadingOf("close", text));

    [Theory]
    [InlineData("They are close friends.")]
    [InlineData("It was a close ) match.")]
    public void Pronounce_CloseThatWasTyped_IsReadByItsSentence(string text) =>
        Assert.Equal("close_adj-nou", ReadingOf("close", text));

    [Fact]
    public void Phonemize_Break_IsABorderWithItsToken()
    {
        var spoken = new SpokenText(
            "a b",
            [
                new(SpokenTokenKind.Word, "see", new(0, 1)),
                new(SpokenTokenKind.Break, "", new(1, 2)) { Duration = TimeSpan.FromSeconds(1) },
                new(SpokenTokenKind.Word, "me", new(2, 3)),
            ]
        );
        Assert.Equal(
            [("^", -1), ("S", 0), ("IY1", 0), (" ", 1), ("M", 2), ("IY1", 2), ("$", -1)],
            Phonemizer.Phonemize(spoken).Select(p => (p.Symbol, p.Token))
        );
    }

    [Fact]
    public void Phonemize_GivenPronunciation_IsKept()
    {
        var spoken = new SpokenText(
            "x",
            [new(SpokenTokenKind.Word, "the", new(0, 1)) { Pronunciation = ["Z", "UW2"] }]
        );
        Assert.Equal(["^", "Z", "UW2", "$"], Phonemizer.Phonemize(spoken).Select(p => p.Symbol));
    }

    [Fact]
    public void Phonemize_AnyText_KnownSymbolsAndOrderedTokens() =>
        Gen
            .String.Array[0, 8]
            .Sample(words =>
            {
                var tokens = words
                    .Select((word, i) => new SpokenToken(SpokenTokenKind.Word, word, new(i, i + 1)))
                    .ToArray();
                var phonemes = Phonemizer.Phonemize(new(new string('x', words.Length), tokens));
                Assert.All(phonemes, p => Assert.True(PhonemeInventory.English.TryGetId(p.Symbol, out _)));
                Assert.All(phonemes, p => Assert.True(p.Source.Start <= p.Source.End));
                Assert.Equal("^", phonemes[0].Symbol);
                Assert.Equal("$", phonemes[^1].Symbol);
                var said = phonemes.Where(p => p.Token >= 0).Select(p => p.Token).ToArray();
                Assert.Equal(said.Order(), said);
            });
}
