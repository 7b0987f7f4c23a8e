using VoiceSmith.Text.Markup;
using VoiceSmith.Text.Normalization;

namespace VoiceSmith.Text.Tests.Normalization;

/// <summary>The tables of docs/text.md say what the code does.</summary>
public sealed class DocumentedExamplesTests
{
    [Fact]
    public void Documentation_Normalization_IsTrue()
    {
        var normalizer = new TextNormalizer();
        var rows = Rows("## Normalization", columns: 3);
        Assert.True(rows.Count > 30);
        Assert.All(rows, row => Assert.Equal(row[2], TextNormalizer.Render(normalizer.Normalize(row[1]))));
    }

    [Fact]
    public void Documentation_Markup_IsTrue()
    {
        var normalizer = new TextNormalizer();
        var rows = Rows("## Markup", columns: 2).Where(row => row[0].Contains('<', StringComparison.Ordinal)).ToList();
        Assert.True(rows.Count > 8);
        Assert.All(
            rows,
            row =>
            {
                var marked = SpeechMarkup.Parse(row[0].Trim('`'));
                Assert.Equal(
                    row[1],
                    TextNormalizer.Render(normalizer.Normalize(marked.Text, marked.Within(new(0, marked.Text.Length))))
                );
            }
        );
    }

    /// <summary>The cells of a section's tables with so many columns, without their headings.</summary>
    private static List<string[]> Rows(string section, int columns)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "VoiceSmith.sln")))
            folder = folder.Parent;
        Assert.SkipWhen(folder is null, "The tests do not run inside the repository.");
        var lines = File.ReadAllLines(Path.Combine(folder.FullName, "docs", "text.md"))
            .SkipWhile(line => line != section)
            .Skip(1)
            .TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal));
        return
        [
            .. lines
                .Where(line => line.StartsWith('|') && !line.StartsWith("|-", StringComparison.Ordinal))
                .Select(line => line.Split('|')[1..^1].Select(cell => cell.Trim()).ToArray())
                .Where(cells => cells.Length == columns && cells[0] is not ("class" or "markup" or "element")),
        ];
    }
}
