namespace VoiceSmith.Streaming.Scheduling;

/// <summary>
/// Fair queueing by caller: whoever asks for many utterances at once stands behind others with each one more.
/// </summary>
/// <remarks>
/// A virtual clock for each caller (start-time fair queueing): an utterance takes one share of its caller's time, and
/// is queued as if it had been asked for when the caller's earlier shares are over. Only the order of jobs changes,
/// never a sample.
/// </remarks>
/// <param name="time">Source of deadlines.</param>
internal sealed class FairTurns(TimeProvider time)
{
    private const int Many = 1000;

    /// <summary>One utterance's share of its caller's time: about what a short one costs.</summary>
    private static readonly TimeSpan Share = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, long> _next = new(StringComparer.Ordinal);

    /// <summary>Start delay of a new utterance against those of others, in the provider's timestamps.</summary>
    /// <param name="caller">The caller; null for nobody in particular, who never stands behind.</param>
    public long Behind(string? caller)
    {
        if (caller is null)
            return 0;
        lock (_lock)
        {
            var now = time.GetTimestamp();
            if (_next.Count >= Many)
                foreach (var (idle, _) in _next.Where(one => one.Value <= now).ToList())
                    _next.Remove(idle);
            var start = Math.Max(now, _next.GetValueOrDefault(caller));
            _next[caller] = start + (long)(Share.TotalSeconds * time.TimestampFrequency);
            return start - now;
        }
    }
}
