using System.IO.Compression;

namespace VoiceSmith.EndToEnd.Tests;

/// <summary>
/// The command as a .NET tool: packed from this build without libtorch, installed from a folder, and run.
/// </summary>
public sealed class ToolTests : IDisposable
{
    private const string Version = "0.0.1-test";

    private readonly string _folder = Directory.CreateTempSubdirectory("voicesmith-tool-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact(Timeout = 300_000)]
    public async Task Tool_InstalledFromAFolder_Runs()
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        var (feed, tools) = (Path.Combine(_folder, "feed"), Path.Combine(_folder, "tools"));
        await ChildProcess.RunAsync(
            "dotnet", SharedFolder.Repository, "pack", "src/Cli/VoiceSmith.Cli.csproj", "-c", configuration,
            "--no-build", "-o", feed,
            "-p:ToolPackageRuntimeIdentifiers=",
            "-p:PackLibtorch=false",
            $"-p:PackageVersion={Version}"
        );
        var files = ZipFile.OpenRead(Directory.GetFiles(feed).Single()).Entries.Select(file => file.FullName).ToList();
        foreach (var file in new[] { "voicesmith.dll", "appsettings.json", "wwwroot/index.html", "wwwroot/documents/api.md" })
            Assert.Contains($"tools/net10.0/any/{file}", files);
        await ChildProcess.RunAsync(
            "dotnet", SharedFolder.Repository, "tool", "install", "VoiceSmith.Cli", "--version", Version,
            "--tool-path", tools, "--source", feed
        );
        var command = Path.Combine(tools, OperatingSystem.IsWindows() ? "voicesmith.exe" : "voicesmith");
        Assert.Contains("speak", await ChildProcess.RunAsync(command, _folder, "--help"), StringComparison.Ordinal);
        if (Directory.Exists(ChildProcess.Libtorch))
            Assert.Contains(
                "libtorch",
                await ChildProcess.RunAsync(command, _folder, "doctor"),
                StringComparison.OrdinalIgnoreCase
            );
    }
}
