namespace VoiceSmith.Hub.Training.Work;

/// <summary>How work is told to make way for listeners, or to end. Used by both sides from any thread.</summary>
internal sealed class WorkControl : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly ManualResetEventSlim _free = new(initialState: true);
    private readonly Lock _lock = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Set when the work is to end, with a checkpoint.</summary>
    public CancellationToken Stopped => _stop.Token;

    /// <summary>Whether it is asked to wait.</summary>
    public bool IsHeld => !_free.IsSet;

    /// <summary>Ends when it is asked to wait, or to wait no longer.</summary>
    public Task Changed
    {
        get
        {
            lock (_lock)
                return _changed.Task;
        }
    }

    public void Stop() => _stop.Cancel();

    /// <summary>Listeners wait: go no further than the step at hand.</summary>
    public void Hold() => Change(_free.Reset);

    public void Release() => Change(_free.Set);

    /// <summary>Waits while it is held, or until it is stopped.</summary>
    public void MakeWay()
    {
        try
        {
            _free.Wait(_stop.Token);
        }
        catch (OperationCanceledException)
        {
            // Whoever works sees that it is stopped.
        }
    }

    public void Dispose()
    {
        _stop.Dispose();
        _free.Dispose();
    }

    private void Change(Action change)
    {
        lock (_lock)
        {
            change();
            _changed.SetResult();
            _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }
}
