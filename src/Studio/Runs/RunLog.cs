using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace VoiceSmith.Studio.Runs;

/// <summary>The events of a run in order: on disk, a line of JSON each, and to all who follow.</summary>
public sealed class RunLog
{
    private static readonly JsonSerializerOptions Json = new(TrainingFolder.Json)
    {
        WriteIndented = false,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        AllowOutOfOrderMetadataProperties = true,
    };

    private const FileShare Others = FileShare.ReadWrite | FileShare.Delete;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250); // for what others have added

    private readonly string _path;
    private readonly string? _shared;
    private readonly Lock _lock = new();
    private readonly List<RunEvent> _events = [];
    private long _read; // bytes of the file, in whole lines
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="path">Its file; created with the first event.</param>
    /// <param name="shared">Lock of those that add events; null for one process alone.</param>
    internal RunLog(string path, string? shared = null)
    {
        (_path, _shared) = (path, shared);
        ReadMore();
        if (shared is null && File.Exists(path) && new FileInfo(path).Length > _read)
            using (var file = new FileStream(path, FileMode.Open, FileAccess.Write))
                file.SetLength(_read); // cuts a line off that a killed server left incomplete
    }

    /// <summary>Steps done by the last event.</summary>
    internal long LastStep
    {
        get
        {
            lock (_lock)
            {
                if (_shared is not null)
                    ReadMore();
                return _events.Count > 0 ? _events[^1].Step : 0;
            }
        }
    }

    /// <summary>Number of events so far.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _events.Count;
        }
    }

    private bool HasEnded =>
        _events.FindLast(one => one is RunStateChanged) is RunStateChanged last && last.State.IsEnd();

    /// <summary>Adds an event and gives it its number.</summary>
    internal void Add(RunEvent happened)
    {
        lock (_lock)
        {
            using var alone = _shared is null ? null : TrainingFolder.Lock(_shared);
            if (_shared is not null)
                ReadMore();
            happened = happened with { Number = _events.Count };
            var line = Encoding.UTF8.GetBytes(JsonSerializer.Serialize(happened, Json) + "\n");
            using (var file = new FileStream(_path, FileMode.OpenOrCreate, FileAccess.Write, Others))
            {
                file.SetLength(_read); // without a line that a killed process left incomplete
                file.Seek(_read, SeekOrigin.Begin);
                file.Write(line);
            }
            _read += line.Length;
            _events.Add(happened);
            _more.SetResult();
            _more = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>The events from a number on, past and future, until the run ends.</summary>
    /// <param name="from">The first number wanted.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async IAsyncEnumerable<RunEvent> FollowAsync(
        int from,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var next = Math.Max(0, from);
        while (true)
        {
            RunEvent[] ready;
            Task more;
            bool ended;
            lock (_lock)
            {
                if (_shared is not null)
                    ReadMore();
                (ready, more, ended) = ([.. _events.Skip(next)], _more.Task, HasEnded);
            }
            foreach (var happened in ready)
                yield return happened;
            next += ready.Length;
            if (ready.Length == 0 && ended)
                yield break;
            if (ready.Length == 0)
                await Task.WhenAny(more, _shared is null ? more : Task.Delay(Look, cancellationToken))
                    .WaitAsync(cancellationToken)
                    .ConfigureAwait(false);
        }
    }

    /// <summary>Reads the lines that the file has more.</summary>
    private void ReadMore()
    {
        if (!File.Exists(_path))
            return;
        using var file = new FileStream(_path, FileMode.Open, FileAccess.Read, Others);
        if (file.Length <= _read)
            return;
        file.Seek(_read, SeekOrigin.Begin);
        var bytes = new byte[file.Length - _read];
        var count = bytes.AsSpan(0, file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)).LastIndexOf((byte)'\n') + 1;
        foreach (
            var line in Encoding.UTF8.GetString(bytes, 0, count).Split('\n', StringSplitOptions.RemoveEmptyEntries)
        )
            _events.Add(JsonSerializer.Deserialize<RunEvent>(line, Json)! with { Number = _events.Count });
        _read += count;
    }
}
