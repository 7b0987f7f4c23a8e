using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using VoiceSmith.Contracts;
using VoiceSmith.Models.Checkpoints;
using VoiceSmith.Studio.Recordings;
using VoiceSmith.Studio.Work;
using VoiceSmith.Training.Corpora;
using VoiceSmith.Training.Data;

namespace VoiceSmith.Studio.DataSets;

/// <summary>The data sets: each a folder with its recordings, their features, and a file about them.</summary>
/// <remarks>
/// Whatever is on disk is whole: folders get their names last, files about them are replaced in one step.
/// </remarks>
public sealed class DataSetStore
{
    private const string AboutFile = "about.json",
        Recordings = "recordings",
        PreparedFolder = "prepared",
        CheckLock = "check.lock",
        PiecesFolder = "pieces",
        DecisionsFile = "decisions.json";
    private const int ExamplesOfAReason = 5;

    private readonly TrainingFolder _folder;
    private readonly IWorkshop _workshop;
    private readonly TrainingOptions _options;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<string, DataSet> _sets = new();
    private readonly ConcurrentDictionary<string, DateTime> _written = new(); // when a set's file was, as it was read
    private readonly Lock _deciding = new();
    private int _coming;

    internal DataSetStore(
        TrainingFolder folder,
        IWorkshop workshop,
        IOptions<TrainingOptions> options,
        TimeProvider time
    )
    {
        (_folder, _workshop, _options, _time) = (folder, workshop, options.Value, time);
        if (folder.Unavailable is null)
            Read();
    }

    /// <summary>All data sets, the newest first.</summary>
    public IReadOnlyList<DataSet> All =>
        [.. Known().OrderByDescending(set => set.Created).ThenBy(set => set.Id, StringComparer.Ordinal)];

    /// <summary>One data set.</summary>
    /// <exception cref="UnknownTrainingItemException">VS4031.</exception>
    public DataSet Get(string id)
    {
        Known();
        return _sets.TryGetValue(id, out var set) ? set : throw new UnknownTrainingItemException("data set", id);
    }

    /// <summary>Folder of a data set's features.</summary>
    internal string PreparedOf(string id) => Path.Combine(FolderOf(Get(id).Id), PreparedFolder);

    /// <summary>Makes a data set of an upload; it is listed once it is whole.</summary>
    /// <param name="parts">
    /// The fields name, licence and transcripts, and the files. An InvalidDataException or IOException that it throws
    /// refuses the upload.
    /// </param>
    /// <param name="cancellationToken">Ends it; nothing is kept.</param>
    /// <exception cref="UploadRefusedException">VS4032: it holds something that is not accepted.</exception>
    /// <exception cref="UploadTooLargeException">VS4033.</exception>
    /// <exception cref="StorageException">VS4045: the disk is full or read-only.</exception>
    public async Task<DataSet> CreateAsync(IAsyncEnumerable<UploadPart> parts, CancellationToken cancellationToken)
    {
        _folder.RequireAvailable();
        if (_sets.Count + Interlocked.Increment(ref _coming) > _options.MaxDataSets)
        {
            Interlocked.Decrement(ref _coming);
            throw new UploadTooLargeException(
                $"There are {_options.MaxDataSets} data sets already.",
                nameof(TrainingOptions.MaxDataSets)
            );
        }
        var partial = TrainingFolder.NewPartial(_folder.DataSets, TrainingFolder.NewId("upload"));
        try
        {
            var files = new RecordingFolder(
                Directory.CreateDirectory(Path.Combine(partial, Recordings)).FullName,
                _options
            );
            var fields = await new Upload(partial, files, _options)
                .ReadAsync(parts, cancellationToken)
                .ConfigureAwait(false);
            File.Delete(Path.Combine(partial, Upload.ArchiveFile));
            var set = new DataSet
            {
                Id = TrainingFolder.NewId(fields.Name),
                Name = fields.Name,
                Licence = fields.Licence,
                Created = _time.GetUtcNow().UtcDateTime,
                Files = files.Files,
                Bytes = files.Bytes,
                Ignored = files.Ignored,
            };
            TrainingFolder.WriteJson(Path.Combine(partial, AboutFile), set);
            Directory.Move(partial, FolderOf(set.Id));
            return _sets[set.Id] = set;
        }
        catch (Exception error) when (StorageException.IsCause(error))
        {
            throw new StorageException(error);
        }
        finally
        {
            TrainingFolder.Remove(partial);
            Interlocked.Decrement(ref _coming);
        }
    }

