using static TorchSharp.torch;

namespace VoiceSmith.Torch;

/// <summary>The number of threads that torch's operators use when called from the current thread.</summary>
/// <remarks>
/// libtorch keeps the number in each thread and the last one set in the process. A thread's first operator takes the
/// process's number over its own, unless the thread was initialised before: so another thread's setting can undo a bare
/// <c>set_num_threads</c>, and with it the order in which floats are summed.
/// </remarks>
public static class TorchThreads
{
    /// <summary>Sets the number for the current thread, whatever other threads set.</summary>
    public static void Use(int count)
    {
        _ = get_num_threads(); // initialises this thread
#pragma warning disable RS0030      // the one place that may call it
        set_num_threads(count);
#pragma warning restore RS0030
    }
}
