namespace VoiceSmith.Training.Data.Layouts;

/// <summary>Collects what a layout finds, and what it misses.</summary>
/// <param name="folder">The corpus.</param>
internal sealed class CorpusBuilder(string folder)
{
    private static readonly string[] Extensions = [".wav", ".flac", ".mp3", ".ogg", ".opus", ".m4a"];

    private readonly Dictionary<string, Recording> _recordings = new(StringComparer.Ordinal);
    private readonly List<Rejection> _rejected = [];
    private readonly HashSet<string> _validation = [], _excluded = [];

    public string Folder => folder;

    /// <summary>The folder's own name, for corpora of one speaker.</summary>
    public string FolderName => Path.GetFileName(Path.GetFullPath(folder).TrimEnd(Path.DirectorySeparatorChar));

    /// <summary>Whether a name is that of a sound file.</summary>
    public static bool IsSound(string path) => Extensions.Contains(Path.GetExtension(path).ToLowerInvariant());

    /// <summary>The sound file with this path, whatever its extension; null where there is none.</summary>
    public static string? FindSound(string pathWithoutExtension) => Extensions.Select(extension => pathWithoutExtension + extension).FirstOrDefault(File.Exists);

    /// <summary>Takes a recording, or notes what it lacks.</summary>
    public void Add(string id, string speaker, string? text, string? path, string? language = null)
    {
        (id, text) = (NameOf(id), text?.Trim());
        if (string.IsNullOrEmpty(text))
            Reject(id, RejectionReason.NoTranscript, "no transcript");
        else if (path is null || !File.Exists(path))
            Reject(id, RejectionReason.NoSound, path is null ? "no sound file" : $"no sound file {Path.GetRelativePath(folder, path)}");
        else if (!_recordings.TryAdd(id, new(id, speaker, text, path, language)))
            Reject(id, RejectionReason.Excluded, "listed twice; the first stays");
    }

    /// <summary>Keeps a recording out of training, to validate on.</summary>
    public void KeepForValidation(string id) => _validation.Add(NameOf(id));

    /// <summary>Leaves a recording out.</summary>
    public void Exclude(string id) => _excluded.Add(NameOf(id));

    public void Reject(string id, RejectionReason reason, string detail) => _rejected.Add(new(id, reason, detail));

    public Corpus Build(string layout)
    {
        foreach (var id in _excluded.Where(_recordings.ContainsKey).Order(StringComparer.Ordinal))
            Reject(id, RejectionReason.Excluded, "excluded by the corpus, or kept for tests");
        return new(layout, [.. _recordings.Values.Where(item => !_excluded.Contains(item.Id)).OrderBy(item => item.Id, StringComparer.Ordinal)],
            _validation, _rejected, Licence());
    }

    /// <summary>An id that can name a file.</summary>
    private static string NameOf(string id) => id.Replace('/', '_').Replace('\\', '_');

    private string Licence() => Directory.EnumerateFiles(folder, "LICEN?E*").Order(StringComparer.Ordinal).FirstOrDefault() is { } path
        ? File.ReadLines(path).Select(line => line.Trim()).FirstOrDefault(line => line.Length > 0, "") : "";
}
