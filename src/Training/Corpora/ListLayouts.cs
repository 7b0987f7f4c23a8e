using System.Text.Json;

namespace VoiceSmith.Training.Corpora;

/// <summary>
/// A layout with lists of recordings, in the corpus's folder or in folders directly below it. Lists named after a
/// split, such as <c>dev.jsonl</c> or <c>validation/metadata.csv</c>, are for validation, <c>test</c> ones are
/// excluded; so are ids in <c>splits/validation.txt</c> and <c>splits/excluded.txt</c>.
/// </summary>
internal abstract class ListLayout : ICorpusLayout
{
    private static readonly string[] ValidationNames = ["validation", "valid", "val", "dev", "eval"];
    private static readonly string[] SplitNames = [.. ValidationNames, "train", "training", "test", "data"];

    public abstract string Name { get; }

    public bool Fits(string folder) => ListsOf(folder).Length > 0;

    public void Read(CorpusBuilder corpus)
    {
        var lists = ListsOf(corpus.Folder);
        if (lists.Length == 0)
            throw new InvalidDataException($"it has no list such as {Example}");
        foreach (var list in lists)
            ReadList(corpus, list);
        foreach (var id in Ids(corpus, "validation"))
            corpus.KeepForValidation(id);
        foreach (var id in Ids(corpus, "excluded"))
            corpus.Exclude(id);
    }

    /// <summary>Name of a list, for errors.</summary>
    protected abstract string Example { get; }

    /// <summary>Lists of this layout that lie in a folder itself.</summary>
    protected abstract IEnumerable<string> ListsIn(string folder);

    /// <summary>Entries of a list.</summary>
    /// <exception cref="InvalidDataException">The list is malformed.</exception>
    protected abstract IEnumerable<ListedRecording> Entries(string list);

    /// <summary>
    /// Lists in the folder, else in folders below it: at least two, or one named after a split. One corpus in one
    /// folder is to be named itself.
    /// </summary>
    private string[] ListsOf(string folder)
    {
        var own = ListsIn(folder).Order(StringComparer.Ordinal).ToArray();
        if (own.Length > 0)
            return own;
        var below = Directory
            .EnumerateDirectories(folder)
            .Order(StringComparer.Ordinal)
            .SelectMany(ListsIn)
            .GroupBy(list => Path.GetDirectoryName(list)!)
            .ToArray();
        return below.Length > 1 || below.Any(lists => SplitOf(Path.GetFileName(lists.Key)) is not null)
            ? [.. below.SelectMany(lists => lists)]
            : [];
    }

    private void ReadList(CorpusBuilder corpus, string list)
    {
        var folder = Path.GetDirectoryName(list)!;
        var isNested = Path.GetFullPath(folder) != Path.GetFullPath(corpus.Folder);
        var split =
            SplitOf(Path.GetFileNameWithoutExtension(list)) ?? (isNested ? SplitOf(Path.GetFileName(folder)) : null);
        var speaker = isNested && split is null ? Path.GetFileName(folder) : corpus.FolderName;
        var prefix = isNested ? Path.GetFileName(folder) + "/" : "";
        foreach (var entry in Entries(list))
        {
            var id = prefix + SoundFiles.IdOf(entry.Name);
            var sound = corpus.Sounds.Find(entry.Name, folder, out var missing);
            corpus.Add(id, entry.Speaker ?? speaker, entry.Text, sound, entry.Language, missing);
            if (split is not null && ValidationNames.Contains(split))
                corpus.KeepForValidation(id);
            else if (split == "test")
                corpus.Exclude(id);
        }
    }

    /// <summary>The split in a name such as "metadata_val" or "train"; null for none.</summary>
    private static string? SplitOf(string name) =>
        name.ToLowerInvariant().Split('_', '-', '.').FirstOrDefault(part => SplitNames.Contains(part));

