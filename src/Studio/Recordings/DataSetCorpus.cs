using VoiceSmith.Training.Corpora;
using VoiceSmith.Training.Segmentation;

namespace VoiceSmith.Studio.Recordings;

/// <summary>A decision of a person about a recording. Names are file format.</summary>
/// <param name="Use">True to use it though it is doubtful, false to leave it out; null for neither.</param>
/// <param name="Text">The transcript in place of its own; null for its own.</param>
internal sealed record Decision(bool? Use, string? Text);

/// <summary>
/// The recordings of a data set as they are prepared: long ones cut into pieces, and decisions applied.
/// </summary>
/// <param name="Folder">Folder of the recordings.</param>
/// <param name="Pieces">Folder of the pieces of long ones.</param>
/// <param name="DecisionsFile">File of the decisions, by recording.</param>
internal sealed record DataSetCorpus(string Folder, string Pieces, string DecisionsFile)
{
    private LongRecordings Long => new(Pieces);

    /// <summary>Cuts long recordings that are new; see <see cref="LongRecordings.Cut"/>.</summary>
    public void CutLong(
        TimeSpan longest,
        Func<RecordingCutter> cutter,
        Action<int, int> progress,
        CancellationToken cancellationToken
    ) => Long.Cut(Corpus.Read(Folder), longest, cutter, progress, cancellationToken);

    /// <summary>The recordings that are used; others are rejected with the reason.</summary>
    /// <exception cref="VoiceSmithException">VS3005: the folder cannot be read as a corpus.</exception>
    public Corpus Read()
    {
        var corpus = Corpus.Read(Folder);
        var (used, rejected, decisions) = (new List<Recording>(), corpus.Rejected.ToList(), Decisions());
        foreach (var (recording, doubt) in All(corpus))
        {
            var decision = decisions.GetValueOrDefault(recording.Id);
            if (decision?.Use == false)
                rejected.Add(new(recording.Id, RejectionReason.Excluded, "dropped by hand"));
            else if (doubt is not null && decision?.Use != true)
                rejected.Add(new(recording.Id, RejectionReason.Doubtful, doubt));
            else
                used.Add(recording with { Text = decision?.Text ?? recording.Text });
        }
        foreach (var (id, sentences) in Long.NotFound())
            rejected.AddRange(
                sentences.Select(
                    (sentence, i) => new Rejection($"{id}-lost-{i + 1}", RejectionReason.NoSound, NotFound(sentence))
                )
            );
        return corpus with { Recordings = used, Rejected = rejected };
    }

    /// <summary>Every recording with a text, also those that are left out, and what is doubtful about it.</summary>
    public IReadOnlyList<PieceRecording> All() => [.. All(Corpus.Read(Folder))];

    /// <summary>The decisions, by recording.</summary>
    public IReadOnlyDictionary<string, Decision> Decisions() =>
        TrainingFolder.ReadJson<Dictionary<string, Decision>>(DecisionsFile) ?? [];

    /// <summary>Notes a decision; the next check applies it.</summary>
    public void Decide(string recording, Decision decision) =>
        TrainingFolder.WriteJson(
            DecisionsFile,
            new Dictionary<string, Decision>(Decisions()) { [recording] = decision }
        );

    private static string NotFound(string sentence) => $"not found in the recording: {sentence}";

    private IEnumerable<PieceRecording> All(Corpus corpus)
    {
        var pieces = Long.PiecesOf(corpus);
        return corpus
            .Recordings.SelectMany(one => pieces.GetValueOrDefault(one.Id) ?? [new(one, null)])
            .OrderBy(one => one.Recording.Id, StringComparer.Ordinal);
    }
}
