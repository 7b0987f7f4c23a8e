using System.Diagnostics;

namespace VoiceSmith.Cli.Bench;

/// <summary>Memory, threads and handles of this process after a garbage collection.</summary>
internal sealed record Footprint(long Resident, long Managed, int Threads, int Handles, long Tensors)
{
    public static Footprint Now()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        using var process = Process.GetCurrentProcess();
        return new(
            process.WorkingSet64,
            GC.GetTotalMemory(forceFullCollection: true),
            process.Threads.Count,
            process.HandleCount,
            TorchSharp.torch.Tensor.TotalCount
        );
    }
}
