namespace VoiceSmith.Streaming;

/// <summary>Where a listener is in the sound: by the clock since the first frame, put right by what the listener reports.</summary>
/// <param name="time">Only its timestamps count: setting the time of day changes nothing.</param>
internal sealed class ListenerClock(TimeProvider time)
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _changed = NewSignal();
    private double _position; // samples, at _since
    private long _since;
    private int _sampleRate;
    private bool _running, _paused;

    /// <summary>The first frame goes out.</summary>
    public void Begin(long sample, int sampleRate)
    {
        lock (_lock)
        {
            if (_sampleRate == 0)
                (_position, _since, _sampleRate, _running) = (sample, time.GetTimestamp(), sampleRate, true);
        }
    }

    /// <summary>The listener has played so many samples.</summary>
    public void Report(long played) => Change(() => _position = played);

    /// <summary>The listener stops playing, or goes on.</summary>
    public void Pause(bool paused) => Change(() => _paused = paused);

    /// <summary>Waits until the listener is near enough to a sample, and plays.</summary>
    /// <param name="sample">The first of a frame.</param>
    /// <param name="maxLead">How far it may be ahead; null for as far as it likes.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async ValueTask WaitAsync(long sample, TimeSpan? maxLead, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            TimeSpan? early;
            lock (_lock)
            {
                (changed, early) = (_changed.Task, _paused ? null : maxLead is { } lead && _running ? TimeSpan.FromSeconds((sample - Now()) / _sampleRate) - lead : default(TimeSpan));
            }
            if (early <= TimeSpan.Zero)
                return;
            if (early is not { } wait)
            {
                await changed.WaitAsync(cancellationToken).ConfigureAwait(false);
                continue;
            }
            using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await Task.WhenAny(changed, Task.Delay(wait, time, over.Token)).ConfigureAwait(false);
            await over.CancelAsync().ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private double Now() => _position + (_running && !_paused ? time.GetElapsedTime(_since).TotalSeconds * _sampleRate : 0);

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
