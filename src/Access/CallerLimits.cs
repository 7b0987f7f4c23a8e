using System.Collections.Concurrent;

namespace VoiceSmith.Access;

/// <summary>Counts what each caller uses, and refuses what goes beyond its limits.</summary>
/// <param name="options">The limits.</param>
/// <param name="time">Clock of what is counted by time.</param>
public sealed class CallerLimits(LimitOptions options, TimeProvider time)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1),
        Minute = TimeSpan.FromMinutes(1),
        Day = TimeSpan.FromHours(24);

    private readonly ConcurrentDictionary<string, Use> _uses = new(StringComparer.Ordinal);

    /// <summary>Callers that are counted now.</summary>
    public int Count => _uses.Count;

    /// <summary>Counts a connection until the result is disposed of.</summary>
    /// <exception cref="LimitExceededException">VS4053.</exception>
    public IDisposable Connect(string caller) =>
        Take(
            caller,
            use => ref use.Connections,
            options.Connections,
            "connections at a time",
            nameof(options.Connections)
        );

    /// <summary>Counts an utterance until the result is disposed of.</summary>
    /// <exception cref="LimitExceededException">VS4053.</exception>
    public IDisposable Speak(string caller) =>
        Take(caller, use => ref use.Utterances, options.Utterances, "utterances at a time", nameof(options.Utterances));

    /// <summary>Counts text.</summary>
    /// <param name="caller">Who sends it.</param>
    /// <param name="characters">UTF-16 units.</param>
    /// <exception cref="LimitExceededException">
    /// VS4053: nothing is left of the last minute's; the text is not counted.
    /// </exception>
    public void Read(string caller, int characters)
    {
        if (options.CharactersPerMinute > 0 && characters > 0)
            Change(
                caller,
                use =>
                    Spend(
                        use,
                        characters,
                        options.CharactersPerMinute,
                        Minute,
                        "characters a minute",
                        nameof(options.CharactersPerMinute)
                    )
            );
    }

    /// <summary>Refuses training to a caller that has used up its hours.</summary>
    /// <exception cref="LimitExceededException">VS4053: nothing is left of the last 24 hours'.</exception>
    public void RequireTraining(string caller)
    {
        if (options.TrainingHours > 0)
            Change(
                caller,
                use =>
                    Spend(
                        use.Training,
                        0,
                        options.TrainingHours,
                        Day,
                        "hours of training a day",
                        nameof(options.TrainingHours)
                    )
            );
    }

    /// <summary>Counts training.</summary>
    /// <param name="caller">Who started it.</param>
    /// <param name="hours">Hours that have been trained.</param>
    /// <returns>False if nothing is left of the last 24 hours'.</returns>
    public bool Train(string caller, double hours)
    {
        var left = true;
        if (options.TrainingHours > 0)
            Change(
                caller,
                use =>
                {
                    (use.Training.Left, use.Training.Since) = (
                        Refill(use.Training, options.TrainingHours, Day) - hours,
                        time.GetTimestamp()
                    );
                    left = use.Training.Left > 0;
                }
            );
        return left;
    }

    private delegate ref int Counter(Use use);

    private Place Take(string caller, Counter counter, int limit, string what, string option)
    {
        Change(
            caller,
            use =>
            {
                if (limit > 0 && counter(use) >= limit)
                    throw new LimitExceededException(limit, what, option, Soon);
                counter(use)++;
            }
        );
        return new(() => Change(caller, use => counter(use)--));
    }

    /// <summary>Takes from a bucket that refills evenly; what is spent beyond its content is owed.</summary>
    private void Spend(Budget budget, double amount, double limit, TimeSpan period, string what, string option)
    {
        var content = Refill(budget, limit, period);
        if (content <= 0)
            throw new LimitExceededException(limit, what, option, period * ((1e-3 - content) / limit));
        (budget.Left, budget.Since) = (content - amount, time.GetTimestamp());
    }

    private double Refill(Budget budget, double limit, TimeSpan period) =>
        budget.Since is { } since
            ? Math.Min(limit, budget.Left + limit * (time.GetElapsedTime(since) / period))
            : limit;

    /// <summary>Changes what a caller uses; one that uses nothing is forgotten.</summary>
    private void Change(string caller, Action<Use> change)
    {
        while (true)
        {
            var use = _uses.GetOrAdd(caller, _ => new());
            lock (use)
            {
                if (use.IsForgotten)
                    continue;
                try
                {
                    change(use);
                }
                finally
                {
                    if (
                        use.Connections == 0
                        && use.Utterances == 0
                        && IsFull(use, options.CharactersPerMinute, Minute)
                        && IsFull(use.Training, options.TrainingHours, Day)
                    )
                    {
                        use.IsForgotten = true;
                        _uses.TryRemove(caller, out _);
                    }
                }
                return;
            }
        }
    }

    private bool IsFull(Budget budget, double limit, TimeSpan period) =>
        limit == 0 || Refill(budget, limit, period) >= limit;

    private class Budget
    {
        public double Left;
        public long? Since;
    }

    private sealed class Use : Budget
    {
        public readonly Budget Training = new();
        public int Connections,
            Utterances;
        public bool IsForgotten;
    }

    private sealed class Place(Action leave) : IDisposable
    {
        private Action? _leave = leave;

        public void Dispose() => Interlocked.Exchange(ref _leave, null)?.Invoke();
    }
}
