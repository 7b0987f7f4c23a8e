using System.Globalization;
using System.Runtime.InteropServices;

namespace VoiceSmith.Hub.Training.Work;

/// <summary>Lets threads run only where nobody else wants to.</summary>
/// <remarks>
/// .NET's own thread priorities change nothing on Linux. There it is the scheduler's idle class: whoever wakes takes the processor from it at once, and looks for a place
/// as if it were free; a nice value only makes turns short. Where that class is not to be had, the nice value is what is left.
/// </remarks>
internal static partial class Background
{
    private const int IdleClass = 5, Lowest = 19, OneThread = 0;

    /// <summary>The calling thread, and those that it starts from now on.</summary>
    public static void EnterThread()
    {
        if (OperatingSystem.IsLinux())
            Enter(0);
    }

    /// <summary>Every thread of this process, and those that they start from now on.</summary>
    public static void EnterProcess()
    {
        if (OperatingSystem.IsWindows())
            System.Diagnostics.Process.GetCurrentProcess().PriorityClass = System.Diagnostics.ProcessPriorityClass.Idle;
        if (!OperatingSystem.IsLinux())
            return;
        foreach (var thread in Directory.EnumerateDirectories("/proc/self/task"))
            Enter(int.Parse(Path.GetFileName(thread), CultureInfo.InvariantCulture));
    }

    private static void Enter(int thread)
    {
        _ = setpriority(OneThread, thread, Lowest);
        var priority = 0;       // the class knows no other
        _ = sched_setscheduler(thread, IdleClass, in priority);
    }

    [LibraryImport("libc")]
    private static partial int setpriority(int which, int who, int value);

    [LibraryImport("libc")]
    private static partial int sched_setscheduler(int thread, int policy, in int priority);
}
