using System.Diagnostics;
using System.Reflection;
using System.Text.Json;

namespace VoiceSmith.Build.Tests;

/// <summary>The packages that each value of TorchBackend takes, as MSBuild evaluates them.</summary>
public sealed class TorchBackendTests
{
    private static readonly string Program = Assembly
        .GetExecutingAssembly()
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(a => a.Key == "Program")
        .Value!;

    [Theory]
    [InlineData("cuda-linux", "TorchSharp-cuda-linux")]
    [InlineData("cuda-windows", "TorchSharp-cuda-windows")]
    [InlineData("none", null)]
    public async Task Program_WithATorchBackend_TakesItsPackageAndNoOther(string backend, string? package)
    {
        var references = await PackagesAsync($"-p:TorchBackend={backend}");
        Assert.Equal(package is null ? [] : [package], references.Where(IsLibtorch));
        Assert.Contains("TorchSharp", await PackagesAsync($"-p:TorchBackend={backend}", "Torch"));
    }

    [Fact]
    public async Task Program_ByItself_TakesTheProcessorsLibtorchOfThisSystem()
    {
        var expected =
            OperatingSystem.IsWindows() ? "libtorch-cpu-win-x64"
            : OperatingSystem.IsMacOS() ? "libtorch-cpu-osx-arm64"
            : "libtorch-cpu-linux-x64";
        Assert.Equal([expected], (await PackagesAsync("-p:Configuration=Release")).Where(IsLibtorch));
    }

    private static bool IsLibtorch(string package) =>
        package.StartsWith("libtorch", StringComparison.OrdinalIgnoreCase)
        || package.StartsWith("TorchSharp-", StringComparison.Ordinal);

    /// <param name="property">A property, as on the command line.</param>
    /// <param name="project">The folder of a project beside the program's.</param>
    private static async Task<string[]> PackagesAsync(string property, string project = "Cli")
    {
        var path = Path.Combine(Path.GetDirectoryName(Program)!, "..", project, $"VoiceSmith.{project}.csproj");
        using var process = Process.Start(
            new ProcessStartInfo("dotnet", ["msbuild", path, "-getItem:PackageReference", property, "-nodeReuse:false"])
            {
                RedirectStandardOutput = true,
            }
        )!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, output);
        using var items = JsonDocument.Parse(output);
        return
        [
            .. items
                .RootElement.GetProperty("Items")
                .GetProperty("PackageReference")
                .EnumerateArray()
                .Select(item => item.GetProperty("Identity").GetString()!),
        ];
    }
}
