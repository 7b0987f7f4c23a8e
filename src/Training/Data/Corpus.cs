namespace VoiceSmith.Training.Data;

/// <summary>A recording before preparation.</summary>
/// <param name="Id">Its name, unique in the corpus.</param>
/// <param name="Speaker">Who speaks.</param>
/// <param name="Text">What is said.</param>
/// <param name="Path">The sound file.</param>
public sealed record Recording(string Id, string Speaker, string Text, string Path);

/// <summary>Recordings on disk in a layout that is known.</summary>
/// <param name="Recordings">In order of id.</param>
/// <param name="Validation">Ids that the corpus keeps out of training; empty where it does not say.</param>
/// <param name="Excluded">Ids that the corpus itself excludes.</param>
/// <param name="Licence">As the corpus says; empty if it does not.</param>
public sealed record Corpus(
    IReadOnlyList<Recording> Recordings, IReadOnlySet<string> Validation, IReadOnlySet<string> Excluded, string Licence)
{
    private static readonly string[] Extensions = [".wav", ".flac", ".mp3", ".ogg", ".opus", ".m4a"];

    /// <summary>
    /// Reads the LJ Speech layout: <c>metadata.csv</c> (<c>id|raw|normalised</c> or <c>id|text</c>, the last column is said)
    /// and <c>wavs/ID.*</c>; optionally <c>splits/validation.txt</c>, <c>splits/excluded.txt</c> and a LICENSE.
    /// </summary>
    /// <param name="folder">The corpus.</param>
    /// <param name="report">Receives lines about recordings that cannot be used.</param>
    /// <exception cref="VoiceSmithException">VS3005: the layout is not known.</exception>
    public static Corpus Read(string folder, Action<string> report)
    {
        var metadata = Path.Combine(folder, "metadata.csv");
        if (!File.Exists(metadata))
            throw new VoiceSmithException("VS3005", $"'{folder}' is no corpus that can be read.", "There is no metadata.csv in it.",
                "Lay it out as LJ Speech does: metadata.csv with 'id|text' lines, and wavs/ID.wav.");
        var files = Directory.EnumerateFiles(Path.Combine(folder, "wavs"))
            .Where(path => Extensions.Contains(Path.GetExtension(path).ToLowerInvariant()))
            .GroupBy(path => Path.GetFileNameWithoutExtension(path)).ToDictionary(group => group.Key, group => group.First());
        var speaker = Path.GetFileName(Path.GetFullPath(folder).TrimEnd(Path.DirectorySeparatorChar));
        var recordings = new List<Recording>();
        foreach (var line in File.ReadLines(metadata).Where(line => line.Length > 0))
        {
            var columns = line.Split('|');
            if (columns.Length < 2 || columns[^1].Trim().Length == 0)
                report($"{columns[0]}: no transcript");
            else if (!files.TryGetValue(columns[0], out var path))
                report($"{columns[0]}: no sound file");
            else
                recordings.Add(new(columns[0], speaker, columns[^1].Trim(), path));
        }
        return new([.. recordings.OrderBy(item => item.Id, StringComparer.Ordinal)],
            Ids(folder, "validation"), Ids(folder, "excluded"), LicenceOf(folder));
    }

    private static HashSet<string> Ids(string folder, string split) =>
        Path.Combine(folder, "splits", split + ".txt") is var path && File.Exists(path)
            ? [.. File.ReadLines(path).Select(line => line.Trim()).Where(line => line.Length > 0)]
            : [];

    private static string LicenceOf(string folder) =>
        Directory.EnumerateFiles(folder, "LICENSE*").FirstOrDefault() is { } path ? File.ReadLines(path).FirstOrDefault("").Trim() : "";
}
