using System.Globalization;
using System.Runtime.InteropServices;

namespace VoiceSmith.Studio.Work;

/// <summary>Puts threads into the class that runs only where no other thread wants to.</summary>
/// <remarks>
/// .NET's own thread priorities change nothing on Linux. There it is the scheduler's idle class: a thread that wakes
/// takes the processor from it at once; a nice value only makes turns short. Without that class, the nice value is
/// used.
/// </remarks>
internal static partial class Background
{
    private const int IdleClass = 5,
        Lowest = 19,
        OneThread = 0;

    /// <summary>Moves the calling thread, and those that it starts from now on.</summary>
    public static void EnterThread()
    {
        if (OperatingSystem.IsLinux())
            Enter(0);
    }

    /// <summary>Moves every thread of this process, and those that they start from now on.</summary>
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
        var priority = 0; // the only value in this class
        _ = sched_setscheduler(thread, IdleClass, in priority);
    }

    [LibraryImport("libc")]
    private static partial int setpriority(int which, int who, int value);

    [LibraryImport("libc")]
    private static partial int sched_setscheduler(int thread, int policy, in int priority);
}
