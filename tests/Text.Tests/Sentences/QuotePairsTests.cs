using VoiceSmith.Text.Sentences;

namespace VoiceSmith.Text.Tests.Sentences;

public sealed class QuotePairsTests
{
    [Theory]
    [InlineData("(a) b", 0, 2)]
    [InlineData("a [b] c", 2, 4)]
    [InlineData("a {b} c", 2, 4)]
    [InlineData("a )b", 2, -1)]
    [InlineData("(a b", 0, -1)]
    [InlineData("(a )b", 0, 3)]
    [InlineData("(a (b) c", 0, 5)]
    [InlineData("(a\nb)", 0, 4)]
    [InlineData("(a\n\nb)", 0, -1)] // another paragraph
    [InlineData("(3456789012345678901234567890123456789)", 0, 38)]
    [InlineData("(34567890123456789012345678901234567890)", 0, 39)]
    [InlineData("(345678901234567890123456789012345678901)", 0, -1)] // beyond the longest sentence
    public void FindClose_Brackets_IsTheirCloser(string text, int at, int close)
    {
        Assert.Equal(close, new QuotePairs(WindowOf(text)).FindClose(at, new() { MaxLength = 40 }));
        Assert.Equal(
            close,
            new QuotePairs(WindowOf(text)).FindClose(at, new() { MaxLength = 40, KeepQuotations = false })
        );
    }

    [Theory]
    [InlineData("“a” b", 0, 2)]
    [InlineData("«a» b", 0, 2)]
    [InlineData("‘a’ b", 0, 2)]
    [InlineData("‘don’t’ b", 0, 6)]
    [InlineData("\"a\" b", 0, 2)]
    [InlineData("\"a\"b", 0, 2)]
    [InlineData("\"a \" b", 0, 3)]
    [InlineData("\"a \"b\" c", 0, -1)] // opens again before it closes
    [InlineData("\"a", 0, -1)]
    [InlineData("\" a\"", 0, -1)]
    [InlineData("\"\"a\"", 0, -1)]
    [InlineData("a\"b\" c", 1, -1)] // inches, not a quotation
    [InlineData("a \"b\" c", 2, 4)]
    [InlineData("a(\"b\" c", 2, 4)]
    [InlineData("a[\"b\" c", 2, 4)]
    [InlineData("a—\"b\" c", 2, 4)]
    [InlineData("a-\"b\" c", 2, 4)]
    [InlineData("a\"'b' c", 2, 4)]
    [InlineData("a'\"b\" c", 2, 4)]
    [InlineData("a“\"b\" c", 2, 4)]
    [InlineData("'a' b", 0, 2)]
    [InlineData("'don't' b", 0, 6)]
    [InlineData("'90s' b", 0, -1)]
    [InlineData("'tis a' b", 0, -1)]
    [InlineData("a 'tis a' b", 2, -1)]
    [InlineData("a 'his' b", 2, 6)]
    public void FindClose_Quotations_IsTheirCloserWhereTheyAreKept(string text, int at, int close)
    {
        Assert.Equal(close, new QuotePairs(WindowOf(text)).FindClose(at, new()));
        Assert.Equal(-1, new QuotePairs(WindowOf(text)).FindClose(at, new() { KeepQuotations = false }));
    }

    [Theory]
    [InlineData("(a", ") b", 2)]
    [InlineData("'a'", "b' c", 4)] // an apostrophe after all
    [InlineData("(a\n", "\nb)", -1)] // a paragraph's end, cut in two
    public void FindClose_MoreComes_LooksAgainAtTheEdge(string text, string more, int close)
    {
        var window = new TextWindow();
        window.Append(text);
        var pairs = new QuotePairs(window);
        pairs.FindClose(0, new());
        Assert.True(window.IsStarved);
        window.Append(more);
        window.IsComplete = true;
        Assert.Equal(close, pairs.FindClose(0, new()));
    }

    [Fact]
    public void OpenedInside_PairOfTheMiddle_IsTrueUntilTheNextSentence()
    {
        var pairs = new QuotePairs(WindowOf("x (a) (b"));
        Assert.False(pairs.OpenedInside(-1));
        pairs.FindClose(2, new());
        Assert.Equal((true, false), (pairs.OpenedInside(4), pairs.OpenedInside(3)));
        pairs.FindClose(6, new());
        Assert.True(pairs.OpenedInside(4)); // what does not close is no pair
        pairs.Restart();
        Assert.Equal((false, false), (pairs.OpenedInside(4), pairs.OpenedInside(1)));
    }

    [Fact]
    public void OpenedInside_PairOfTheHeadOrOneThatIsNotSure_IsFalse()
    {
        var pairs = new QuotePairs(WindowOf("(a) b"));
        pairs.FindClose(0, new());
        Assert.False(pairs.OpenedInside(2));
        var window = new TextWindow();
        window.Append("x 'a'");
        pairs = new(window);
        Assert.Equal(4, pairs.FindClose(2, new()));
        Assert.False(pairs.OpenedInside(4)); // a letter may follow
    }

    private static TextWindow WindowOf(string text)
    {
        var window = new TextWindow { IsComplete = true };
        window.Append(text);
        return window;
    }
}
