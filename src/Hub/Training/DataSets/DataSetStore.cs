using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using VoiceSmith.Contracts;
using VoiceSmith.Hub.Training.Work;
using VoiceSmith.Training.Corpora;
using VoiceSmith.Training.Data;

namespace VoiceSmith.Hub.Training.DataSets;

/// <summary>The data sets of this server: each a folder with its recordings, what they were prepared to, and a file about them.</summary>
/// <remarks>What is on disk is whole: folders get their names last, files about them are replaced at once.</remarks>
internal sealed class DataSetStore
{
    private const string AboutFile = "about.json", Recordings = "recordings", PreparedFolder = "prepared";
    private const int ExamplesOfAReason = 5;

    private readonly TrainingFolder _folder;
    private readonly IWorkshop _workshop;
    private readonly TrainingOptions _options;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<string, DataSet> _sets;
    private int _coming;

    public DataSetStore(TrainingFolder folder, IWorkshop workshop, IOptions<TrainingOptions> options, TimeProvider time)
    {
        (_folder, _workshop, _options, _time) = (folder, workshop, options.Value, time);
        var found = folder.Unavailable is not null ? [] : Directory.EnumerateDirectories(folder.DataSets)
            .Select(path => TrainingFolder.ReadJson<DataSet>(Path.Combine(path, AboutFile))).OfType<DataSet>();
        _sets = new(found.ToDictionary(set => set.Id));
    }

    /// <summary>All of them, the newest first.</summary>
    public DataSet[] All => [.. _sets.Values.OrderByDescending(set => set.Created).ThenBy(set => set.Id, StringComparer.Ordinal)];

    /// <exception cref="UnknownTrainingItemException">There is none.</exception>
    public DataSet Get(string id) => _sets.TryGetValue(id, out var set) ? set : throw new UnknownTrainingItemException("data set", id);

    /// <summary>Where what a data set was prepared to lies.</summary>
    public string PreparedOf(string id) => Path.Combine(FolderOf(Get(id).Id), PreparedFolder);

    /// <summary>Takes in an upload; it is there when it is whole.</summary>
    /// <exception cref="UploadRefusedException">It holds what is not taken.</exception>
    /// <exception cref="UploadTooLargeException">Too much.</exception>
    public async Task<DataSet> CreateAsync(string? contentType, Stream body, CancellationToken cancellationToken)
    {
        _folder.RequireAvailable();
        if (_sets.Count + Interlocked.Increment(ref _coming) > _options.MaxDataSets)
        {
            Interlocked.Decrement(ref _coming);
            throw new UploadTooLargeException($"There are {_options.MaxDataSets} data sets already.", nameof(TrainingOptions.MaxDataSets));
        }
        var partial = TrainingFolder.NewPartial(_folder.DataSets, TrainingFolder.NewId("upload"));
        try
        {
            var files = new RecordingFolder(Directory.CreateDirectory(Path.Combine(partial, Recordings)).FullName, _options);
            var words = await new Upload(partial, files, _options).ReadAsync(contentType, body, cancellationToken);
            File.Delete(Path.Combine(partial, Upload.ArchiveFile));
            var set = new DataSet
            {
                Id = TrainingFolder.NewId(words.Name), Name = words.Name, Licence = words.Licence, Created = _time.GetUtcNow().UtcDateTime,
                Files = files.Files, Bytes = files.Bytes, Ignored = files.Ignored,
            };
            TrainingFolder.WriteJson(Path.Combine(partial, AboutFile), set);
            Directory.Move(partial, FolderOf(set.Id));
            return _sets[set.Id] = set;
        }
        finally
        {
            TrainingFolder.Remove(partial);
            Interlocked.Decrement(ref _coming);
        }
    }

