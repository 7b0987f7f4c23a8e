using System.Text.RegularExpressions;

namespace VoiceSmith.Build.Tests;

/// <summary>Summaries name the thing they describe: none is an indirect question.</summary>
public sealed partial class SummaryTests
{
    [Fact]
    public void Summaries_OfCode_AreNoQuestions()
    {
        Assert.SkipWhen(Repository.Root is null, "The sources are not there.");
        var root = Repository.Root!.FullName;
        Assert.Empty(
            SourceFiles
                .Of("src")
                .SelectMany(path =>
                    Question()
                        .Matches(File.ReadAllText(path))
                        .Select(found => $"{Path.GetRelativePath(root, path)}: {found.Groups[1].Value}")
                )
        );
    }

    [GeneratedRegex(@"<summary>\s*(?:///)?\s*((?:What|Whether|Who|Which|How|Where|When|Why) [^\n]*)")]
    private static partial Regex Question();
}
