using VoiceSmith.Streaming.Scheduling;

namespace VoiceSmith.Streaming;

/// <summary>
/// Admission control: as many utterances as the deployment allows, and as many listeners in real time as the
/// workers can serve. Thread-safe.
/// </summary>
/// <remarks>
/// What a listener costs is learned from the utterances that have ended: computing time per second of sound. Utterances
/// that are not paced take what is left over and slow nobody down, so they count for the first limit only.
/// </remarks>
/// <param name="options">The limits.</param>
/// <param name="workers">Threads that compute.</param>
/// <param name="batches">
/// True where utterances share batches: then one costs less the more there are, and the least that it has cost counts.
/// </param>
public sealed class Admission(StreamingOptions options, int workers, bool batches)
{
    private const double Forgetting = 0.2,
        FirstGuessSeconds = 5,
        Inflation = 1.01;

    private readonly Lock _lock = new();
    private TaskCompletionSource? _empty;
    private int _all,
        _paced;
    private double _cost,
        _seconds = FirstGuessSeconds; // averages: workers that one listener keeps busy, and how long an utterance lasts
    private double _least = double.PositiveInfinity; // that one has cost
    private bool _closed;

    /// <summary>Utterances now.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _all;
        }
    }

    /// <summary>Takes a place, which is left by disposing of it.</summary>
    /// <param name="paced">True for a listener in real time.</param>
    /// <exception cref="EngineBusyException">There is none.</exception>
    /// <exception cref="EngineStoppingException">The engine is being shut down.</exception>
    public Place Enter(bool paced)
    {
        lock (_lock)
        {
            if (_closed)
                throw new EngineStoppingException();
            if (Refusal(paced) is { } refusal)
                throw refusal;
            _all++;
            _paced += paced ? 1 : 0;
            return new(this, paced);
        }
    }

    /// <summary>Time until there may be a place; null where there is one now.</summary>
    /// <param name="paced">True for a listener in real time.</param>
    public TimeSpan? BusyFor(bool paced)
    {
        lock (_lock)
            return Refusal(paced)?.TryAgain;
    }

    /// <summary>Updates the averages with an utterance that has ended.</summary>
    /// <param name="ledger">Its costs.</param>
    public void Learn(Ledger ledger)
    {
        if (ledger.Samples == 0)
            return;
        lock (_lock)
        {
            var cost = ledger.RealTimeFactor;
            _least = Math.Min(_least, cost);
            _cost =
                _cost == 0 ? cost
                : batches ? Math.Min(_cost * Inflation, cost)
                : _cost + Forgetting * (cost - _cost);
            _seconds += Forgetting * (ledger.Total * 1e-6 - _seconds);
        }
    }

    /// <summary>
    /// Forgets what warming up has cost, which nobody pays again, but for the least of it: the first listeners are
    /// admitted by that.
    /// </summary>
    public void WarmedUp()
    {
        lock (_lock)
            (_cost, _seconds) = (double.IsFinite(_least) ? _least : 0, FirstGuessSeconds);
    }

    /// <summary>Rejects new utterances and waits for active ones to finish.</summary>
    public Task CloseAsync()
    {
        lock (_lock)
        {
            _closed = true;
            if (_all == 0)
                return Task.CompletedTask;
            _empty ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
            return _empty.Task;
        }
    }

    private EngineBusyException? Refusal(bool paced) =>
        _all >= options.MaxUtterances ? new(options.MaxUtterances, TryAgain(_all))
        : paced && options.MaxLoad > 0 && _paced > 0 && (_paced + 1) * _cost > options.MaxLoad * workers
            ? new(_paced, TryAgain(_paced))
        : null;

    /// <summary>Of so many that last so long on average, one ends about every…</summary>
    private TimeSpan TryAgain(int speaking) =>
        TimeSpan.FromSeconds(Math.Clamp(Math.Ceiling(_seconds / Math.Max(1, speaking)), 1, 60));

    private void Leave(bool paced)
    {
        lock (_lock)
        {
            _all--;
            _paced -= paced ? 1 : 0;
            if (_all == 0)
                _empty?.TrySetResult();
        }
    }

    /// <summary>One utterance's place, until disposed of.</summary>
    /// <param name="admission">The admission that counts it.</param>
    /// <param name="paced">True for a listener in real time.</param>
    public sealed class Place(Admission admission, bool paced) : IDisposable
    {
        /// <summary>Leaves the place.</summary>
        public void Dispose() => admission.Leave(paced);
    }
}
