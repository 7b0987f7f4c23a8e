using System.Text.Json;
using System.Text.RegularExpressions;

namespace VoiceSmith.Build.Tests;

/// <summary>Packages: locked for every project, and named with their licences where they are shipped.</summary>
public sealed partial class SupplyTests
{
    private const string LockFile = "packages.lock.json";

    /// <summary>Packages that build the programs, and are no part of them.</summary>
    private static readonly string[] OnlyForBuilding = ["Microsoft.CodeAnalysis.BannedApiAnalyzers"];

    public SupplyTests() => Assert.SkipWhen(Repository.Root is null, "The sources are not there.");

    private static string Root => Repository.Root!.FullName;

    [Fact]
    public void Projects_OfTheSolution_HaveALockFileThatNamesNoRegistry()
    {
        var projects = Project()
            .Matches(File.ReadAllText(Path.Combine(Root, "VoiceSmith.sln")))
            .Select(project => Path.Combine(Root, Path.GetDirectoryName(project.Value.Replace('\\', '/'))!, LockFile))
            .ToArray();
        Assert.NotEmpty(projects);
        Assert.All(projects, path => Assert.True(File.Exists(path), path));
        Assert.All(projects, path => Assert.DoesNotContain("://", File.ReadAllText(path), StringComparison.Ordinal));
    }

    [Fact]
    public void Notices_OfPackages_NameThoseThatAreShippedAndNoOthers()
    {
        var named = Row()
            .Matches(File.ReadAllText(Path.Combine(Root, "THIRD-PARTY-NOTICES.md")))
            .Select(row => row.Groups["package"].Value)
            .ToHashSet();
        var shipped = NuGetPackages().Concat(OtherBackends()).Concat(NpmPackages()).ToHashSet();
        Assert.Contains("TorchSharp", shipped);
        Assert.Contains("@microsoft/signalr", shipped);
        Assert.Empty(shipped.Except(named));
        Assert.Empty(named.Except(shipped));
    }

    private static IEnumerable<string> NuGetPackages() =>
        Directory
            .GetDirectories(Path.Combine(Root, "src"))
            .Select(project => Path.Combine(project, LockFile))
            .Where(File.Exists)
            .SelectMany(path =>
            {
                using var json = JsonDocument.Parse(File.ReadAllText(path));
                return json
                    .RootElement.GetProperty("dependencies")
                    .EnumerateObject()
                    .SelectMany(framework => framework.Value.EnumerateObject())
                    .Where(package => package.Value.GetProperty("type").GetString() != "Project")
                    .Select(package => package.Name)
                    .ToArray();
            })
            .Except(OnlyForBuilding);

    /// <summary>Libtorch of the other systems and of CUDA, which the lock files of this one do not have.</summary>
    private static IEnumerable<string> OtherBackends() =>
        Version()
            .Matches(File.ReadAllText(Path.Combine(Root, "Directory.Packages.props")))
            .Select(package => package.Groups["package"].Value)
            .Where(name =>
                name.StartsWith("libtorch-", StringComparison.Ordinal)
                || name.StartsWith("TorchSharp-", StringComparison.Ordinal)
            );

    private static string[] NpmPackages()
    {
        const string Folder = "node_modules/";
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(Root, "clients", "package-lock.json")));
        return
        [
            .. json
                .RootElement.GetProperty("packages")
                .EnumerateObject()
                .Where(package =>
                    package.Name.StartsWith(Folder, StringComparison.Ordinal)
                    && !package.Value.TryGetProperty("dev", out _)
                    && !package.Value.TryGetProperty("link", out _)
                )
                .Select(package => package.Name.Split(Folder)[^1]),
        ];
    }

    [GeneratedRegex(@"[\w\\.]+\.csproj")]
    private static partial Regex Project();

    [GeneratedRegex(@"^\| (?<package>(?!Package )[\w@][\w@./-]*) \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("PackageVersion Include=\"(?<package>[^\"]+)\"")]
    private static partial Regex Version();
}
