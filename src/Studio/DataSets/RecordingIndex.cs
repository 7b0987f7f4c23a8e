using VoiceSmith.Contracts;
using VoiceSmith.Studio.Recordings;
using VoiceSmith.Training.Data;

namespace VoiceSmith.Studio.DataSets;

/// <summary>The recordings of a checked data set and their sound files.</summary>
/// <param name="corpus">The recordings.</param>
/// <param name="prepared">Folder of their features.</param>
internal sealed class RecordingIndex(DataSetCorpus corpus, string prepared)
{
    /// <summary>All recordings, in order of id.</summary>
    /// <param name="urlOf">The path of a sound on the server, by the recording's id.</param>
    public IReadOnlyList<DataRecording> All(Func<string, string> urlOf)
    {
        using var data = PreparedCorpus.Open(prepared);
        var (manifest, sounds) = (data.Manifest, Sounds());
        string? UrlOf(string id) => sounds.ContainsKey(id) ? urlOf(id) : null;
        var (known, decisions) = (corpus.All().ToDictionary(item => item.Recording.Id), corpus.Decisions());
        bool IsDoubtful(string id) => known.GetValueOrDefault(id)?.Doubt is not null;
        var used = manifest.Utterances.Select(item => new DataRecording(
            item.Id,
            item.Text,
            Math.Round(manifest.SecondsOf(item.Frames), 2),
            item.Validation,
            null,
            UrlOf(item.Id),
            IsDoubtful(item.Id),
            decisions.GetValueOrDefault(item.Id)?.Use
        ));
        var unused = manifest.Rejected.Select(item => new DataRecording(
            item.Id,
            decisions.GetValueOrDefault(item.Id)?.Text ?? known.GetValueOrDefault(item.Id)?.Recording.Text ?? "",
            0,
            false,
            item.Detail.Length > 0 ? item.Detail : $"{item.Reason}",
            UrlOf(item.Id),
            IsDoubtful(item.Id),
            decisions.GetValueOrDefault(item.Id)?.Use
        ));
        return [.. used.Concat(unused).OrderBy(item => item.Id, StringComparer.Ordinal)];
    }

    /// <summary>The sound file of a recording; null if there is none.</summary>
    public string? SoundOf(string id) => Sounds().GetValueOrDefault(id);

    /// <summary>Sound files by id: those of the corpus' list, and those that it does not list by their paths.</summary>
    private Dictionary<string, string> Sounds()
    {
        var sounds = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (
            var path in Directory
                .EnumerateFiles(corpus.Folder, "*", SearchOption.AllDirectories)
                .Where(path => FileKinds.Of(path) == FileKind.Sound)
        )
        {
            var id = Path.ChangeExtension(Path.GetRelativePath(corpus.Folder, path), null);
            sounds[id.Replace(Path.DirectorySeparatorChar, '/')] = path;
        }
        foreach (var (item, _) in corpus.All())
            sounds[item.Id] = item.Path;
        return sounds;
    }
}
