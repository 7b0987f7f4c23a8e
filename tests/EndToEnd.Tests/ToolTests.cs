using System.Diagnostics;
using System.IO.Compression;

namespace VoiceSmith.EndToEnd.Tests;

/// <summary>
/// The command as a .NET tool: packed from this build without libtorch, installed from a folder, and run.
/// </summary>
public sealed class ToolTests : IDisposable
{
    private const string Version = "0.0.1-test";

    private static readonly string Libtorch = Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native");

    private readonly string _folder = Directory.CreateTempSubdirectory("voicesmith-tool-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact(Timeout = 300_000)]
    public async Task Tool_InstalledFromAFolder_Runs()
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        var (feed, tools) = (Path.Combine(_folder, "feed"), Path.Combine(_folder, "tools"));
        await RunAsync(
            "dotnet", "pack", "src/Cli/VoiceSmith.Cli.csproj", "-c", configuration, "--no-build", "-o",
            feed,
            "-p:ToolPackageRuntimeIdentifiers=",
            "-p:PackLibtorch=false",
            $"-p:PackageVersion={Version}"
        );
        var files = ZipFile.OpenRead(Directory.GetFiles(feed).Single()).Entries.Select(file => file.FullName).ToList();
        foreach (var file in new[] { "voicesmith.dll", "appsettings.json", "wwwroot/index.html", "wwwroot/documents/api.md" })
            Assert.Contains($"tools/net10.0/any/{file}", files);
        await RunAsync(
            "dotnet", "tool", "install", "VoiceSmith.Cli", "--version", Version, "--tool-path",
            tools,
            "--source",
            feed
        );
        var command = Path.Combine(tools, OperatingSystem.IsWindows() ? "voicesmith.exe" : "voicesmith");
        Assert.Contains("speak", await RunAsync(command, "--help"), StringComparison.Ordinal);
        if (Directory.Exists(Libtorch))
            Assert.Contains("libtorch", await RunAsync(command, "doctor"), StringComparison.OrdinalIgnoreCase);
    }

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = SharedFolder.Repository,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["MSBUILDDISABLENODEREUSE"] = "1",
                ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
                ["VOICESMITH_LIBTORCH"] = Libtorch,
            },
        };
        using var process = Process.Start(start)!;
        var token = TestContext.Current.CancellationToken;
        var (output, errors) = (
            process.StandardOutput.ReadToEndAsync(token),
            process.StandardError.ReadToEndAsync(token)
        );
        await process.WaitForExitAsync(token);
        var all = await output + await errors;
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}\n{all}");
        return all;
    }
}