    /// <summary>Checks a data set and prepares it for training.</summary>
    /// <exception cref="UnknownTrainingItemException">VS4031.</exception>
    /// <exception cref="DataSetStateException">VS4034: it is being checked already.</exception>
    public async Task<DataSet> CheckAsync(string id, CancellationToken cancellationToken)
    {
        _folder.RequireAvailable();
        var before = Get(id);
        var checking = before with { State = DataSetState.Checking, Done = 0, Total = 0 };
        if (before.State == DataSetState.Checking || !_sets.TryUpdate(id, checking, before))
            throw new DataSetStateException(id, "It is being checked.", "Wait until the check is done.");
        var after = before;
        using var turn = TrainingFolder.TryLock(Path.Combine(FolderOf(id), CheckLock));
        try
        {
            if (turn is null)
                throw new DataSetStateException(id, "Another member checks it.", "Wait until the check is done.");
            await PrepareAsync(id, before.Licence, cancellationToken).ConfigureAwait(false);
            after = Judge(before, ReportOf(PreparedOf(id)));
        }
        catch (VoiceSmithException error) when (error is not DataSetStateException)
        {
            var fix = error is UnknownCorpusException { InnerException: null }
                ? "Send a .txt of the same name with each sound, or one list of 'name|text' lines."
                : error.Fix;
            after = before with
            {
                State = DataSetState.Unusable,
                Problem = $"{error.Code}: {error.Why} {fix}",
                Report = null,
            };
        }
        finally
        {
            _sets[id] = after;
        }
        TrainingFolder.WriteJson(Path.Combine(FolderOf(id), AboutFile), after);
        return after;
    }

    /// <summary>The recordings of a data set, in order of id; empty before its first check.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="urlOf">The path of a sound on the server, by the recording's id.</param>
    /// <exception cref="UnknownTrainingItemException">VS4031.</exception>
    public IReadOnlyList<DataRecording> RecordingsOf(string id, Func<string, string> urlOf) =>
        Get(id).Report is null ? [] : IndexOf(id).All(urlOf);

    /// <summary>The sound file of a recording.</summary>
    /// <exception cref="UnknownTrainingItemException">VS4031: of the data set or the recording.</exception>
    public string SoundOf(string id, string recording) =>
        (Get(id).Report is null ? null : IndexOf(id).SoundOf(recording))
        ?? throw new UnknownTrainingItemException("recording", recording);

    /// <summary>Decides about a recording; the next check applies it.</summary>
    /// <param name="id">The data set.</param>
    /// <param name="recording">The recording's id.</param>
    /// <param name="use">True to use it though it is doubtful, false to leave it out; null for neither.</param>
    /// <param name="text">The transcript in place of its own; null for its own.</param>
    /// <exception cref="UnknownTrainingItemException">VS4031: of the data set or the recording.</exception>
    /// <exception cref="DataSetStateException">VS4034: it is being checked.</exception>
    public void Decide(string id, string recording, bool? use, string? text)
    {
        _folder.RequireAvailable();
        if (Get(id).State == DataSetState.Checking)
            throw new DataSetStateException(id, "It is being checked.", "Wait until the check is done.");
        _ = SoundOf(id, recording);
        lock (_deciding)
            CorpusOf(id).Decide(recording, new(use, string.IsNullOrWhiteSpace(text) ? null : text.Trim()));
    }

    /// <summary>Deletes a data set.</summary>
    /// <exception cref="UnknownTrainingItemException">VS4031.</exception>
    /// <exception cref="DataSetStateException">VS4034: it is being checked.</exception>
    internal void Delete(string id)
    {
        _folder.RequireAvailable();
        var set = Get(id);
        if (set.State == DataSetState.Checking || !_sets.TryRemove(KeyValuePair.Create(id, set)))
            throw new DataSetStateException(id, "It is being checked.", "Wait until the check is done.");
        TrainingFolder.Remove(FolderOf(id));
    }

