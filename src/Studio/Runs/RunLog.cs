using System.Runtime.CompilerServices;
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

    private readonly string _path;
    private readonly Lock _lock = new();
    private readonly List<RunEvent> _events;
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="path">Its file; created with the first event.</param>
    internal RunLog(string path) => (_path, _events) = (path, Read(path));

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
            happened = happened with { Number = _events.Count };
            File.AppendAllText(_path, JsonSerializer.Serialize(happened, Json) + "\n");
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
                (ready, more, ended) = ([.. _events.Skip(next)], _more.Task, HasEnded);
            foreach (var happened in ready)
                yield return happened;
            next += ready.Length;
            if (ready.Length == 0 && ended)
                yield break;
            if (ready.Length == 0)
                await more.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Reads the file. A line that a killed server left incomplete is cut off.</summary>
    private static List<RunEvent> Read(string path)
    {
        var events = new List<RunEvent>();
        if (!File.Exists(path))
            return events;
        var text = File.ReadAllText(path);
        var whole = text[..(text.LastIndexOf('\n') + 1)];
        if (whole.Length < text.Length)
            File.WriteAllText(path, whole);
        foreach (var line in whole.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            events.Add(JsonSerializer.Deserialize<RunEvent>(line, Json)! with { Number = events.Count });
        return events;
    }
}
