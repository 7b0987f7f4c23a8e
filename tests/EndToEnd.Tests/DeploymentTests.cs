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

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "VoiceSmith.sln")))
            folder = folder.Parent;
        return folder.FullName;
    }
}
