namespace VoiceSmith.EndToEnd.Tests;

/// <summary>What deploy/ refers to is there. No container is built here: that needs an engine and a network.</summary>
public sealed class DeploymentTests
{
    private static readonly string Root = SharedFolder.Repository;

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

    /// <summary>The published command with the page and documents, as the image runs it.</summary>
    [Fact(Timeout = 180_000)]
    public async Task Published_Command_HasWhatTheImageRuns()
    {
        var (folder, configuration) = (
            Directory.CreateTempSubdirectory("voicesmith-publish-").FullName,
            new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name
        );
        try
        {
            await ChildProcess.RunAsync(
                "dotnet", Root, "publish", "src/Cli/VoiceSmith.Cli.csproj", "-c", configuration, "--no-build", "-o",
                folder,
                "-p:PackLibtorch=false"
            );
            var files = Directory
                .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                .Select(file => Path.GetRelativePath(folder, file))
                .ToHashSet();
            var pages = Directory
                .EnumerateFiles(Path.Combine(Root, "clients", "web"), "*.html")
                .Select(page => $"wwwroot/{Path.GetFileName(page)}");
            var documents = Directory
                .EnumerateFiles(Path.Combine(Root, "docs"), "*.md")
                .Select(document => $"wwwroot/documents/{Path.GetFileName(document)}");
            string[] programs =
            [
                "voicesmith.dll", "voicesmith.runtimeconfig.json", "VoiceSmith.Hub.dll", "appsettings.json",
                "Concentus.dll", "Scalar.AspNetCore.dll", "TorchSharp.dll",
            ];
            Assert.All(programs.Concat(pages).Concat(documents), file => Assert.Contains(file, files));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The image is built without the page's targets, and lays the same files beside the command.</summary>
    [Fact]
    public void Dockerfile_AddsToThePublishedCommand_PageDocumentsAndLicences()
    {
        var dockerfile = File.ReadAllText(Path.Combine(Root, "deploy", "Dockerfile"));
        foreach (
            var copy in new[]
            {
                "cp -r clients/web/dist/. /app/wwwroot/", "cp docs/*.md /app/wwwroot/documents/",
                "cp LICENSE THIRD-PARTY-NOTICES.md /app",
            }
        )
            Assert.Contains(copy, dockerfile, StringComparison.Ordinal);
        foreach (var licence in new[] { "LICENSE", "THIRD-PARTY-NOTICES.md" })
            Assert.True(File.Exists(Path.Combine(Root, licence)), licence);
    }
}
