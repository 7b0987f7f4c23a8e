using VoiceSmith.Text.Normalization;
using VoiceSmith.Text.Sentences;

namespace VoiceSmith.Text.Tests.Sentences;

public sealed class QuestionsTests
{
    [Theory]
    [InlineData("Is it raining in London?")]
    [InlineData("And have you ever been to Spain?")]
    [InlineData("You saw the new doctor?")]
    [InlineData("You like it, don't you?")]
    [InlineData("\"Can we go home now?\"")]
    [InlineData("Really?")]
    [InlineData("(Is it late?)")]
    [InlineData("And then so, you or?")]
    [InlineData("Or is it late?")]
    public void Rise_AnsweredByYesOrNo_IsTrue(string sentence) => Assert.True(Rises(sentence));

    [Theory]
    [InlineData("Where did you leave the keys?")]
    [InlineData("So what time is it?")]
    [InlineData("To whom did she give it?")]
    [InlineData("Would you like tea or coffee?")]
    [InlineData("It is raining in London.")]
    [InlineData("Is it late!")]
    [InlineData("Is it late? Yes.")]
    [InlineData("And who's that?")]
    [InlineData("WHERE is it?")]
    [InlineData("And but?")]
    [InlineData("?")]
    [InlineData("")]
    public void Rise_OthersAndStatements_IsFalse(string sentence) => Assert.False(Rises(sentence));

    private static bool Rises(string sentence) => Questions.Rise(new TextNormalizer().Normalize(sentence));
}