    private static IEnumerable<string> Ids(CorpusBuilder corpus, string split)
    {
        var path = Path.Combine(corpus.Folder, "splits", split + ".txt");
        return File.Exists(path)
            ? File.ReadLines(path)
                .Where(line => !string.IsNullOrWhiteSpace(line))
                .Select(line => SoundFiles.IdOf(line.Trim()))
            : [];
    }
}

/// <summary>
/// A layout with tables: <c>metadata.csv</c>, <c>.tsv</c> or <c>.txt</c>, <c>transcripts.csv</c> and so on, or
/// <c>metadata_train.csv</c> and <c>metadata_val.csv</c>.
/// </summary>
internal abstract class TableLayout : ListLayout
{
    private static readonly string[] Names = ["metadata", "transcripts"];
    private static readonly string[] Extensions = [".csv", ".tsv", ".txt"];

    /// <summary>True for tables with a header.</summary>
    protected abstract bool HasHeader { get; }

    protected override string Example => "metadata.csv";

    protected override IEnumerable<string> ListsIn(string folder) =>
        Directory
            .EnumerateFiles(folder)
            .Where(IsTableName)
            .Where(path => TextTable.Read(path) is { } table && table.HasHeader == HasHeader);

    protected override IEnumerable<ListedRecording> Entries(string list) => TextTable.Read(list)!.Recordings;

    /// <summary>True for names such as metadata.csv and metadata_train.csv.</summary>
    private static bool IsTableName(string path) =>
        Extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase)
        && Names.Contains(Path.GetFileNameWithoutExtension(path).ToLowerInvariant().Split('_', '-')[0]);
}

/// <summary>
/// LJ Speech and relatives (Piper): tables without header, of name, perhaps raw transcript or speaker, and transcript.
/// </summary>
internal sealed class LjSpeechLayout : TableLayout
{
    public override string Name => "ljspeech";

    protected override bool HasHeader => false;
}

/// <summary>
/// Tables with a header, as Coqui and Hugging Face's audio folders have: a sound file, a text, perhaps a speaker.
/// </summary>
internal sealed class HeadedTableLayout : TableLayout
{
    public override string Name => "table";

    protected override bool HasHeader => true;
}

/// <summary>
/// JSON lines, as Hugging Face's audio folders and NeMo manifests have: <c>metadata.jsonl</c> or any other
/// <c>.jsonl</c>, or <c>*manifest*.json</c>, with an object per line.
/// </summary>
internal sealed class JsonLinesLayout : ListLayout
{
    public override string Name => "jsonl";

    protected override string Example => "metadata.jsonl";

    protected override IEnumerable<string> ListsIn(string folder) =>
        Directory.EnumerateFiles(folder).Where(path => IsMetadata(path) || IsLinesName(path) && ListsRecordings(path));

    protected override IEnumerable<ListedRecording> Entries(string list)
    {
        var number = 0;
        foreach (var line in File.ReadLines(list))
        {
            number++;
            if (string.IsNullOrWhiteSpace(line))
                continue;
            var values =
                JsonLine.Values(line)
                ?? throw new InvalidDataException($"line {number} of {Path.GetFileName(list)} is not a JSON object");
            yield return ListedRecording.Of(values)
                ?? throw new InvalidDataException(
                    $"line {number} of {Path.GetFileName(list)} names no sound file, as \"audio\" or \"file_name\""
                );
        }
    }

    private static bool IsMetadata(string path) =>
        Path.GetFileName(path).Equals("metadata.jsonl", StringComparison.OrdinalIgnoreCase);

    private static bool IsLinesName(string path) =>
        Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".jsonl" => true,
            ".json" => Path.GetFileName(path).Contains("manifest", StringComparison.OrdinalIgnoreCase),
            _ => false,
        };

    /// <summary>True if the first line describes a recording: other programs write JSON lines too.</summary>
    private static bool ListsRecordings(string path)
    {
        var first = File.ReadLines(path).FirstOrDefault(line => !string.IsNullOrWhiteSpace(line));
        try
        {
            return first is not null
                && JsonLine.Values(first) is { } values
                && ListedRecording.IsHeader([.. values.Keys]);
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
