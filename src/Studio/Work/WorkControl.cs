namespace VoiceSmith.Studio.Work;

/// <summary>Holds, releases and stops work. Safe from any thread, on both sides.</summary>
internal sealed class WorkControl : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly ManualResetEventSlim _free = new(initialState: true);
    private readonly Lock _lock = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Cancelled when the work is to end, with a checkpoint.</summary>
    public CancellationToken Stopped => _stop.Token;

    /// <summary>True while the work is to wait.</summary>
    public bool IsHeld => !_free.IsSet;

    /// <summary>Completes at the next change of <see cref="IsHeld"/>.</summary>
    public Task Changed
    {
        get
        {
            lock (_lock)
                return _changed.Task;
        }
    }

    public void Stop() => _stop.Cancel();

    /// <summary>Makes the work wait after the current step.</summary>
    public void Hold() => Change(_free.Reset);

    public void Release() => Change(_free.Set);

    /// <summary>Blocks while held, until stopped.</summary>
    public void MakeWay()
    {
        try
        {
            _free.Wait(_stop.Token);
        }
        catch (OperationCanceledException)
        {
            // the caller looks at Stopped
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
