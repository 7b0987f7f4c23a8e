using System.Text.Json;
using System.Text.RegularExpressions;

namespace VoiceSmith.EndToEnd.Tests;

/// <summary>What deploy/ refers to is there. No container is built here: that needs an engine and a network.</summary>
public sealed class DeploymentTests
{
    private static readonly string Root = FindRoot();

    [Fact]
    public void Dockerfile_Copies_AreThere()
    {
        var lines = File.ReadAllLines(Path.Combine(Root, "deploy", "Dockerfile"));
        foreach (
            var line in lines.Where(line =>
                line.StartsWith("COPY ", StringComparison.Ordinal) && !line.Contains("--from", StringComparison.Ordinal)
            )
        )
            foreach (var source in line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..^1])
                Assert.True(Path.Exists(Path.Combine(Root, source)), line);
        var project = lines
            .SelectMany(line => line.Split(' '))
            .First(word => word.EndsWith(".csproj", StringComparison.Ordinal));
        Assert.True(File.Exists(Path.Combine(Root, project)), project);
    }

    [Theory]
    [InlineData("voicesmith.dll")]
    [InlineData("VoiceSmith.Hub.dll")]
    [InlineData("appsettings.json")]
    [InlineData("Concentus.dll")]
    [InlineData("Scalar.AspNetCore.dll")]
    public void Output_OfTheCommand_HasWhatTheImageRuns(string file) =>
        Assert.True(File.Exists(Path.Combine(AppContext.BaseDirectory, file)), file);

    [Fact]
    public void Dashboard_Metrics_AreThoseThatTheEngineHas()
    {
        using var dashboard = JsonDocument.Parse(
            File.ReadAllText(Path.Combine(Root, "deploy", "grafana", "voicesmith.json"))
        );
        var metrics = File.ReadAllText(Path.Combine(Root, "src", "Streaming", "SpeechMetrics.cs"));
        var used = dashboard
            .RootElement.GetProperty("panels")
            .EnumerateArray()
            .SelectMany(panel => panel.GetProperty("targets").EnumerateArray())
            .SelectMany(target =>
                Regex
                    .Matches(
                        target.GetProperty("expr").GetString()!,
                        "voicesmith_([a-z_]+?)(_(total|bucket|count|sum|ratio|milliseconds|microseconds|bytes))*[^a-z_]"
                    )
                    .Select(match => match.Groups[1].Value)
            )
            .Distinct()
            .ToList();
        Assert.True(used.Count >= 6);
        Assert.All(used, name => Assert.Contains($"\"voicesmith.{name}\"", metrics, StringComparison.Ordinal));
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "VoiceSmith.sln")))
            folder = folder.Parent;
        return folder.FullName;
    }
}
