namespace VoiceSmith.Training.Data.Layouts;

/// <summary>
/// Sounds with a text beside each, <c>NAME.wav</c> and <c>NAME.txt</c> or <c>NAME.lab</c>, in folders as one likes.
/// The first folder below the corpus is the speaker; where sounds lie in the corpus itself, it is one speaker's.
/// </summary>
internal sealed class PlainLayout : ICorpusLayout
{
    private static readonly string[] TextEndings = [".txt", ".lab", ".normalized.txt"];

    public string Name => "plain";

    public bool Fits(string folder) => Sounds(folder).Any(path => TextBeside(path) is not null);

    public void Read(CorpusBuilder corpus)
    {
        foreach (var path in Sounds(corpus.Folder))
        {
            var parts = Path.GetRelativePath(corpus.Folder, path).Split(Path.DirectorySeparatorChar);
            corpus.Add(Path.ChangeExtension(string.Join('/', parts), null), parts.Length > 1 ? parts[0] : corpus.FolderName, TextBeside(path) is { } text ? File.ReadAllText(text) : null, path);
        }
    }

    private static IEnumerable<string> Sounds(string folder) => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(CorpusBuilder.IsSound);

    private static string? TextBeside(string path) => TextEndings.Select(ending => Path.ChangeExtension(path, null) + ending).FirstOrDefault(File.Exists);
}
