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
            Append(JsonSerializer.SerializeToUtf8Bytes(happened, Json));
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

    /// <summary>Writes a line, whole or not at all: a full disk leaves no half of one.</summary>
    private void Append(byte[] line)
    {
        using var file = new FileStream(_path, FileMode.OpenOrCreate, FileAccess.Write, Others, bufferSize: 0);
        file.SetLength(_read); // without a line that a killed process left incomplete
        file.Seek(_read, SeekOrigin.Begin);
        try
        {
            file.Write([.. line, (byte)'\n']);
            _read += line.Length + 1;
        }
        catch (IOException)
        {
            file.SetLength(_read);
            throw;
        }
    }

    /// <summary>Reads the lines that were added. One that was damaged since it was written is passed over.</summary>
    private void ReadMore()
    {
        if (!File.Exists(_path))
            return;
        using var file = new FileStream(_path, FileMode.Open, FileAccess.Read, Others);
        if (file.Length <= _read)
            return;
        file.Seek(_read, SeekOrigin.Begin);
        var bytes = new byte[file.Length - _read];
        var read = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        var whole = bytes.AsSpan(0, read).LastIndexOf((byte)'\n') + 1;
        var lines = Encoding.UTF8.GetString(bytes, 0, whole).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        foreach (var line in lines)
            if (TryRead(line) is { } happened)
                _events.Add(happened with { Number = _events.Count });
        _read += whole;
    }

    private static RunEvent? TryRead(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<RunEvent>(line, Json);
        }
        catch (Exception error) when (error is JsonException or NotSupportedException)
        {
            return null; // it tells of the past, and no state depends on it
        }
    }
}
