namespace VoiceSmith.Training.Corpora;

/// <summary>
/// Sound files with a text beside each, <c>NAME.wav</c> and <c>NAME.txt</c> or <c>NAME.lab</c>, in any folders. The
/// first folder below the corpus is the speaker; sounds in the corpus's own folder have one speaker.
/// </summary>
internal sealed class PlainLayout : ICorpusLayout
{
    private static readonly string[] TextEndings = [".txt", ".lab", ".normalized.txt"]; // the preferred first

    public string Name => "plain";

    public bool Fits(string folder)
    {
        var texts = Texts(folder);
        return Sounds(folder).Any(path => texts.ContainsKey(Stem(path)));
    }

    public void Read(CorpusBuilder corpus)
    {
        var texts = Texts(corpus.Folder);
        foreach (var path in Sounds(corpus.Folder))
        {
            var parts = Path.GetRelativePath(corpus.Folder, path).Split(Path.DirectorySeparatorChar);
            var speaker = parts.Length > 1 ? parts[0] : corpus.FolderName;
            var text = texts.TryGetValue(Stem(path), out var file) ? File.ReadAllText(file) : null;
            corpus.Add(Stem(string.Join('/', parts)), speaker, text, path);
        }
    }

    private static IEnumerable<string> Sounds(string folder) =>
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(SoundFiles.IsSound);

    private static string Stem(string path) => Path.ChangeExtension(path, null)!;

    /// <summary>Text files by the path of their sound without extension, in any case.</summary>
    private static Dictionary<string, string> Texts(string folder)
    {
        var texts = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var ending in TextEndings)
            foreach (var path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
                if (path.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
                    texts.TryAdd(path[..^ending.Length], path);
        return texts;
    }
}
