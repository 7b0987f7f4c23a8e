namespace VoiceSmith.Build.Tests;

/// <summary>No line of code is longer than 120 characters, but for quoted text that would lose by being cut.</summary>
public sealed class LineLengthTests
{
    private const int Most = 120;


    [Fact]
    public void Lines_OfCode_KeepToTheirLength()
    {
        Assert.SkipWhen(Repository.Root is null, "The sources are not there.");
        var root = Repository.Root!.FullName;
        Assert.Empty(
            SourceFiles
                .Of("src", "tests", "bench", "build", "tools")
                .SelectMany(path => TooLong(path).Select(line => $"{Path.GetRelativePath(root, path)}({line})"))
        );
    }

    private static IEnumerable<int> TooLong(string path)
    {
        var isRaw = false;
        foreach (var (index, line) in File.ReadLines(path).Index())
        {
            if (line.Length > Most && !isRaw && !line.Contains('"', StringComparison.Ordinal))
                yield return index + 1;
            isRaw ^= line.Split("\"\"\"").Length % 2 == 0;
        }
    }
}
