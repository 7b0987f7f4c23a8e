using System.Text.RegularExpressions;

namespace VoiceSmith.Training.Data.Layouts;

/// <summary>
/// LibriTTS and LibriTTS-R: <c>SUBSET/SPEAKER/CHAPTER/ID.wav</c> with <c>ID.normalized.txt</c> beside it, else <c>ID.original.txt</c>.
/// The folder may be the whole corpus or one subset. Subsets <c>dev-…</c> are for validation, <c>test-…</c> for nothing here.
/// </summary>
internal sealed partial class LibriTtsLayout : ICorpusLayout
{
    private const int DeepestChapter = 3;
    private static readonly string[] TextEndings = [".normalized.txt", ".original.txt"];

    public string Name => "libritts";

    public bool Fits(string folder) => Chapters(folder).Any(chapter => Directory.EnumerateFiles(chapter).Any(path => Id().IsMatch(Path.GetFileName(path))));

    public void Read(CorpusBuilder corpus)
    {
        foreach (var chapter in Chapters(corpus.Folder))
        {
            var subset = Path.GetFileName(Path.GetDirectoryName(Path.GetDirectoryName(chapter)!)!);
            foreach (var path in Directory.EnumerateFiles(chapter).Where(CorpusBuilder.IsSound).Where(path => Id().IsMatch(Path.GetFileName(path))))
            {
                var id = Path.GetFileNameWithoutExtension(path);
                corpus.Add(id, id.Split('_')[0], Text(Path.Combine(chapter, id)), path, "en");
                if (subset.StartsWith("dev", StringComparison.OrdinalIgnoreCase))
                    corpus.KeepForValidation(id);
                else if (subset.StartsWith("test", StringComparison.OrdinalIgnoreCase))
                    corpus.Exclude(id);
            }
        }
    }

    private static string? Text(string path) =>
        TextEndings.Select(ending => path + ending).FirstOrDefault(File.Exists) is { } file ? File.ReadAllText(file) : null;

    /// <summary>Folders two or three deep whose names, and whose parents' names, are numbers.</summary>
    private static IEnumerable<string> Chapters(string folder) =>
        Directory.EnumerateDirectories(folder, "*", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = DeepestChapter - 1 })
            .Where(path => Number().IsMatch(Path.GetFileName(path)) && Number().IsMatch(Path.GetFileName(Path.GetDirectoryName(path)!)));

    [GeneratedRegex(@"^\d+$")]
    private static partial Regex Number();

    [GeneratedRegex(@"^\d+_\d+_\d+_\d+\.\w+$")]
    private static partial Regex Id();
}
