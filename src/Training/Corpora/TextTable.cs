using System.Text;

namespace VoiceSmith.Training.Corpora;

/// <summary>
/// A table of recordings in a text file: columns separated by bars, tabs or commas, with or without a header. Blanks
/// around columns, empty last columns, a byte order mark and any line ends are accepted.
/// </summary>
internal sealed class TextTable
{
    private readonly IReadOnlyList<string[]> _rows;
    private readonly string[]? _header;

    private TextTable(IReadOnlyList<string[]> rows)
    {
        _header = HeaderOf(rows[0]);
        _rows = _header is null ? rows : [.. rows.Skip(1)];
    }

    /// <summary>True for a table with named columns.</summary>
    public bool HasHeader => _header is not null;

    /// <summary>The recordings.</summary>
    public IEnumerable<ListedRecording> Recordings =>
        _header is { } header ? _rows.Select((row, i) => Named(header, row, number: i + 2))
        : HasSpeakers(_rows) ? _rows.Select(row => new ListedRecording(row[0], row[2], row[1]))
        : _rows.Select(row => new ListedRecording(row[0], row.Length > 1 ? row[^1] : null));

    /// <summary>Reads a table; null where no separator splits its lines into columns.</summary>
    /// <param name="path">A .csv, .tsv or .txt file; commas separate columns only in .csv.</param>
    public static TextTable? Read(string path)
    {
        var text = File.ReadAllText(path);
        if (RowsOf(text, '|') is { } bars)
            return new(bars);
        if (RowsOf(text, '\t') is { } tabs)
            return new(tabs);
        var hasCommas = Path.GetExtension(path).Equals(".csv", StringComparison.OrdinalIgnoreCase);
        return hasCommas && CommaRowsOf(text) is { } commas ? new(commas) : null;
    }

    private static ListedRecording Named(string[] header, string[] row, int number)
    {
        var values = new Dictionary<string, string>();
        foreach (var (name, value) in header.Zip(row))
            values.TryAdd(name, value);
        return ListedRecording.Of(values) ?? new($"row {number}", null);
    }

    /// <summary>Column names in lower case; null where a row is no header.</summary>
    private static string[]? HeaderOf(string[] row)
    {
        string[] names = [.. row.Select(name => name.ToLowerInvariant())];
        return ListedRecording.IsHeader(names) ? names : null;
    }

    /// <summary>
    /// True for rows of name, speaker and text: the second of three columns is one word, and repeats.
    /// </summary>
    private static bool HasSpeakers(IReadOnlyList<string[]> rows) =>
        rows.All(row => row.Length == 3 && row[1].Length > 0 && !row[1].Any(char.IsWhiteSpace))
        && rows.Any(row => row[1] != row[2])
        && rows.DistinctBy(row => row[1]).Count() < rows.Count;

    /// <summary>Rows of a text with bars or tabs; null where most lines have none.</summary>
    private static List<string[]>? RowsOf(string text, char separator)
    {
        List<string[]> rows =
        [
            .. text.Split('\n')
                .Where(line => !string.IsNullOrWhiteSpace(line))
                .Select(line => Trimmed(line.Split(separator))),
        ];
        if (!IsTable(rows))
            return null;
        var isQuoted = rows.All(row => row[0] is ['"', .., '"']);
        return isQuoted ? [.. rows.Select(row => row.Select(Unquoted).ToArray())] : rows;
    }

    /// <summary>
    /// Rows of comma-separated values (RFC 4180); null where most lines have one column. Transcripts are often left
    /// unquoted: commas beyond the columns of the header, or beyond the name where rows differ, belong to the last
    /// column.
    /// </summary>
    private static List<string[]>? CommaRowsOf(string text)
    {
        List<string>[] cells =
        [
            .. Cells(text, out var isQuoted).Where(row => row.Any(cell => !string.IsNullOrWhiteSpace(cell))),
        ];
        List<string[]> rows = [.. cells.Select(Trimmed)];
        if (!IsTable(rows))
            return null;
        var isRegular = isQuoted && rows.All(row => row.Length == rows[0].Length) || HasSpeakers(rows);
        var limit = HeaderOf(rows[0])?.Length ?? (isRegular ? rows[0].Length : 2);
        string[] Joined(List<string> row, int count) =>
            Trimmed([.. row.Take(limit - 1), string.Join(',', row.Take(count).Skip(limit - 1))]);
        return [.. rows.Zip(cells, (row, raw) => row.Length <= limit ? row : Joined(raw, row.Length))];
    }

    private static bool IsTable(List<string[]> rows) => rows.Count(row => row.Length > 1) * 2 > rows.Count;

    /// <summary>Trimmed columns without empty last ones.</summary>
    private static string[] Trimmed(IReadOnlyList<string> cells)
    {
        string[] columns = [.. cells.Select(cell => cell.Trim())];
        var count = columns.Length;
        while (count > 1 && columns[count - 1].Length == 0)
            count--;
        return columns[..count];
    }

    private static string Unquoted(string cell) => cell is ['"', .., '"'] ? cell[1..^1].Replace("\"\"", "\"") : cell;

    private static List<List<string>> Cells(string text, out bool isQuoted)
    {
        var rows = new List<List<string>> { new() };
        isQuoted = false;
        for (var position = 0; position < text.Length; position++)
        {
            var start = position;
            while (position < text.Length && text[position] is ' ')
                position++;
            if (QuotedCell(text, ref position) is { } quoted)
            {
                isQuoted = true;
                rows[^1].Add(quoted);
            }
            else
            {
                while (position < text.Length && text[position] is not (',' or '\n'))
                    position++;
                rows[^1].Add(text[start..position]);
            }
            if (position < text.Length && text[position] == '\n')
                rows.Add([]);
        }
        return rows;
    }

    /// <summary>
    /// A cell in quotes, and the position of the separator after it; null, at the same position, where the quotes do
    /// not enclose a whole cell.
    /// </summary>
    private static string? QuotedCell(string text, ref int position)
    {
        if (position >= text.Length || text[position] != '"')
            return null;
        var content = new StringBuilder();
        for (var i = position + 1; i < text.Length; i++)
        {
            if (text[i] != '"')
            {
                content.Append(text[i]);
                continue;
            }
            if (i + 1 < text.Length && text[i + 1] == '"')
            {
                content.Append('"');
                i++;
                continue;
            }
            i++;
            while (i < text.Length && text[i] is ' ' or '\r')
                i++;
            if (i < text.Length && text[i] is not (',' or '\n'))
                return null;
            position = i;
            return content.ToString();
        }
        return null;
    }
}
