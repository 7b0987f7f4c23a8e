namespace VoiceSmith.Streaming.Utterances;

/// <summary>
/// The places where a sentence was cut because its rest did not come: with them a text is cut the same way again.
/// </summary>
/// <param name="known">UTF-16 units that had come when a clause was taken, in order.</param>
internal sealed class ClauseCuts(IReadOnlyList<int> known)
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

    /// <summary>Notes a cut.</summary>
    public void Add(int length)
    {
        lock (_all)
        {
            _all.Add(length);
            _next = _all.Count;
        }
    }

    /// <summary>The next known cut that is not beyond so much text.</summary>
    public bool TryReplay(int length, out int cut)
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
