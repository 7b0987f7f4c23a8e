using System.Diagnostics;
using VoiceSmith.Torch;

namespace VoiceSmith.Cli.Bench;

/// <summary>Memory, threads and handles of this process after a garbage collection.</summary>
/// <param name="Resident">Bytes.</param>
/// <param name="Managed">Bytes of objects.</param>
/// <param name="Heap">Bytes that the managed heap has of the system, those between objects too.</param>
/// <param name="Native">Bytes in use outside it.</param>
/// <param name="Threads">Threads.</param>
/// <param name="Handles">Handles.</param>
/// <param name="Tensors">As TorchSharp counts them.</param>
internal sealed record Footprint(
    long Resident,
    long Managed,
    long Heap,
    long Native,
    int Threads,
    int Handles,
    long Tensors
)
{
    public static Footprint Now()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        using var process = Process.GetCurrentProcess();
        return new(
            process.WorkingSet64,
            GC.GetTotalMemory(forceFullCollection: true),
            GC.GetGCMemoryInfo(GCKind.Any).TotalCommittedBytes,
            TorchRuntime.NativeBytesInUse,
            process.Threads.Count,
            process.HandleCount,
            TorchSharp.torch.Tensor.TotalCount
        );
    }
}
