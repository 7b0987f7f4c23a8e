using System.Diagnostics;
using System.Text;
using CsCheck;
using VoiceSmith.Text.Normalization;

namespace VoiceSmith.Text.Tests.Normalization;

/// <summary>
/// What holds for any text: nothing is lost, places are right, a second reading changes nothing, time is linear.
/// </summary>
public sealed class TextNormalizerPropertyTests
{
    private static readonly TextNormalizer Normalizer = new();

    private static readonly Gen<string> Words = Gen.OneOf(
        "hello", "the", "Dr.", "St.", "Smith", "NASA", "FBI", "U.S.", "5 p.m.", "9 a.m.", "May", "Jan.", "may", "I",
        "IV", "VIII", "Henry", "Chapter", "kg", "m2", "km/h", "million", "%", "$", "€", "USD", "£5", "5", "12", "100",
        "1984", "2012", "13000", "1,234", "3.14", ".5", "-2", "1st", "22nd", "3th", "1/2", "3 1/2", "10:30", "5pm",
        "2-5", "1980s", "'80s", "555-1234", "192.168.0.1", "a@b.com", "see http://x.org/a?b=1", "#tag", "@me",
        "A-4471/B", "covid-19", "H2O", "x=5", "+", "=", "*", "_", "~", "don't", "'tis", "goin'", "it's", "é", "Москва",
        "π", "😀", "👍🏽", "(", ")", "\"", "'", "[", "]", "<b>", "</b>", ",", ".", "?", "!", ";", ":", "...", "--", "—",
        "-", "–", "&", "and", "/", "\\", "no.", "No.", "etc.", "ChatGPT", "mRNA", "snake_case", ">= 5", "x != y", "3-1",
        "won 112-108", "5-10", "4x faster", "HTTP 404", "911", "'08", "c. 1850", "inc. VAT", "Fig. A", "he/she",
        "AC/DC", "①", "Ⅳ", "$18½", "20° C", "5' 8\"", "km/hr", "a 5V pin", "10kΩ", "==mark==", "noted[^1]", "f(x)",
        "O(n log n)", "H~2~O", "CVE-2023-24329", "dd/mm/yyyy", "Elm St.", "Paul, MN 55101", "100 Main St", "#1", "C#",
        "w/o", "401(k)", "5'10\"", "12\"", "&amp;",
        "**bold**", "4-Jul", "the 25th of July", "Jan-15-2020",
        "- "
    );

    private static readonly Gen<string> Sentences = Gen.Select(Words, Gen.OneOf(" ", " ", " ", ", "))
        .Array[0, 14]
        .Select(parts => string.Concat(parts.Select(part => part.Item1 + part.Item2)));

    private static readonly Gen<string> Formulas = Gen.OneOf(
            "$", "$$", "\\", "\\frac", "{", "}", "_", "^", "x", "12", "\\sqrt", "\\sum", "|", "(", ")", "\\text",
            "\\left", " ", "'", "!", "&", "\\begin{matrix}", "\\end{matrix}", "\\(", "\\)", "\\[", "\\]", "\\alpha",
            "\\hat", "f", "[3]", "\\\\", "²",
            "\\foo"
        )
        .Array[0, 24]
        .Select(string.Concat);

    private static readonly Gen<string> Rubbish = Gen.OneOf(
        Formulas,
        Gen.String[
            Gen.Char["aAbZzIVX019.,-/:;'\"()[]<>$%#@&*_+=~^ \t\né²½€£°’“Ωя\u0301\u200D\uFE0F\uD83D\uDE00"],
            0,
            40
        ],
        Gen.String[Gen.Char, 0, 40]
    );

    [Fact]
    public void Normalize_AnySentence_SpansAreOrderedAndCoverWhatWasTyped() =>
        Sentences.Sample(AssertSpans, iter: 20_000);

    [Fact]
    public void Normalize_AnyRubbish_SpansAreOrderedAndCoverWhatWasTyped() => Rubbish.Sample(AssertSpans, iter: 20_000);

    [Fact]
    public void Normalize_AnySentence_IsIdempotent() => Sentences.Sample(AssertIdempotent, iter: 20_000);

    [Fact]
    public void Normalize_AnySentence_SaysNoDigitsOrSymbols() => Sentences.Sample(AssertSayable, iter: 20_000);

    [Fact]
    public void Normalize_AnyRubbish_SaysNoDigitsOrSymbols() => Rubbish.Sample(AssertSayable, iter: 20_000);

    [Fact]
    public void Normalize_PlainWords_ComeOutOnceInOrder() =>
        Gen.OneOf("the", "quick", "brown", "fox", "don't", "Mary", "O'Neill", "café", "well-known")
            .Array[1, 20]
            .Sample(words =>
            {
                var text = string.Join(' ', words);
                Assert.Equal(text, TextNormalizer.Render(Normalizer.Normalize(text)));
            });