    /// <summary>Prepares a data set for training, and says what can be used.</summary>
    /// <exception cref="UnknownTrainingItemException">There is none.</exception>
    /// <exception cref="DataSetStateException">It is being checked already.</exception>
    public async Task<DataSet> CheckAsync(string id, CancellationToken cancellationToken)
    {
        _folder.RequireAvailable();
        var before = Get(id);
        if (before.State == DataSetStates.Checking || !_sets.TryUpdate(id, before with { State = DataSetStates.Checking, Done = 0, Total = 0 }, before))
            throw new DataSetStateException(id, "It is being checked.", "Wait until the check is done.");
        var after = before;
        try
        {
            await PrepareAsync(id, before.Licence, cancellationToken);
            after = Judge(before, ReportOf(PreparedOf(id)));
        }
        catch (VoiceSmithException error)
        {
            var mend = error is { Code: "VS3005", InnerException: null } ? "Send a .txt of the same name with each sound, or one list of 'name|text' lines." : error.Fix;
            after = before with { State = DataSetStates.Unusable, Problem = $"{error.Code}: {error.Why} {mend}", Report = null };
        }
        finally
        {
            _sets[id] = after;
        }
        TrainingFolder.WriteJson(Path.Combine(FolderOf(id), AboutFile), after);
        return after;
    }

    /// <summary>Removes a data set.</summary>
    /// <exception cref="UnknownTrainingItemException">There is none.</exception>
    /// <exception cref="DataSetStateException">It is being checked.</exception>
    public void Delete(string id)
    {
        _folder.RequireAvailable();
        var set = Get(id);
        if (set.State == DataSetStates.Checking || !_sets.TryRemove(KeyValuePair.Create(id, set)))
            throw new DataSetStateException(id, "It is being checked.", "Wait until the check is done.");
        TrainingFolder.Remove(FolderOf(id));
    }

    private string FolderOf(string id) => Path.Combine(_folder.DataSets, id);

    private async Task PrepareAsync(string id, string licence, CancellationToken cancellationToken)
    {
        using var control = new WorkControl();
        await using var _ = cancellationToken.Register(control.Stop);
        var corpus = CorpusIn(Path.Combine(FolderOf(id), Recordings));
        await _workshop.DoAsync(new CheckOrder(corpus, PreparedOf(id), licence.Length > 0 ? licence : null, _options.MaxDuration), message =>
        {
            if (message is RecordingsChecked made)
                _sets[id] = Get(id) with { Done = made.Done, Total = made.Total };
        }, control);
        cancellationToken.ThrowIfCancellationRequested();
    }

    /// <summary>Archives often hold one folder that holds everything.</summary>
    private static string CorpusIn(string folder)
    {
        try
        {
            Corpus.Read(folder);
            return folder;
        }
        catch (VoiceSmithException) when (Directory.GetFileSystemEntries(folder) is [var only] && Directory.Exists(only))
        {
            return CorpusIn(only);
        }
    }

    private static DataSet Judge(DataSet set, DataReport report) => report.Recordings - report.Validation > 0
        ? set with { State = DataSetStates.Ready, Problem = null, Report = report }
        : set with { State = DataSetStates.Unusable, Problem = "None of its recordings can be trained on; the report says why.", Report = report };

    private static DataReport ReportOf(string prepared)
    {
        using var data = PreparedCorpus.Open(prepared);
        var manifest = data.Manifest;
        return new()
        {
            Layout = manifest.Layout, Recordings = manifest.Utterances.Count, Validation = manifest.ValidationUtterances.Count, Speakers = [.. manifest.Speakers],
            Seconds = Math.Round(manifest.SecondsOf(manifest.Utterances.Sum(item => (long)item.Frames)), 2), Hash = manifest.Hash,
            Pitch = Math.Round(Math.Exp(manifest.LogF0.Mean), 1),
            LeftOut = [.. manifest.Rejected.GroupBy(item => item.Reason).OrderByDescending(group => group.Count()).Select(group => new LeftOut(
                $"{group.Key}", group.Count(), [.. group.Take(ExamplesOfAReason).Select(item => new LeftOutExample(item.Id, item.Detail))]))],
        };
    }
}

/// <summary>What <see cref="DataSet.State"/> can be.</summary>
internal static class DataSetStates
{
    public const string Checking = "checking", Ready = "ready", Unusable = "unusable";
}
