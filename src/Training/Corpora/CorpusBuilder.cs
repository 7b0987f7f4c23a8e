namespace VoiceSmith.Training.Corpora;

/// <summary>Collects the recordings that a layout lists, and those it must leave out.</summary>
/// <param name="folder">Folder of the corpus.</param>
internal sealed class CorpusBuilder(string folder)
{
    private readonly Dictionary<string, Recording> _recordings = new(StringComparer.Ordinal);
    private readonly List<Rejection> _rejected = [];
    private readonly HashSet<string> _validation = [],
        _excluded = [];

    /// <summary>Folder of the corpus.</summary>
    public string Folder => folder;

    /// <summary>The folder's own name: the speaker of corpora with one speaker.</summary>
    public string FolderName => Path.GetFileName(Path.GetFullPath(folder).TrimEnd(Path.DirectorySeparatorChar));

    /// <summary>The corpus's sound files.</summary>
    public SoundFiles Sounds { get; } = new(folder);

    /// <summary>Adds a recording, or rejects it for lack of text or sound.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="speaker">Name of the speaker.</param>
    /// <param name="text">Transcript; null for none.</param>
    /// <param name="path">Sound file; null for none.</param>
    /// <param name="language">BCP 47 tag, if the corpus states one.</param>
    /// <param name="missing">Reason for a missing sound file.</param>
    public void Add(
        string id,
        string speaker,
        string? text,
        string? path,
        string? language = null,
        string missing = "no sound file"
    )
    {
        (id, text) = (NameOf(id), text?.Trim());
        if (string.IsNullOrEmpty(text))
            Reject(id, RejectionReason.NoTranscript, "no transcript");
        else if (path is null)
            Reject(id, RejectionReason.NoSound, missing);
        else if (!File.Exists(path))
            Reject(id, RejectionReason.NoSound, $"no sound file '{Path.GetRelativePath(folder, path)}'");
        else
            Add(new(id, speaker, text, path, language));
    }

    /// <summary>Marks a recording for validation.</summary>
    public void KeepForValidation(string id) => _validation.Add(NameOf(id));

    /// <summary>Excludes a recording.</summary>
    public void Exclude(string id) => _excluded.Add(NameOf(id));

    /// <summary>The corpus, recordings in order of id.</summary>
    public Corpus Build(string layout)
    {
        foreach (var id in _excluded.Where(_recordings.ContainsKey).Order(StringComparer.Ordinal))
            Reject(id, RejectionReason.Excluded, "excluded by the corpus, or reserved for tests");
        Recording[] recordings =
        [
            .. _recordings
                .Values.Where(item => !_excluded.Contains(item.Id))
                .OrderBy(item => item.Id, StringComparer.Ordinal),
        ];
        return new(layout, recordings, _validation, _rejected, Licence());
    }

    private void Add(Recording recording)
    {
        if (!_recordings.TryAdd(recording.Id, recording) && _recordings[recording.Id] != recording)
            Reject(recording.Id, RejectionReason.Excluded, "listed twice; the first entry is used");
    }

    private void Reject(string id, RejectionReason reason, string detail) => _rejected.Add(new(id, reason, detail));

    /// <summary>An id as a file name.</summary>
    private static string NameOf(string id) => id.Replace('/', '_').Replace('\\', '_');

    /// <summary>The first line of the corpus's licence file.</summary>
    private string Licence()
    {
        var file = Directory.EnumerateFiles(folder, "LICEN?E*").Order(StringComparer.Ordinal).FirstOrDefault();
        return file is null
            ? ""
            : File.ReadLines(file).Select(line => line.Trim()).FirstOrDefault(line => line.Length > 0, "");
    }
}
