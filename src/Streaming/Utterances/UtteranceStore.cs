namespace VoiceSmith.Streaming.Utterances;

/// <summary>The utterances of the last minutes, so that one whose connection broke can be taken up again.</summary>
/// <remarks>Keeps texts and requests, no sound: that is made again, the same to the last bit.</remarks>
/// <param name="keep">How long after it was asked for; zero keeps none.</param>
/// <param name="time">What that is measured with.</param>
internal sealed class UtteranceStore(TimeSpan keep, TimeProvider time)
{
    private const int MaxUtterances = 1024;
    private const long MaxUnits = 8 << 20; // of text in all

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Utterance> _byId = [];
    private readonly Queue<Utterance> _byAge = new();

    /// <summary>Keeps an utterance for a while.</summary>
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
    /// <exception cref="UnknownUtteranceException">It is not.</exception>
    public Utterance Find(string id)
    {
        lock (_lock)
            return _byId.TryGetValue(id, out var found) && time.GetElapsedTime(found.Asked) <= keep
                ? found
                : throw new UnknownUtteranceException(id);
    }
}
