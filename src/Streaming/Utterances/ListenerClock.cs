namespace VoiceSmith.Streaming.Utterances;

/// <summary>
/// A listener's position in the sound: by the clock since the first frame, corrected by the listener's reports.
/// </summary>
/// <remarks>Thread-safe.</remarks>
/// <param name="time">Source of timestamps; changes of the time of day have no effect.</param>
public sealed class ListenerClock(TimeProvider time)
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _changed = NewSignal();
    private double _position; // samples, at _since
    private long _since;
    private int _sampleRate;
    private bool _running,
        _paused;

    /// <summary>Starts the clock when the first frame goes out. Later calls have no effect.</summary>
    /// <param name="sample">The frame's first sample.</param>
    /// <param name="sampleRate">Samples per second.</param>
    public void Begin(long sample, int sampleRate)
    {
        if (!_running)
            Change(() => (_position, _sampleRate, _running) = (sample, sampleRate, true));
    }

    /// <summary>Sets the number of samples that the listener has played.</summary>
    /// <param name="played">Samples.</param>
    public void Report(long played) => Change(() => _position = played);

    /// <summary>Stops or restarts the clock.</summary>
    /// <param name="paused">True to stop it.</param>
    public void Pause(bool paused) => Change(() => _paused = paused);

    /// <summary>
    /// The listener's position in samples, and whether it is paused; with a task that ends when either is changed from
    /// outside.
    /// </summary>
    public (double Position, bool IsPaused, Task Changed) Read()
    {
        lock (_lock)
            return (Now(), _paused, _changed.Task);
    }

    /// <summary>Waits until a frame may go out: while paused, and until the listener is near enough.</summary>
    /// <param name="sample">The frame's first sample.</param>
    /// <param name="maxLead">Largest lead of the frame over playback; null for no limit.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public ValueTask WaitAsync(long sample, TimeSpan? maxLead, CancellationToken cancellationToken) =>
        WaitAsync(
            () =>
                _paused ? null
                : maxLead is { } lead && _running ? Until(sample) - lead
                : TimeSpan.Zero,
            cancellationToken
        );

    /// <summary>
    /// Waits until a sample is due within a lead. Before the first frame has gone out, no sample is due.
    /// </summary>
    /// <param name="sample">The sample.</param>
    /// <param name="lead">The time before the sample is played.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public ValueTask DueAsync(long sample, TimeSpan lead, CancellationToken cancellationToken) =>
        WaitAsync(() => _paused || !_running ? null : Until(sample) - lead, cancellationToken);

    /// <param name="remaining">Time left to wait, read under the lock; null until something changes.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    private async ValueTask WaitAsync(Func<TimeSpan?> remaining, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            TimeSpan? early;
            lock (_lock)
                (changed, early) = (_changed.Task, remaining());
            if (early <= TimeSpan.Zero)
                return;
            if (early is not { } wait)
            {
                await changed.WaitAsync(cancellationToken).ConfigureAwait(false);
                continue;
            }
            using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            // Rounded up: a delay drops fractions of a millisecond, and the loop would busy-wait for what is left.
            var delay = TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds));
            await Task.WhenAny(changed, Task.Delay(delay, time, over.Token)).ConfigureAwait(false);
            await over.CancelAsync().ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private TimeSpan Until(long sample) => TimeSpan.FromSeconds((sample - Now()) / _sampleRate);

    private double Now() =>
        _position + (_running && !_paused ? time.GetElapsedTime(_since).TotalSeconds * _sampleRate : 0);

    private void Change(Action change)
    {
        TaskCompletionSource changed;
        lock (_lock)
        {
            (_position, _since) = (Now(), time.GetTimestamp());
            change();
            (changed, _changed) = (_changed, NewSignal());
        }
        changed.SetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
