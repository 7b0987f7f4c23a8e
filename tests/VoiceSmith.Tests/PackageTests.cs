using System.Diagnostics;
using System.Text.RegularExpressions;
using VoiceSmith.Testing;

namespace VoiceSmith.Tests;

/// <summary>
/// A console program outside the solution, made of README's C# examples, that gets VoiceSmith from packages made here and all
/// else from the packages that were restored for the solution.
/// </summary>
public sealed partial class PackageTests : IDisposable
{
    private static readonly string Configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
    private readonly string _folder = Directory.CreateTempSubdirectory("packages").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Feed => Path.Combine(_folder, "feed");

    private string Program => Path.Combine(_folder, "program");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task ReadmeExamples_InAProgramThatReferencesThePackage_Speak()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "A shell script stands for the player.");
        const string version = "0.0.1-test";
        var packages = Path.Combine(SharedFolder.Repository, "build", "Packages.slnf");
        await RunAsync(SharedFolder.Repository, "dotnet", "pack", packages, "-c", Configuration, "--no-build", "-o", Feed, $"-p:PackageVersion={version}");
        WriteProgram(version);
        await RunAsync(Program, "dotnet", "build", "-c", "Release", "-o", "out", "-v", "quiet", "-clp:NoSummary");
        var output = await RunAsync(Program, "dotnet", Path.Combine("out", "program.dll"));

        Assert.Matches(@"\d\.\d\d s: five\s", output);      // a word with its time
        var (written, heard) = (Path.Combine(Program, "hello.wav"), Path.Combine(Program, "heard.wav"));
        Assert.InRange(Audio.WavFile.Read(written).Duration.TotalSeconds, 0.3, 10);
        Assert.InRange(Audio.WavFile.Read(heard).Duration.TotalSeconds, 0.3, 60);
    }

    private void WriteProgram(string version)
    {
        Directory.CreateDirectory(Program);
        File.WriteAllText(Path.Combine(Program, "program.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                <NuGetAudit>false</NuGetAudit>
                <RestorePackagesPath>{Path.Combine(_folder, "restored")}</RestorePackagesPath>
                <RestoreFallbackFolders>{SolutionPackages}</RestoreFallbackFolders>
                <RestoreAdditionalProjectSources>{Feed}</RestoreAdditionalProjectSources>
                <CreateHardLinksForCopyLocalIfPossible>true</CreateHardLinksForCopyLocalIfPossible>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="VoiceSmith" Version="{version}" />
              </ItemGroup>
            </Project>
            """);
        var examples = Examples(File.ReadAllText(Path.Combine(SharedFolder.Repository, "README.md")));
        Assert.NotEmpty(examples);
        File.WriteAllText(Path.Combine(Program, "Program.cs"), AsOneProgram(examples));
        var player = Path.Combine(Program, "aplay");
        File.WriteAllText(player, $"#!/bin/sh\ncat > '{Path.Combine(Program, "heard.wav")}'\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(player, UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }

    /// <summary>The folder that the solution's packages were restored to.</summary>
    private static string SolutionPackages => Environment.GetEnvironmentVariable("NUGET_PACKAGES")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    /// <summary>The C# examples that use the package VoiceSmith.</summary>
    private static string[] Examples(string readme) =>
        [.. CodeBlock().Matches(readme).Select(block => block.Groups[1].Value).Where(code => code.Contains("TextToSpeech", StringComparison.Ordinal))];

    /// <summary>Examples one after the other, each in a scope of its own.</summary>
    private static string AsOneProgram(string[] examples)
    {
        var lines = examples.SelectMany(example => example.Split('\n')).ToArray();
        var usings = lines.Where(line => line.StartsWith("using ", StringComparison.Ordinal) && !line.Contains('=')).Distinct();
        var bodies = examples.Select(example =>
            string.Join('\n', example.Split('\n').Where(line => !line.StartsWith("using ", StringComparison.Ordinal) || line.Contains('='))));
        return string.Join('\n', [.. usings, .. bodies.Select(body => $"{{\n{body}\n}}")]);
    }

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CodeBlock();

    private async Task<string> RunAsync(string folder, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["PATH"] = $"{Program}{Path.PathSeparator}{Environment.GetEnvironmentVariable("PATH")}";
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(Token), process.StandardError.ReadToEndAsync(Token));
        await process.WaitForExitAsync(Token);
        var all = await output + await errors;
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}\n{all}");
        return all;
    }
}
