using System.Runtime.CompilerServices;
using System.Text.Json;
using VoiceSmith.Contracts;
using VoiceSmith.Hub.Training.Work;

namespace VoiceSmith.Hub.Training.Runs;

/// <summary>What happened in a run, in order: kept on disk a line an event, and told to all who follow.</summary>
internal sealed class RunLog
{
    private readonly string _path;
    private readonly Lock _lock = new();
    private readonly List<RunEvent> _events;
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="path">Its file; made with the first event.</param>
    public RunLog(string path) => (_path, _events) = (path, Read(path));

    /// <summary>Adds an event, with its number.</summary>
    public void Add(RunEvent happened)
    {
        lock (_lock)
        {
            happened = happened with { Number = _events.Count };
            File.AppendAllText(_path, JsonSerializer.Serialize(happened, WorkOrder.Json) + "\n");
            _events.Add(happened);
            _more.SetResult();
            _more = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>All events from a number on, then those to come, until a run ends.</summary>
    /// <param name="from">The first number wanted.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async IAsyncEnumerable<RunEvent> FollowAsync(int from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var next = Math.Max(0, from);
        while (true)
        {
            RunEvent[] ready;
            Task more;
            RunEvent? last;
            lock (_lock)
                (ready, more, last) = ([.. _events.Skip(next)], _more.Task, _events.FindLast(one => one.Type == "state"));
            foreach (var happened in ready)
                yield return happened;
            next += ready.Length;
            if (ready.Length == 0 && RunStates.IsEnd(last?.State))
                yield break;
            if (ready.Length == 0)
                await more.WaitAsync(cancellationToken);
        }
    }

    /// <summary>What a file holds. A line that a killed server left half is cut off.</summary>
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
            events.Add(JsonSerializer.Deserialize<RunEvent>(line, WorkOrder.Json)! with { Number = events.Count });
        return events;
    }
}

/// <summary>What <see cref="Run.State"/> can be.</summary>
internal static class RunStates
{
    public const string Queued = "queued", Running = "running", Paused = "paused", Stopped = "stopped", Done = "done", Failed = "failed";

    /// <summary>Whether nothing more happens unless somebody asks for it.</summary>
    public static bool IsEnd(string? state) => state is Stopped or Done or Failed;
}
