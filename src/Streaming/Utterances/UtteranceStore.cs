namespace VoiceSmith.Streaming.Utterances;

/// <summary>An engine's recent utterances, which are resumed after a connection broke.</summary>
/// <remarks>
/// Keeps texts, requests and words; the sound is synthesised again, the same to the last bit. Where there is no room
/// for all, the oldest of the caller who has the most go first, so that no caller's flood displaces another's
/// utterances. Thread-safe.
/// </remarks>
/// <param name="keep">Time from the request on; zero keeps none.</param>
/// <param name="time">Clock.</param>
/// <param name="maxBytes">Limit of the memory that they hold in all.</param>
public sealed class UtteranceStore(TimeSpan keep, TimeProvider time, long maxBytes = 16 << 20)
{
    private const int MaxUtterances = 1024;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Utterance> _byId = [];
    private readonly List<Utterance> _byAge = [];

    /// <summary>Keeps an utterance for a while.</summary>
    /// <param name="utterance">The utterance.</param>
    public void Remember(Utterance utterance)
    {
        if (keep <= TimeSpan.Zero)
            return;
        lock (_lock)
        {
            foreach (var old in _byAge.TakeWhile(one => time.GetElapsedTime(one.Asked) > keep).ToList())
                Remove(old);
            MakeRoom();
            _byId[utterance.Id] = utterance;
            _byAge.Add(utterance);
        }
    }

    /// <summary>An utterance that is still kept.</summary>
    /// <param name="id">Its id.</param>
    /// <exception cref="UnknownUtteranceException">It is not kept.</exception>
    public Utterance Find(string id)
    {
        lock (_lock)
            return _byId.TryGetValue(id, out var found) && time.GetElapsedTime(found.Asked) <= keep
                ? found
                : throw new UnknownUtteranceException(id);
    }

    /// <summary>Keeps an utterance no longer.</summary>
    /// <param name="utterance">The utterance.</param>
    public void Forget(Utterance utterance)
    {
        lock (_lock)
            Remove(utterance);
    }

    /// <summary>Makes room for one more. Texts and words arrive later: sizes are taken anew each time.</summary>
    private void MakeRoom()
    {
        var sizes = _byAge.ConvertAll(one => (Utterance: one, Bytes: (long)one.Size));
        var (count, bytes) = (sizes.Count, sizes.Sum(one => one.Bytes));
        if (count < MaxUtterances && bytes <= maxBytes)
            return;
        var callers = sizes.GroupBy(one => one.Utterance.Request.Caller).Select(group => new Share(group)).ToList();
        while (count >= MaxUtterances || bytes > maxBytes)
        {
            var most = callers.MaxBy(one => bytes > maxBytes ? one.Bytes : one.Count)!;
            var (oldest, freed) = most.TakeOldest();
            Remove(oldest);
            (count, bytes) = (count - 1, bytes - freed);
        }
    }

    private void Remove(Utterance utterance)
    {
        _byId.Remove(utterance.Id);
        _byAge.Remove(utterance);
    }

    /// <summary>One caller's utterances in the store, oldest first.</summary>
    private sealed class Share(IEnumerable<(Utterance Utterance, long Bytes)> utterances)
    {
        private readonly Queue<(Utterance Utterance, long Bytes)> _byAge = new(utterances);

        public long Bytes { get; private set; } = utterances.Sum(one => one.Bytes);

        public int Count => _byAge.Count;

        public (Utterance Utterance, long Bytes) TakeOldest()
        {
            var oldest = _byAge.Dequeue();
            Bytes -= oldest.Bytes;
            return oldest;
        }
    }
}
