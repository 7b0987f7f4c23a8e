using System.Text.RegularExpressions;

namespace VoiceSmith.Training.Corpora;

/// <summary>
/// LibriTTS and LibriTTS-R: <c>SUBSET/SPEAKER/CHAPTER/ID.wav</c> with <c>ID.normalized.txt</c> beside it, else
/// <c>ID.original.txt</c>. The folder may be the whole corpus or one subset. Subsets <c>dev-…</c> are for validation,
/// <c>test-…</c> are excluded.
/// </summary>
internal sealed partial class LibriTtsLayout : ICorpusLayout
{
    private const int MaxDepth = 3; // of chapters below the corpus
    private static readonly string[] TextEndings = [".normalized.txt", ".original.txt"];

    public string Name => "libritts";

    public bool Fits(string folder) =>
        Chapters(folder)
            .Any(chapter => Directory.EnumerateFiles(chapter).Any(path => Id().IsMatch(Path.GetFileName(path))));

    public void Read(CorpusBuilder corpus)
    {
        foreach (var chapter in Chapters(corpus.Folder))
        {
            var subset = Path.GetFileName(Path.GetDirectoryName(Path.GetDirectoryName(chapter)!)!);
            var sounds = Directory
                .EnumerateFiles(chapter)
                .Where(path => SoundFiles.IsSound(path) && Id().IsMatch(Path.GetFileName(path)));
            foreach (var path in sounds)
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

    private static string? Text(string path)
    {
        var file = TextEndings.Select(ending => path + ending).FirstOrDefault(File.Exists);
        return file is null ? null : File.ReadAllText(file);
    }

    /// <summary>Folders two or three levels deep whose names, and whose parents' names, are numbers.</summary>
    private static IEnumerable<string> Chapters(string folder)
    {
        var options = new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = MaxDepth - 1 };
        static bool IsNumber(string path) => Number().IsMatch(Path.GetFileName(path));
        return Directory
            .EnumerateDirectories(folder, "*", options)
            .Where(path => IsNumber(path) && IsNumber(Path.GetDirectoryName(path)!));
    }

    [GeneratedRegex(@"^\d+$")]
    private static partial Regex Number();

    [GeneratedRegex(@"^\d+_\d+_\d+_\d+\.\w+$")]
    private static partial Regex Id();
}
