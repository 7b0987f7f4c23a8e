using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace VoiceSmith.Access;

/// <summary>Counts what each caller uses, and refuses what goes beyond its limits.</summary>
/// <param name="options">The limits.</param>
/// <param name="time">Clock of what is counted by time.</param>
/// <param name="hoursFile">
/// File that keeps the hours of training, so that a restart gives none back; touched only where they are limited.
/// </param>
public sealed class CallerLimits(LimitOptions options, TimeProvider time, string hoursFile)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1),
        Minute = TimeSpan.FromMinutes(1);

    private readonly TrainingHours _training = new(hoursFile, options.TrainingHours, time);
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

    /// <summary>Counts an utterance while its events are read.</summary>
    /// <param name="caller">The caller.</param>
    /// <param name="events">Its events.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="LimitExceededException">VS4053.</exception>
    public async IAsyncEnumerable<T> SpeakAsync<T>(
        string caller,
        IAsyncEnumerable<T> events,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        using var place = Speak(caller);
        await foreach (var happened in events.WithCancellation(cancellationToken).ConfigureAwait(false))
            yield return happened;
    }

    /// <summary>Counts text.</summary>
    /// <param name="caller">The caller.</param>
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
                    Spend(use, characters)
            );
    }

    /// <summary>Refuses training to a caller that has used up its hours.</summary>
    /// <exception cref="LimitExceededException">VS4053: nothing is left of the last 24 hours'.</exception>
    /// <exception cref="KeyFileException">VS4056: the hours cannot be read.</exception>
    public void RequireTraining(string caller)
    {
        if (options.TrainingHours > 0 && _training.WaitOf(caller) is { } wait)
            throw new LimitExceededException(
                options.TrainingHours,
                "hours of training a day",
                nameof(options.TrainingHours),
                wait
            );
    }

    /// <summary>Counts training.</summary>
    /// <param name="caller">User who started it.</param>
    /// <param name="hours">Hours that have been trained.</param>
    /// <returns>False if nothing is left of the last 24 hours'.</returns>
    /// <exception cref="KeyFileException">VS4056: the hours cannot be kept.</exception>
    public bool Train(string caller, double hours) =>
        options.TrainingHours == 0 || _training.Spend(caller, hours) > 0;

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
    private void Spend(Use use, int characters)
    {
        var (content, limit) = (Content(use), options.CharactersPerMinute);
        if (content <= 0)
            throw new LimitExceededException(
                limit,
                "characters a minute",
                nameof(options.CharactersPerMinute),
                Minute * ((1e-3 - content) / limit)
            );
        (use.Left, use.Since) = (content - characters, time.GetTimestamp());
    }

    private double Content(Use use) =>
        use.Since is { } since
            ? Math.Min(
                options.CharactersPerMinute,
                use.Left + options.CharactersPerMinute * (time.GetElapsedTime(since) / Minute)
            )
            : options.CharactersPerMinute;

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
                        && Content(use) >= options.CharactersPerMinute
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

    private sealed class Use
    {
        public double Left;
        public long? Since;
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
