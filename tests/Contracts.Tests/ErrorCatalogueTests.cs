using System.Text.RegularExpressions;
using VoiceSmith.Testing;

namespace VoiceSmith.Contracts.Tests;

/// <summary>The catalogue, the documentation and the code name the same errors.</summary>
public sealed partial class ErrorCatalogueTests
{
    private static readonly string[] InBuildFiles = ["VS4008"]; // raised by MSBuild

    [Fact]
    public void Documentation_IsTheCatalogue()
    {
        var rows = File.ReadAllLines(Path.Combine(SharedFolder.Repository, "docs", "errors.md"))
            .Where(line => line.StartsWith("| VS", StringComparison.Ordinal));
        Assert.Equal(
            ErrorCatalogue.All.Select(entry =>
                $"| {entry.Code} | {entry.Status} | {Cell(entry.Meaning)} | {Cell(entry.Fix)} |"
            ),
            rows
        );
    }

    [Fact]
    public void Catalogue_CodesAreInOrderAndUnique() =>
        Assert.Equal(
            ErrorCatalogue.All.Select(entry => entry.Code).Distinct().Order(StringComparer.Ordinal),
            ErrorCatalogue.All.Select(entry => entry.Code)
        );

    [Fact]
    public void Code_RaisesWhatTheCatalogueHasAndNothingElse()
    {
        var raised = Directory
            .EnumerateFiles(Path.Combine(SharedFolder.Repository, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(path =>
                Path.GetFileName(path) != $"{nameof(ErrorCatalogue)}.cs"
                && !path.Split(Path.DirectorySeparatorChar).Contains("obj")
            )
            .SelectMany(path => Quoted().Matches(File.ReadAllText(path)).Select(match => match.Groups[1].Value));
        Assert.Equal(
            ErrorCatalogue.All.Select(entry => entry.Code),
            raised.Concat(InBuildFiles).Append(ErrorCatalogue.Unexpected).Distinct().Order(StringComparer.Ordinal)
        );
    }

    [Theory]
    [InlineData("VS4001", 404)]
    [InlineData("VS4002", 503)]
    [InlineData("VS4014", 422)]
    [InlineData("VS9999", 500)]
    public void StatusOf_ACode_IsItsStatus(string code, int status) =>
        Assert.Equal(status, ErrorCatalogue.StatusOf(code));

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);

    [GeneratedRegex(@"""(VS\d{4})""")]
    private static partial Regex Quoted();
}
