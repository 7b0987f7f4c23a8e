using VoiceSmith.Text.Normalization;

namespace VoiceSmith.Text.Tests.Normalization;

public sealed class PastedTextTests
{
    public static TheoryData<string> Kinds => [.. PastedTextExamples.ByKind.Keys];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Normalize_PastedText_IsSaidAsACarefulReaderWould(string kind)
    {
        var normalizer = new TextNormalizer();
        var wrong = PastedTextExamples
            .ByKind[kind]
            .Split('\n')
            .Select(PastedTextExamples.Read)
            .Select(one => (one.Written, one.Said, Actual: TextNormalizer.Render(normalizer.Normalize(one.Written))))
            .Where(one => one.Actual != one.Said)
            .Select(one => $"'{one.Written}' → '{one.Actual}', not '{one.Said}'");
        Assert.Empty(wrong);
    }

    [Theory]
    [InlineData("A level results are out.", true)]
    [InlineData("A levels are hard.", true)]
    [InlineData("She took A Level physics.", true)]
    [InlineData("He got A minus.", true)]
    [InlineData("A level playing field", false)]
    [InlineData("A team of experts", false)]
    public void Normalize_A_IsALetterWhereItIsAGrade(string text, bool isLetter) =>
        Assert.Equal(
            isLetter,
            new TextNormalizer().Normalize(text).Tokens.Single(token => token.Text == "A").Class == "acronym"
        );
}
