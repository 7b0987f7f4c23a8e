namespace VoiceSmith.Training.Data.Layouts;

/// <summary>
/// Common Voice: tables with a header and columns parted by tabs, and <c>clips/</c>. What <c>validated.tsv</c> lists is taken, else what
/// <c>train.tsv</c> and <c>dev.tsv</c> do; <c>dev.tsv</c> is for validation, <c>test.tsv</c> and <c>invalidated.tsv</c> for nothing here.
/// </summary>
internal sealed class CommonVoiceLayout : ICorpusLayout
{
    public string Name => "commonvoice";

    public bool Fits(string folder) => Directory.Exists(Path.Combine(folder, "clips")) && (HasTable(folder, "validated") || HasTable(folder, "train"));

    public void Read(CorpusBuilder corpus)
    {
        foreach (var table in HasTable(corpus.Folder, "validated") ? new[] { "validated" } : ["train", "dev"])
            foreach (var row in Rows(corpus.Folder, table))
            {
                var path = Path.Combine(corpus.Folder, "clips", row["path"]);
                corpus.Add(IdOf(row), row["client_id"], row.GetValueOrDefault("sentence"), File.Exists(path) ? path : CorpusBuilder.FindSound(path),
                    row.GetValueOrDefault("locale") is { Length: > 0 } locale ? locale : null);
            }
        foreach (var row in Rows(corpus.Folder, "dev"))
            corpus.KeepForValidation(IdOf(row));
        foreach (var row in Rows(corpus.Folder, "test").Concat(Rows(corpus.Folder, "invalidated")))
            corpus.Exclude(IdOf(row));
    }

    private static string IdOf(Dictionary<string, string> row) => Path.GetFileNameWithoutExtension(row["path"]);

    private static bool HasTable(string folder, string name) => File.Exists(Path.Combine(folder, name + ".tsv"));

    private static IEnumerable<Dictionary<string, string>> Rows(string folder, string table)
    {
        if (!HasTable(folder, table))
            yield break;
        string[]? header = null;
        foreach (var line in File.ReadLines(Path.Combine(folder, table + ".tsv")).Where(line => line.Length > 0))
        {
            var columns = line.Split('\t');
            if (header is null)
            {
                header = columns;
                if (!header.Contains("path") || !header.Contains("client_id"))
                    throw new InvalidDataException($"{table}.tsv has no columns 'client_id' and 'path'");
                continue;
            }
            yield return header.Zip(columns).ToDictionary(pair => pair.First, pair => pair.Second) is var row && row.ContainsKey("path") && row.ContainsKey("client_id")
                ? row : throw new InvalidDataException($"a line of {table}.tsv has only {columns.Length} columns");
        }
    }
}
