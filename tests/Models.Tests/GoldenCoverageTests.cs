using System.Text.Json.Nodes;
using VoiceSmith.Testing;

namespace VoiceSmith.Models.Tests;

/// <summary>Every golden file is named by some test.</summary>
public sealed class GoldenCoverageTests
{
    [Fact]
    public void Manifest_EveryEntry_IsNamedByATest()
    {
        var sources = Directory
            .EnumerateFiles(Path.Combine(SharedFolder.Repository, "tests"), "*Tests.cs", SearchOption.AllDirectories)
            .Where(path => Path.GetFileName(path) != nameof(GoldenCoverageTests) + ".cs")
            .Select(File.ReadAllText)
            .ToArray();
        var names = JsonNode.Parse(File.ReadAllText(Golden.Locate("manifest.json")))!["entries"]!
            .AsArray()
            .Select(entry => entry!["file"]!.GetValue<string>())
            .ToArray();
        Assert.Equal(85, names.Length);
        var unnamed = names.Where(name =>
            !sources.Any(source =>
                source.Contains($"\"{name}\"", StringComparison.Ordinal)
                || source.Contains($"\"{Path.GetFileNameWithoutExtension(name)}\"", StringComparison.Ordinal)
            )
        );
        Assert.Equal([], unnamed);
    }
}
