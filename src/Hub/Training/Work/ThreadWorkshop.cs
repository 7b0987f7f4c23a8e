using System.Runtime.InteropServices;

namespace VoiceSmith.Hub.Training.Work;

/// <summary>Works on a thread of the server, at the lowest priority.</summary>
internal sealed partial class ThreadWorkshop : IWorkshop
{
    private const int Lowest = 19;

    /// <inheritdoc/>
    public Task DoAsync(WorkOrder order, Action<WorkMessage> tell, WorkControl control)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            GoBehindEverybody();
            try
            {
                Worker.Do(order, tell, control);
                done.SetResult();
            }
#pragma warning disable CA1031 // Not swallowed: whoever ordered the work gets it.
            catch (Exception error)
#pragma warning restore CA1031
            {
                done.SetException(error);
            }
        })
        { Name = "training", IsBackground = true, Priority = ThreadPriority.Lowest };
        thread.Start();
        return done.Task;
    }

    /// <summary>.NET's own thread priorities change nothing on Linux; there the system's nice value of this one thread does.</summary>
    private static void GoBehindEverybody()
    {
        const int process = 0, itself = 0;
        if (OperatingSystem.IsLinux())
            _ = setpriority(process, itself, Lowest);
    }

    [LibraryImport("libc")]
    private static partial int setpriority(int which, int who, int value);
}
