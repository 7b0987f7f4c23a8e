namespace VoiceSmith.Training.Corpora;

/// <summary>
/// Common Voice: tab-separated tables with a header, and <c>clips/</c>. Recordings come from <c>validated.tsv</c>, else
/// from <c>train.tsv</c> and <c>dev.tsv</c>. <c>dev.tsv</c> is for validation; <c>test.tsv</c> and
/// <c>invalidated.tsv</c> are excluded.
/// </summary>
internal sealed class CommonVoiceLayout : ICorpusLayout
{
    public string Name => "commonvoice";

    public bool Fits(string folder) =>
        Directory.Exists(Path.Combine(folder, "clips")) && (HasTable(folder, "validated") || HasTable(folder, "train"));

    public void Read(CorpusBuilder corpus)
    {
        foreach (var table in HasTable(corpus.Folder, "validated") ? new[] { "validated" } : ["train", "dev"])
            foreach (var row in Rows(corpus.Folder, table))
            {
                var sound = SoundFiles.At(Path.Combine(corpus.Folder, "clips", row["path"]));
                var language = row.GetValueOrDefault("locale") is { Length: > 0 } locale ? locale : null;
                corpus.Add(
                    IdOf(row),
                    row["client_id"],
                    row.GetValueOrDefault("sentence"),
                    sound,
                    language,
                    $"no sound file 'clips/{row["path"]}'"
                );
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
            var row = header.Zip(columns).ToDictionary(pair => pair.First, pair => pair.Second);
            if (!row.ContainsKey("path") || !row.ContainsKey("client_id"))
                throw new InvalidDataException($"a line of {table}.tsv has only {columns.Length} columns");
            yield return row;
        }
    }
}
