using VoiceSmith.Text.Sentences;

namespace VoiceSmith.Text.Tests.Sentences;

public sealed class ListMarkTests
{
    [Theory]
    [InlineData("1. a", ".", "1", 2)]
    [InlineData("123) a", ")", "123", 4)]
    [InlineData("(1) a", "()", "1", 3)]
    [InlineData("1.) a", ".)", "1", 3)]
    [InlineData("a) b", ")", "a", 2)]
    [InlineData("(B) b", "()", "B", 3)]
    [InlineData("xviii. b", ".", "xviii", 6)]
    [InlineData("IV)\tb", ")", "IV", 3)]
    public void Read_Mark_IsItsStyleAndNumber(string text, string style, string number, int end) =>
        Assert.Equal(new ListMark(style, number, end), ReadIn(text));

    [Theory]
    [InlineData("1.a")]
    [InlineData("1")]
    [InlineData("1 a")]
    [InlineData("(1. a")]
    [InlineData("(1 a")]
    [InlineData(". a")]
    [InlineData("() a")]
    [InlineData("0. a")]
    [InlineData("2024. a")]
    [InlineData("ab. c")]
    [InlineData("iv2. c")]
    [InlineData("xxviii. c")]
    [InlineData("1.)b")]
    [InlineData("é. c")]
    public void Read_Others_AreNone(string text) => Assert.Null(ReadIn(text));

    [Theory]
    [InlineData("1", "2", true)]
    [InlineData("9", "10", true)]
    [InlineData("a", "b", true)]
    [InlineData("h", "i", true)]
    [InlineData("i", "ii", true)]
    [InlineData("iii", "iv", true)]
    [InlineData("iv", "v", true)]
    [InlineData("VIII", "IX", true)]
    [InlineData("ix", "x", true)]
    [InlineData("xiii", "xiv", true)]
    [InlineData("1", "1", false)]
    [InlineData("1", "3", false)]
    [InlineData("2", "1", false)]
    [InlineData("a", "c", false)]
    [InlineData("b", "a", false)]
    [InlineData("i", "iii", false)]
    [InlineData("1", "b", false)]
    public void Follows_NextNumberOfTheSameStyle(string before, string number, bool follows)
    {
        Assert.Equal(follows, new ListMark(")", number, 0).Follows(new(")", before, 0)));
        Assert.False(new ListMark(".", number, 0).Follows(new(")", before, 0)));
    }

    private static ListMark? ReadIn(string text)
    {
        var window = new TextWindow { IsComplete = true };
        window.Append(text);
        return ListMark.Read(window, 0);
    }
}