    /// <summary>The data sets; where other members make and delete some, as the folder has them.</summary>
    private ICollection<DataSet> Known()
    {
        if (_folder is { IsShared: true, Unavailable: null })
            Read();
        return _sets.Values;
    }

    private void Read()
    {
        var there = Directory
            .EnumerateDirectories(_folder.DataSets)
            .Select(path => Path.GetFileName(path)!)
            .Where(id => !TrainingFolder.IsPartial(id))
            .ToHashSet();
        foreach (var gone in _sets.Keys.Where(id => !there.Contains(id)))
            _sets.TryRemove(gone, out _);
        foreach (var id in there)
        {
            var about = Path.Combine(FolderOf(id), AboutFile);
            var written = File.GetLastWriteTimeUtc(about);
            if (_written.TryGetValue(id, out var read) && read == written && _sets.ContainsKey(id))
                continue;
            if (
                _sets.GetValueOrDefault(id) is not { State: DataSetState.Checking }
                && _folder.TryRead(FolderOf(id), () => TrainingFolder.ReadJson<DataSet>(about)) is { } set
            )
                (_sets[id], _written[id]) = (set, written);
        }
    }

    private string FolderOf(string id) => Path.Combine(_folder.DataSets, id);

    private RecordingIndex IndexOf(string id) => new(CorpusOf(id), PreparedOf(id));

    private DataSetCorpus CorpusOf(string id) =>
        new(
            CorpusIn(Path.Combine(FolderOf(id), Recordings)),
            Path.Combine(FolderOf(id), PiecesFolder),
            Path.Combine(FolderOf(id), DecisionsFile)
        );

    private async Task PrepareAsync(string id, string licence, CancellationToken cancellationToken)
    {
        using var control = new WorkControl();
        using var stop = cancellationToken.Register(control.Stop);
        var order = new CheckOrder(
            CorpusOf(id),
            PreparedOf(id),
            licence.Length > 0 ? licence : null,
            _options.MaxDuration
        );
        await _workshop
            .DoAsync(
                order,
                message =>
                {
                    if (message is RecordingsChecked made)
                        _sets[id] = Get(id) with { Done = made.Done, Total = made.Total };
                },
                control
            )
            .ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
    }

    /// <summary>Folder of the corpus: archives often hold one folder that holds everything.</summary>
    private static string CorpusIn(string folder)
    {
        try
        {
            Corpus.Read(folder);
            return folder;
        }
        catch (VoiceSmithException)
            when (Directory.GetFileSystemEntries(folder) is [var only] && Directory.Exists(only))
        {
            return CorpusIn(only);
        }
    }

    private static DataSet Judge(DataSet set, DataReport report) =>
        report.Recordings - report.Validation > 0
            ? set with
            {
                State = DataSetState.Ready,
                Problem = null,
                Report = report,
            }
            : set with
            {
                State = DataSetState.Unusable,
                Problem = "None of its recordings can be trained on; the report says why.",
                Report = report,
            };

    private static DataReport ReportOf(string prepared)
    {
        using var data = PreparedCorpus.Open(prepared);
        var manifest = data.Manifest;
        return new()
        {
            Layout = manifest.Layout,
            Recordings = manifest.Utterances.Count,
            Validation = manifest.ValidationUtterances.Count,
            Speakers = [.. manifest.Speakers],
            Hash = manifest.Hash,
            Pitch = Math.Round(Math.Exp(manifest.LogF0.Mean), 1),
            Seconds = Math.Round(manifest.SecondsOf(manifest.Utterances.Sum(item => (long)item.Frames)), 2),
            LeftOut =
            [
                .. manifest
                    .Rejected.GroupBy(item => item.Reason)
                    .OrderByDescending(group => group.Count())
                    .Select(group => new LeftOut(
                        $"{group.Key}",
                        group.Count(),
                        [.. group.Take(ExamplesOfAReason).Select(item => new LeftOutExample(item.Id, item.Detail))]
                    )),
            ],
        };
    }
}
