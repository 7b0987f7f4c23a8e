namespace VoiceSmith.Streaming.Utterances;

/// <summary>
/// The places where a sentence was cut because its rest was late; with them a resumed text is cut the same way.
/// Thread-safe.
/// </summary>
/// <param name="known">UTF-16 units that had arrived when a clause was taken, in order.</param>
public sealed class ClauseCuts(IReadOnlyList<int> known)
{
    private readonly List<int> _all = [.. known];
    private int _next;

    /// <summary>All so far.</summary>
    public IReadOnlyList<int> All
    {
        get
        {
            lock (_all)
                return [.. _all];
        }
    }

    /// <summary>Adds a cut.</summary>
    /// <param name="length">UTF-16 units that had arrived.</param>
    public void Add(int length)
    {
        lock (_all)
        {
            _all.Add(length);
            _next = _all.Count;
        }
    }

    /// <summary>Takes the next known cut, unless it lies beyond the text.</summary>
    /// <param name="length">UTF-16 units of the text so far.</param>
    /// <param name="cut">The cut.</param>
    internal bool TryReplay(int length, out int cut)
    {
        lock (_all)
        {
            cut = _next < known.Count ? known[_next] : int.MaxValue;
            if (cut > length)
                return false;
            _next++;
            return true;
        }
    }
}
