using VoiceSmith.Text.Markup;
using VoiceSmith.Text.Normalization;
using VoiceSmith.Text.Phonemes;

namespace VoiceSmith.Text.Tests.Normalization;

public sealed class SayAsTests
{
    [Theory]
    [InlineData("characters", "AB1", "A B one")]
    [InlineData("code", "x-1", "x dash one")]
    [InlineData("digits", "1994", "one nine nine four")]
    [InlineData("digits", "SKU 12", "SKU one two")]
    [InlineData("cardinal", "1994", "one thousand nine hundred and ninety four")]
    [InlineData("decimal", "3.10", "three point one zero")]
    [InlineData("ordinal", "21", "twenty first")]
    [InlineData("ordinal", "VIII", "eighth")]
    [InlineData("year", "1805", "eighteen oh five")]
    [InlineData("decade", "1980s", "nineteen eighties")]
    [InlineData("fraction", "3/4", "three quarters")]
    [InlineData("roman", "XIV", "fourteen")]
    [InlineData("range", "2-5", "two to five")]
    [InlineData("score", "3:1", "three to one")]
    [InlineData("date", "2016-11-03", "november third twenty sixteen")]
    [InlineData("time", "8:05pm", "eight oh five PM")]
    [InlineData("telephone", "555 0199", "five five five, zero one nine nine")]
    [InlineData("currency", "$42.01", "forty two dollars one cent")]
    [InlineData("measure", "5 km", "five kilometers")]
    [InlineData("email", "a.b@c.org", "a dot b at c dot org")]
    [InlineData("serial", "A320", "A three hundred twenty")]
    [InlineData("chemistry", "H2O", "H two O")]
    [InlineData("version", "3.10", "three point ten")]
    [InlineData("math", "x^2", "x squared")]
    [InlineData("latex", @"\frac{a}{b}", "a over b")]
    [InlineData("word", "NASA IT", "NASA IT")]
    [InlineData("address", "100 Main St", "one hundred Main Street")]
    public void Normalize_WithAClass_SaysIt(string kind, string text, string said)
    {
        var marked = new SayAsSpan(new(0, text.Length), kind);
        Assert.Equal(said, TextNormalizer.Render(new TextNormalizer().Normalize(text, [marked])));
        Assert.Equal(said, TextNormalizer.Render(new TextNormalizer().Normalize($"[[{kind}: {text}]]")));
    }

    [Fact]
    public void Classes_AllNames_AreRead() =>
        Assert.All(
            SayAsClasses.Names,
            name =>
                Assert.DoesNotContain(
                    new TextNormalizer().Normalize("1", [new SayAsSpan(new(0, 1), name)]).Notices,
                    notice => notice.Message.StartsWith("There is no", StringComparison.Ordinal)
                )
        );

    [Fact]
    public void Normalize_UnknownClassInBrackets_IsText() =>
        Assert.Equal("[[colour: red]]", TextNormalizer.Render(new TextNormalizer().Normalize("[[colour: red]]")));

    [Fact]
    public void Normalize_LexiconPattern_GivesItsClassToWhatItMatches()
    {
        var normalizer = new TextNormalizer().With(
            UserLexicon.Parse("# stock\n\"SKU \\d+\" -> digits\n\"\\bGATE [A-Z]\\b\" → characters\n", "mine")
        );
        Assert.Equal(
            "Find SKU four seven one one in store four thousand seven hundred and eleven",
            TextNormalizer.Render(normalizer.Normalize("Find SKU 4711 in store 4711"))
        );
        Assert.Equal("G A T E B", TextNormalizer.Render(normalizer.Normalize("GATE B")));
    }

    [Fact]
    public void Normalize_PatternInsideMarkup_MarkupWins()
    {
        var normalizer = new TextNormalizer().With(UserLexicon.Parse("\"\\d+\" -> digits", "mine"));
        Assert.Equal(
            "twelve",
            TextNormalizer.Render(normalizer.Normalize("12", [new SayAsSpan(new(0, 2), "cardinal")]))
        );
    }

    [Theory]
    [InlineData("\"a(?=b)\" -> digits", "linear")]
    [InlineData("\"(a)\\1\" -> digits", "linear")]
    [InlineData("\"[a\" -> digits", "linear")]
    [InlineData("\"a\" -> colour", "colour")]
    [InlineData("\"a\"", "arrow")]
    [InlineData("\"a -> digits", "quote")]
    public void Parse_BadPattern_SaysWhy(string line, string why)
    {
        var error = Assert.Throws<LexiconFormatException>(() => UserLexicon.Parse("ok AH1\n" + line, "mine"));
        Assert.Equal(2, error.Line);
        Assert.Contains(why, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Normalize_HostilePattern_TakesLinearTime()
    {
        var normalizer = new TextNormalizer().With(UserLexicon.Parse("\"(a+)+b\" -> characters", "mine"));
        var watch = System.Diagnostics.Stopwatch.StartNew();
        normalizer.Normalize(new string('a', 20_000));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10));
    }

    [Theory]
    [InlineData("", "tomato", "T AH0 M AA1 T OW0", "tomato T AH0 M AA1 T OW0\n")]
    [InlineData(
        "# mine\na AH1\ntomato T AH0\nb B IY1\n",
        "tomato",
        "T AH0 M AA1 T OW0",
        "# mine\na AH1\ntomato T AH0 M AA1 T OW0\nb B IY1\n"
    )]
    [InlineData("a AH1", "b", "/biː/", "a AH1\nb /biː/\n")]
    public void Set_Correction_KeepsTheOtherLines(string before, string word, string sounds, string after) =>
        Assert.Equal(after, UserLexicon.Set(before, word, sounds));

    [Fact]
    public void Set_BadSounds_Throws() =>
        Assert.Throws<LexiconFormatException>(() => UserLexicon.Set("", "a", "QQ1 X"));

    [Theory]
    [InlineData("h@\"loU", "HH AH0 L OW1")]
    [InlineData("\"k{t", "K AE1 T")]
    [InlineData("TINk", "TH IH1 NG K")]
    [InlineData("dZVdZ", "JH AH1 JH")]
    public void TryReadXSampa_English_IsArpabet(string written, string sounds)
    {
        Assert.True(PhoneticNotation.TryReadXSampa(written, out var phones));
        Assert.Equal(sounds, string.Join(' ', phones));
    }

    [Theory]
    [InlineData("ipa", "həˈloʊ")]
    [InlineData("x-sampa", "h@&quot;loU")]
    [InlineData("x-cmu-arpabet", "HH AH0 L OW1")]
    public void Parse_PhonemeElement_ReadsItsAlphabet(string alphabet, string sounds)
    {
        var marked = SpeechMarkup.Parse(
            $"<speak><phoneme alphabet=\"{alphabet}\" ph=\"{sounds}\">hi</phoneme></speak>"
        );
        Assert.Equal(["HH", "AH0", "L", "OW1"], Assert.IsType<PronunciationSpan>(Assert.Single(marked.Spans)).Phones);
    }
}
