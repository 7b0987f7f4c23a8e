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
}
