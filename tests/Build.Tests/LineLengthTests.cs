using VoiceSmith.Testing;

namespace VoiceSmith.Build.Tests;

/// <summary>No line of code is longer than 120 characters, but for texts in quotes that would lose by being cut.</summary>
public sealed class LineLengthTests
{
    private const int Most = 120;
    private static readonly string[] Folders = ["src", "tests", "bench", "build", "tools"], Outputs = ["bin", "obj", "node_modules"];

    [Fact]
    public void Lines_OfCode_KeepToTheirLength() => Assert.Empty(Folders
        .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(SharedFolder.Repository, folder), "*.cs", SearchOption.AllDirectories))
        .Where(path => !path.Split(Path.DirectorySeparatorChar).Any(Outputs.Contains))
        .SelectMany(TooLong));

    private static IEnumerable<string> TooLong(string path)
    {
        var isRaw = false;
        foreach (var (number, line) in File.ReadLines(path).Index())
        {
            var quotes = line.Split("\"\"\"").Length - 1;
            if (line.Length > Most && !isRaw && !line.Contains('"', StringComparison.Ordinal))
                yield return $"{Path.GetRelativePath(SharedFolder.Repository, path)}({number + 1}): {line.Length}";
            isRaw ^= quotes % 2 == 1;
        }
    }
}
