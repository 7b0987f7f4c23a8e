using VoiceSmith.Text.Sentences;

namespace VoiceSmith.Text.Tests.Sentences;

public sealed class ClauseBordersTests
{
    /// <summary>Each sign ends a clause that is otherwise too short to be cut.</summary>
    [Theory]
    [InlineData("!?….。！？;:—–", "So")]
    [InlineData(",、，", "When it rains")]
    public void BestBorder_EachSign_IsBehindIt(string signs, string clause)
    {
        foreach (var sign in signs)
            Assert.Equal(clause.Length + 1, ClauseBorders.BestBorder($"{clause}{sign} they w", 1, openEnd: true));
    }

    [Theory]
    [InlineData("When it rained,", true, 15)]
    [InlineData("(he had said it)", true, 0)]
    [InlineData("one twothreefourfive", false, 3)] // no border in the half that is asked for
    [InlineData("onetwothreefour", false, 14)]
    public void BestBorder_AtTheEnds_IsWhereATextMayBeCut(string text, bool openEnd, int border) =>
        Assert.Equal(border, ClauseBorders.BestBorder(text, openEnd ? 1 : 10, openEnd));

    [Fact]
    public void BestBorder_OneLongCharacter_IsBehindAllItsMarks() =>
        Assert.Equal(71, ClauseBorders.BestBorder("e" + new string('\u0301', 70), 1, openEnd: false));

    [Theory]
    [InlineData("U.S", PointedWord.Maybe)]
    [InlineData("Q.X.Z", PointedWord.Maybe)]
    [InlineData("q.x.", PointedWord.Ordinary)]
    [InlineData("Qxz", PointedWord.Ordinary)]
    [InlineData("", PointedWord.Ordinary)]
    public void KindOf_LettersAndPoints_MayEndASentence(string word, object kind) =>
        Assert.Equal(kind, PointedWords.KindOf(word));
}
