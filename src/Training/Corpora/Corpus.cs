using System.Text.Json;

namespace VoiceSmith.Training.Corpora;

/// <summary>A recording of a corpus.</summary>
/// <param name="Id">Unique in the corpus.</param>
/// <param name="Speaker">Name of the speaker.</param>
/// <param name="Text">Transcript.</param>
/// <param name="Path">The sound file.</param>
/// <param name="Language">BCP 47 tag, if the corpus states one.</param>
public sealed record Recording(string Id, string Speaker, string Text, string Path, string? Language = null);

/// <summary>Recordings on disk in a known layout.</summary>
/// <param name="Layout">Name of the layout.</param>
/// <param name="Recordings">In order of id.</param>
/// <param name="Validation">Ids that the corpus reserves for validation; empty where it does not say.</param>
/// <param name="Rejected">Entries without sound or text, or excluded by the corpus.</param>
/// <param name="Licence">As the corpus states; empty if it does not.</param>
public sealed record Corpus(
    string Layout,
    IReadOnlyList<Recording> Recordings,
    IReadOnlySet<string> Validation,
    IReadOnlyList<Rejection> Rejected,
    string Licence
)
{
    /// <summary>From the most specific to the one that fits most folders.</summary>
    private static readonly ICorpusLayout[] Layouts =
    [
        new HiFiTtsLayout(),
        new CommonVoiceLayout(),
        new LjSpeechLayout(),
        new HeadedTableLayout(),
        new JsonLinesLayout(),
        new VctkLayout(),
        new LibriTtsLayout(),
        new PlainLayout(),
    ];

    /// <summary>Names of the known layouts.</summary>
    public static IReadOnlyList<string> LayoutNames { get; } = [.. Layouts.Select(layout => layout.Name)];

    /// <summary>
    /// Reads the list of a corpus: LJ Speech and relatives, tables, JSON lines, LibriTTS(-R), Hi-Fi TTS, VCTK, Common
    /// Voice, or sound files with texts beside them.
    /// </summary>
    /// <param name="folder">Folder of the corpus.</param>
    /// <param name="layoutName">One of <see cref="LayoutNames"/>; null for the first that fits.</param>
    /// <exception cref="VoiceSmithException">VS3005: the layout is not known.</exception>
    public static Corpus Read(string folder, string? layoutName = null)
    {
        if (!Directory.Exists(folder))
            throw new UnknownCorpusException(folder, "There is no such folder.");
        var names = string.Join(", ", LayoutNames);
        if (layoutName is not null && !LayoutNames.Contains(layoutName))
            throw new UnknownCorpusException(folder, $"There is no layout '{layoutName}'; known are {names}.");
        var layout =
            Layouts.FirstOrDefault(one => layoutName is null ? one.Fits(folder) : one.Name == layoutName)
            ?? throw new UnknownCorpusException(folder, $"It fits none of the layouts {names}; it contains {Contents(folder)}.");
        var builder = new CorpusBuilder(folder);
        try
        {
            layout.Read(builder);
        }
        catch (Exception error)
            when (error is InvalidDataException or FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            throw new UnknownCorpusException(folder, $"As {layout.Name} it cannot be read: {error.Message.TrimEnd('.')}.", error);
        }
        return builder.Build(layout.Name);
    }

    /// <summary>Merges several corpora.</summary>
    /// <exception cref="VoiceSmithException">VS3005: two of them have a recording of the same id.</exception>
    public static Corpus Merge(IReadOnlyList<Corpus> corpora)
    {
        if (corpora is [var only])
            return only;
        Recording[] recordings =
        [
            .. corpora.SelectMany(corpus => corpus.Recordings).OrderBy(item => item.Id, StringComparer.Ordinal),
        ];
        if (recordings.GroupBy(item => item.Id).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw new UnknownCorpusException(twice.Last().Path, $"Another corpus has a recording '{twice.Key}' too.");
        var licences = corpora.Select(corpus => corpus.Licence).Where(licence => licence.Length > 0).Distinct();
        return new(
            string.Join('+', corpora.Select(corpus => corpus.Layout).Distinct()),
            recordings,
            corpora.SelectMany(corpus => corpus.Validation).ToHashSet(),
            [.. corpora.SelectMany(corpus => corpus.Rejected)],
            string.Join("; ", licences)
        );
    }

    /// <summary>The kinds of files in a folder, for errors, such as "12 .wav, 1 .txt".</summary>
    private static string Contents(string folder)
    {
        var kinds = Directory
            .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .GroupBy(path => Path.GetExtension(path).ToLowerInvariant())
            .OrderByDescending(kind => kind.Count())
            .Select(kind => $"{kind.Count()} {(kind.Key.Length > 0 ? kind.Key : "without extension")}")
            .Take(5)
            .ToArray();
        return kinds.Length > 0 ? string.Join(", ", kinds) : "no files";
    }
}
