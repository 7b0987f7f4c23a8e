namespace VoiceSmith.Streaming.Utterances;

/// <summary>An engine's recent utterances, which are resumed after a connection broke.</summary>
/// <remarks>Keeps texts and requests; the sound is synthesised again, the same to the last bit. Thread-safe.</remarks>
/// <param name="keep">Time from the request on; zero keeps none.</param>
/// <param name="time">Clock.</param>
public sealed class UtteranceStore(TimeSpan keep, TimeProvider time)
{
    private const int MaxUtterances = 1024;
    private const long MaxUnits = 8 << 20; // of text in all

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Utterance> _byId = [];
    private readonly Queue<Utterance> _byAge = new();

    /// <summary>Keeps an utterance for a while.</summary>
    /// <param name="utterance">The utterance.</param>
    public void Remember(Utterance utterance)
    {
        if (keep <= TimeSpan.Zero)
            return;
        lock (_lock)
        {
            _byId[utterance.Id] = utterance;
            _byAge.Enqueue(utterance);
            var units = _byAge.Sum(one => (long)one.Size);
            while (
                _byAge.TryPeek(out var oldest)
                && oldest != utterance
                && (_byAge.Count > MaxUtterances || units > MaxUnits || time.GetElapsedTime(oldest.Asked) > keep)
            )
            {
                units -= oldest.Size;
                _byId.Remove(_byAge.Dequeue().Id);
            }
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
}
