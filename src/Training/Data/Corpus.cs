using VoiceSmith.Training.Data.Layouts;

namespace VoiceSmith.Training.Data;

/// <summary>A recording before preparation.</summary>
/// <param name="Id">Its name, unique in the corpus.</param>
/// <param name="Speaker">Who speaks.</param>
/// <param name="Text">What is said.</param>
/// <param name="Path">The sound file.</param>
/// <param name="Language">BCP 47 tag, where the corpus says.</param>
public sealed record Recording(string Id, string Speaker, string Text, string Path, string? Language = null);

/// <summary>Recordings on disk in a layout that is known.</summary>
/// <param name="Layout">Which layout it is.</param>
/// <param name="Recordings">In order of id.</param>
/// <param name="Validation">Ids that the corpus keeps out of training; empty where it does not say.</param>
/// <param name="Rejected">What lacks its sound or its text, or is excluded by the corpus itself.</param>
/// <param name="Licence">As the corpus says; empty if it does not.</param>
public sealed record Corpus(
    string Layout, IReadOnlyList<Recording> Recordings, IReadOnlySet<string> Validation, IReadOnlyList<Rejection> Rejected, string Licence)
{
    /// <summary>From the plainest to recognise to the one that fits most.</summary>
    private static readonly ICorpusLayout[] Layouts =
        [new HiFiTtsLayout(), new CommonVoiceLayout(), new LjSpeechLayout(), new VctkLayout(), new LibriTtsLayout(), new PlainLayout()];

    /// <summary>Names of the layouts that can be read.</summary>
    public static IReadOnlyList<string> LayoutNames { get; } = [.. Layouts.Select(layout => layout.Name)];

    /// <summary>Reads the list of a corpus: LJ Speech, LibriTTS(-R), Hi-Fi TTS, VCTK, Common Voice, or sounds with texts beside them.</summary>
    /// <param name="folder">Where it was unpacked.</param>
    /// <param name="layoutName">One of <see cref="LayoutNames"/>; null takes the first that fits.</param>
    /// <exception cref="VoiceSmithException">VS3005: the layout is not known.</exception>
    public static Corpus Read(string folder, string? layoutName = null)
    {
        if (!Directory.Exists(folder))
            throw NoCorpus(folder, "There is no such folder.");
        if (layoutName is not null && !LayoutNames.Contains(layoutName))
            throw NoCorpus(folder, $"There is no layout '{layoutName}', but {string.Join(", ", LayoutNames)}.");
        var layout = Layouts.FirstOrDefault(layout => layoutName is null ? layout.Fits(folder) : layout.Name == layoutName)
            ?? throw NoCorpus(folder, $"It is laid out like none of {string.Join(", ", LayoutNames)}.");
        var builder = new CorpusBuilder(folder);
        try
        {
            layout.Read(builder);
        }
        catch (Exception error) when (error is InvalidDataException or FileNotFoundException or DirectoryNotFoundException or System.Text.Json.JsonException)
        {
            throw NoCorpus(folder, $"As {layout.Name} it cannot be read: {error.Message}", error);
        }
        return builder.Build(layout.Name);
    }

    /// <summary>Several corpora as one.</summary>
    /// <exception cref="VoiceSmithException">VS3005: two of them have a recording of the same id.</exception>
    public static Corpus Merge(IReadOnlyList<Corpus> corpora)
    {
        if (corpora is [var only])
            return only;
        Recording[] recordings = [.. corpora.SelectMany(corpus => corpus.Recordings).OrderBy(item => item.Id, StringComparer.Ordinal)];
        if (recordings.GroupBy(item => item.Id).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw NoCorpus(twice.Last().Path, $"Another corpus has a recording '{twice.Key}' too.");
        return new(string.Join('+', corpora.Select(corpus => corpus.Layout).Distinct()), recordings,
            corpora.SelectMany(corpus => corpus.Validation).ToHashSet(), [.. corpora.SelectMany(corpus => corpus.Rejected)],
            string.Join("; ", corpora.Select(corpus => corpus.Licence).Where(licence => licence.Length > 0).Distinct()));
    }

    private static VoiceSmithException NoCorpus(string folder, string why, Exception? cause = null) => new("VS3005", $"'{folder}' is no corpus that can be read.", why,
        "Name the folder that a known corpus was unpacked to, or lay yours out as LJ Speech does: metadata.csv with 'id|text' lines, and wavs/ID.wav.", cause);
}
