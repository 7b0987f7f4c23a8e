using System.Diagnostics;
using VoiceSmith.Testing;

namespace VoiceSmith.Tests;

/// <summary>The packages of this build, in a folder that is a NuGet source for programs of tests.</summary>
public sealed class PackageFeed : IAsyncLifetime
{
    private const string Version = "0.0.1-test";
    private readonly string _folder = Directory.CreateTempSubdirectory("packages").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Packages that were restored for the solution: all others than its own come from there.</summary>
    private static string Restored =>
        Environment.GetEnvironmentVariable("NUGET_PACKAGES")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    /// <summary>Packs what the build of the tests has built.</summary>
    public async ValueTask InitializeAsync()
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        await RunAsync(
            SharedFolder.Repository,
            "dotnet",
            "pack",
            Path.Combine("build", "Packages.slnf"),
            "-c",
            configuration,
            "--no-build",
            "-o",
            Path.Combine(_folder, "feed"),
            $"-p:PackageVersion={Version}"
        );
    }

    /// <summary>Builds a console program that references one of the packages.</summary>
    /// <param name="name">Name of its folder.</param>
    /// <param name="package">The package.</param>
    /// <param name="code">Its only file.</param>
    public async Task<PackagedProgram> BuildAsync(string name, string package, string code)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, name)).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "Program.cs"), code, Token);
        await File.WriteAllTextAsync(
            Path.Combine(folder, "program.csproj"),
            $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                <NuGetAudit>false</NuGetAudit>
                <RestorePackagesPath>{Path.Combine(_folder, "restored")}</RestorePackagesPath>
                <RestoreFallbackFolders>{Restored}</RestoreFallbackFolders>
                <RestoreAdditionalProjectSources>{Path.Combine(_folder, "feed")}</RestoreAdditionalProjectSources>
                <CreateHardLinksForCopyLocalIfPossible>true</CreateHardLinksForCopyLocalIfPossible>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="{package}" Version="{Version}" />
              </ItemGroup>
            </Project>
            """,
            Token
        );
        await RunAsync(folder, "dotnet", "build", "-c", "Release", "-o", "out", "-v", "quiet", "-clp:NoSummary");
        return new(folder);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    /// <summary>Runs a program to its end. Programs in its folder come first on the PATH.</summary>
    /// <returns>Its output; fails the test if it fails.</returns>
    internal static async Task<string> RunAsync(string folder, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["PATH"] = $"{folder}{Path.PathSeparator}{Environment.GetEnvironmentVariable("PATH")}";
        using var process = Process.Start(start)!;
        var (output, errors) = (
            process.StandardOutput.ReadToEndAsync(Token),
            process.StandardError.ReadToEndAsync(Token)
        );
        await process.WaitForExitAsync(Token);
        var all = await output + await errors;
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}\n{all}");
        return all;
    }
}

/// <summary>A console program, built.</summary>
/// <param name="Folder">Its folder, in which it runs.</param>
public sealed record PackagedProgram(string Folder)
{
    /// <summary>Runs it.</summary>
    /// <returns>Its output; fails the test if it fails.</returns>
    public Task<string> RunAsync() => PackageFeed.RunAsync(Folder, "dotnet", Path.Combine("out", "program.dll"));
}
