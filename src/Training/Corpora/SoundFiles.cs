namespace VoiceSmith.Training.Corpora;

/// <summary>The sound files of a corpus, found by the names that lists of recordings use.</summary>
/// <param name="folder">Folder of the corpus.</param>
internal sealed class SoundFiles(string folder)
{
    /// <summary>Extensions of sound files, the preferred first.</summary>
    private static readonly string[] Extensions = [".wav", ".flac", ".mp3", ".ogg", ".opus", ".m4a"];

    /// <summary>Usual folders of sound files, which are no part of a recording's id.</summary>
    private static readonly string[] SoundFolders = ["wavs", "wav", "audio", "clips"];

    private readonly Lazy<ILookup<string, string[]>> _byName = new(() => Index(folder));

    /// <summary>True for the name of a sound file.</summary>
    public static bool IsSound(string path) =>
        Extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);

    /// <summary>A name in a list without the extension of a sound file, its folders separated by slashes.</summary>
    public static string Stem(string name)
    {
        name = string.Join('/', Components(name.Replace('\\', '/')));
        return IsSound(name) ? name[..^Path.GetExtension(name).Length] : name;
    }

    /// <summary>
    /// The id of a recording by its name in a list: without extension and without a folder such as wavs; of a path
    /// outside the corpus the file's name alone.
    /// </summary>
    public static string IdOf(string name)
    {
        var stem = Stem(name);
        if (Path.IsPathRooted(name) || stem.Split('/').Contains(".."))
            return stem.Split('/')[^1];
        return stem.Split('/', 2) is [var first, var rest] && SoundFolders.Contains(first) ? rest : stem;
    }

    /// <summary>The sound file of a path, in any case and with any extension.</summary>
    /// <param name="path">Full path, with or without extension.</param>
    public static string? At(string path)
    {
        var parent = Path.GetDirectoryName(path)!;
        if (File.Exists(path) && IsSound(path))
            return path;
        if (!Directory.Exists(parent))
            return null;
        var stem = IsSound(path) ? Path.GetFileNameWithoutExtension(path) : Path.GetFileName(path);
        return Preferred(
            Directory
                .EnumerateFiles(parent)
                .Where(file =>
                    IsSound(file)
                    && Path.GetFileNameWithoutExtension(file).Equals(stem, StringComparison.OrdinalIgnoreCase)
                ),
            stem
        );
    }

    /// <summary>
    /// The sound file of a name in a list, with or without extension and folders. It is looked up relative to the list,
    /// then below the whole corpus, where the name must fit one file only.
    /// </summary>
    /// <param name="name">The name as listed.</param>
    /// <param name="listFolder">Folder of the list.</param>
    /// <param name="problem">The reason for null.</param>
    /// <returns>The file; null if there is none or there are several.</returns>
    public string? Find(string name, string listFolder, out string problem)
    {
        var stem = Stem(name);
        problem = $"no sound file '{name}'";
        if (stem.Length == 0)
            return null;
        var wanted = Components(stem);
        var under = Components(Path.GetRelativePath(folder, listFolder).Replace('\\', '/'));
        var candidates = _byName.Value[wanted[^1].ToUpperInvariant()].Where(path => Fits(path, wanted)).ToArray();
        foreach (var sounds in SoundFolders.Prepend(null))
        {
            string[] exact = [.. under, .. sounds is null ? [] : new[] { sounds }, .. wanted];
            if (candidates.Where(path => Same(StemOf(path), exact)).ToArray() is { Length: > 0 } there)
                return PathOf(there, wanted[^1]);
        }
        string[] places =
        [
            .. candidates
                .DistinctBy(path => string.Join('/', StemOf(path)).ToUpperInvariant())
                .Select(path => string.Join('/', path))
                .Order(StringComparer.Ordinal),
        ];
        if (places.Length > 1)
            problem = $"several sound files '{name}', such as {places[0]} and {places[1]}";
        return places.Length == 1 ? PathOf(candidates, wanted[^1]) : null;
    }

    private string? PathOf(IEnumerable<string[]> files, string stem) =>
        Preferred(files.Select(file => Path.Combine([folder, .. file])), stem);

    /// <summary>Of several files with one stem, that in the same case, of the first known extension.</summary>
    private static string? Preferred(IEnumerable<string> files, string stem) =>
        files
            .OrderBy(file => Path.GetFileNameWithoutExtension(file) != stem)
            .ThenBy(file => Array.FindIndex(Extensions, extension => IsExtension(file, extension)))
            .ThenBy(file => file, StringComparer.Ordinal)
            .FirstOrDefault();

    private static bool IsExtension(string file, string extension) =>
        file.EndsWith(extension, StringComparison.OrdinalIgnoreCase);

    /// <summary>True if all folders of the name, or all of the file's below the corpus, agree from the end.</summary>
    private static bool Fits(string[] path, string[] wanted)
    {
        var stem = StemOf(path);
        var shared = Math.Min(stem.Length, wanted.Length);
        return Same(stem[^shared..], wanted[^shared..]);
    }

    private static string[] StemOf(string[] path) => [.. path[..^1], Path.GetFileNameWithoutExtension(path[^1])];

    private static bool Same(string[] one, string[] other) =>
        one.SequenceEqual(other, StringComparer.OrdinalIgnoreCase);

    private static string[] Components(string path) =>
        [.. path.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(part => part != ".")];

    /// <summary>Sound files of a folder as components of their relative paths, by upper-case stem.</summary>
    private static ILookup<string, string[]> Index(string folder) =>
        Directory
            .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(IsSound)
            .Select(path => Path.GetRelativePath(folder, path).Split(Path.DirectorySeparatorChar))
            .ToLookup(path => Path.GetFileNameWithoutExtension(path[^1]).ToUpperInvariant());
}
