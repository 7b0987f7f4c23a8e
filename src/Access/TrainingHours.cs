namespace VoiceSmith.Access;

/// <summary>
/// Hours of training that callers have left, in a JSON file beside the keys: servers that share the keys share them.
/// </summary>
/// <param name="path">The file.</param>
/// <param name="limit">Hours within 24 hours, refilled evenly.</param>
/// <param name="time">Clock.</param>
internal sealed class TrainingHours(string path, double limit, TimeProvider time)
{
    private static readonly TimeSpan Day = TimeSpan.FromHours(24);

    private readonly SharedFile<Dictionary<string, Balance>, Dictionary<string, Balance>> _file = new(
        path,
        stored => stored ?? [],
        balances => balances
    );
    private readonly Lock _lock = new();

    /// <summary>Time until a caller has hours again; null if it has some.</summary>
    /// <exception cref="KeyFileException">VS4056.</exception>
    public TimeSpan? WaitOf(string caller)
    {
        var left = _file.Read().TryGetValue(caller, out var balance) ? Content(balance) : limit;
        return left > 0 ? null : Day * ((1e-3 - left) / limit);
    }

    /// <summary>Takes hours; what is spent beyond those left is owed.</summary>
    /// <returns>The hours left; negative if some are owed.</returns>
    /// <exception cref="KeyFileException">VS4056.</exception>
    public double Spend(string caller, double hours)
    {
        lock (_lock)
            return _file.Change(balances =>
            {
                foreach (var (other, balance) in balances.ToList())
                    if (Content(balance) >= limit)
                        balances.Remove(other); // nothing to remember
                var left = balances.TryGetValue(caller, out var own) ? Content(own) : limit;
                balances[caller] = new(left - hours, time.GetUtcNow());
            })[caller].Left;
    }

    private double Content(Balance balance) =>
        Math.Min(limit, balance.Left + limit * Math.Max(0, (time.GetUtcNow() - balance.At) / Day));

    /// <summary>Hours left at a time. Member names are file format.</summary>
    private readonly record struct Balance(double Left, DateTimeOffset At);
}
