namespace VoiceSmith.Streaming.Scheduling;

/// <summary>
/// Fair queueing by caller: whoever asks for many utterances at once stands behind others with each one more, and
/// whoever computes more than its share stands behind others with each job.
/// </summary>
/// <remarks>
/// A virtual clock for each caller (start-time fair queueing): an utterance takes one turn of its caller's time, and
/// is queued as if it had been asked for when the caller's earlier turns are over. Only the order of jobs changes,
/// never a sample.
/// </remarks>
/// <param name="time">Source of deadlines.</param>
/// <param name="workers">Threads that compute.</param>
internal sealed class FairTurns(TimeProvider time, int workers)
{
    private const int Many = 1000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, CallerShare> _callers = new(StringComparer.Ordinal);

    /// <summary>The caller's share; null for nobody in particular, who never stands behind.</summary>
    /// <param name="caller">The caller.</param>
    public CallerShare? Of(string? caller)
    {
        if (caller is null)
            return null;
        lock (_lock)
        {
            if (_callers.TryGetValue(caller, out var known))
                return known;
            if (_callers.Count >= Many)
                foreach (var (idle, _) in _callers.Where(one => one.Value.IsIdle).ToList())
                    _callers.Remove(idle);
            return _callers[caller] = new(time, workers);
        }
    }
}

/// <summary>One caller's share of the workers. Thread-safe.</summary>
/// <param name="time">Clock.</param>
/// <param name="workers">Threads that compute.</param>
internal sealed class CallerShare(TimeProvider time, int workers)
{
    private const double Fraction = 0.5; // of the workers' time

    /// <summary>One utterance's turn: about what a short one costs.</summary>
    private static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(100);

    /// <summary>Time of all workers that may be computed at once beyond the fraction.</summary>
    private static readonly TimeSpan Burst = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private long _next,
        _since;
    private double _spent; // seconds beyond the fraction, at _since

    /// <summary>True while it has computed more than its share: half of the workers' time and a second more.</summary>
    public bool IsOver
    {
        get
        {
            lock (_lock)
                return Spent() > Burst.TotalSeconds * workers;
        }
    }

    /// <summary>True if forgetting it changes nothing.</summary>
    public bool IsIdle
    {
        get
        {
            lock (_lock)
                return _next <= time.GetTimestamp() && Spent() == 0;
        }
    }

    /// <summary>Takes a turn for a new utterance.</summary>
    /// <returns>Its start delay against those of others, in the provider's timestamps.</returns>
    public long TakeTurn()
    {
        lock (_lock)
        {
            var now = time.GetTimestamp();
            var start = Math.Max(now, _next);
            _next = start + (long)(Turn.TotalSeconds * time.TimestampFrequency);
            return start - now;
        }
    }

    /// <summary>Counts what was computed for it; remembers no more than twice the burst.</summary>
    /// <param name="computing">Time of one worker.</param>
    public void Spend(TimeSpan computing)
    {
        lock (_lock)
            (_spent, _since) = (
                Math.Min(Spent() + computing.TotalSeconds, 2 * Burst.TotalSeconds * workers),
                time.GetTimestamp()
            );
    }

    private double Spent() =>
        Math.Max(0, _spent - time.GetElapsedTime(_since).TotalSeconds * Fraction * workers);
}