    [Theory]
    [InlineData("1")]
    [InlineData("1,")]
    [InlineData("1-")]
    [InlineData("1.")]
    [InlineData("1/")]
    [InlineData("1:")]
    [InlineData("a.")]
    [InlineData("A.")]
    [InlineData("a1")]
    [InlineData("a-")]
    [InlineData("a/")]
    [InlineData("a@")]
    [InlineData("a ")]
    [InlineData("x = ")]
    [InlineData("$")]
    [InlineData("$1 ")]
    [InlineData("(")]
    [InlineData("[")]
    [InlineData("[[")]
    [InlineData("<a ")]
    [InlineData("<")]
    [InlineData("*")]
    [InlineData("* ")]
    [InlineData("*a")]
    [InlineData("_a")]
    [InlineData("\"")]
    [InlineData("'")]
    [InlineData("\u0301")]
    [InlineData("a\u0301")]
    [InlineData("😀")]
    [InlineData("👨\u200D")]
    [InlineData("\uD800")]
    [InlineData("日")]
    [InlineData("&a;")]
    [InlineData("Henry V ")]
    [InlineData("1 Elm ")]
    [InlineData("http://a/")]
    [InlineData("5 May ")]
    [InlineData("5pm-")]
    [InlineData("2x")]
    [InlineData("#a")]
    [InlineData("\n")]
    [InlineData("$$")]
    [InlineData("$x_")]
    [InlineData("\\frac{")]
    [InlineData("\\(")]
    [InlineData("\\sum_")]
    [InlineData("| ")]
    [InlineData("|-")]
    [InlineData("<!--")]
    [InlineData("[^")]
    [InlineData("[1")]
    [InlineData("==a")]
    [InlineData("f(")]
    [InlineData("f(x")]
    [InlineData("1 2")]
    [InlineData("12-")]
    [InlineData("a1-")]
    [InlineData("ab:")]
    [InlineData("1,2-")]
    [InlineData("①")]
    [InlineData("aB")]
    [InlineData("3.1<")]
    [InlineData(">= ")]
    [InlineData("5' ")]
    public void Normalize_ManyCharactersOfOneKind_TakesLinearTime(string unit)
    {
        var text = Repeat(unit, 200_000);
        var watch = Stopwatch.StartNew();
        AssertSpans(text);
        Assert.True(
            watch.Elapsed < TimeSpan.FromSeconds(10),
            $"{watch.Elapsed} for 200,000 characters of '{unit}': it should take a fraction of a second."
        );
    }

    private static string Repeat(string unit, int length) =>
        new StringBuilder().Insert(0, unit, length / unit.Length).ToString();

    private static void AssertSpans(string text)
    {
        var spoken = Normalizer.Normalize(text);
        var end = 0;
        var start = 0;
        foreach (var token in spoken.Tokens)
        {
            var span = token.Source;
            if (span.Start < start || span.End > text.Length || span.Start >= span.End)
                Assert.Fail($"'{token.Text}' has {span} after {start} in '{Head(text)}'.");
            for (; end < span.Start; end++)
                if (!char.IsWhiteSpace(text[end]))
                    Assert.Fail($"'{text[end]}' at {end} is in no span of '{Head(text)}'.");
            (start, end) = (span.Start, Math.Max(end, span.End));
        }
        Assert.True(string.IsNullOrWhiteSpace(text[end..]), $"'{text[end..]}' is in no span.");
    }

    private static void AssertIdempotent(string text)
    {
        var once = TextNormalizer.Render(Normalizer.Normalize(text));
        var twice = TextNormalizer.Render(Normalizer.Normalize(once));
        Assert.Equal(once, twice);
    }

    private static void AssertSayable(string text)
    {
        foreach (var token in Normalizer.Normalize(text).Tokens)
            if (
                token.Kind == SpokenTokenKind.Word
                && (
                    token.Text.Length == 0
                    || !token.Text.All(c =>
                        char.IsLetter(c)
                        || c == '\''
                        || char.GetUnicodeCategory(c) == System.Globalization.UnicodeCategory.NonSpacingMark
                    )
                )
            )
                Assert.Fail($"'{token.Text}' of '{text}' is no word.");
            else if (
                token.Kind == SpokenTokenKind.Punctuation
                && !(token.Text is "," or "." or "?" or "!" or ";" or ":" or "…" or "—" or "(" or ")" or "\"")
            )
                Assert.Fail($"'{token.Text}' of '{text}' is no mark.");
    }

    private static string Head(string text) => text.Length > 80 ? text[..80] + "…" : text;
}
