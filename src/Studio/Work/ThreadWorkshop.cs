namespace VoiceSmith.Studio.Work;

/// <summary>Works on a thread of this process, at the lowest priority.</summary>
internal sealed class ThreadWorkshop : IWorkshop
{
    /// <inheritdoc/>
    public Task DoAsync(WorkOrder order, Action<WorkMessage> tell, WorkControl control)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            Background.EnterThread();
            try
            {
                Worker.Do(order, tell, control);
                done.SetResult();
            }
#pragma warning disable CA1031 // Not swallowed: the returned task fails with it.
            catch (Exception error)
#pragma warning restore CA1031
            {
                done.SetException(error);
            }
        })
        {
            Name = "training",
            IsBackground = true,
            Priority = ThreadPriority.Lowest,
        };
        thread.Start();
        return done.Task;
    }
}
