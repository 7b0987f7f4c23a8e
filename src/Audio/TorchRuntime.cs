using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace VoiceSmith.Audio;

/// <summary>Prepares the process for libtorch, before its first operator.</summary>
public static partial class TorchRuntime
{
    /// <summary>The variable that names a folder with libtorch's libraries, for builds without them.</summary>
    public const string FolderVariable = "VOICESMITH_LIBTORCH";

    private static readonly string[] Libraries =
        ["libtorch_global_deps.so", "libc10.so", "libtorch_cpu.so", "libc10_cuda.so", "libtorch_cuda.so", "libtorch.so"];

    /// <summary>Sets up memory and, if <see cref="FolderVariable"/> is set, loads libtorch from there.</summary>
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "Torch must be set up before any of its operators, whoever calls first.")]
    internal static void Initialize()
    {
        if (OperatingSystem.IsLinux())
            KeepLargeBlocks();
        MatrixKernels.ChooseWhenTorchLoads();
        if (Environment.GetEnvironmentVariable(FolderVariable) is { Length: > 0 } folder)
            LoadFrom(folder);
    }

    /// <summary>
    /// Lets glibc reuse large blocks: convolutions run up to four times faster than with an mmap each. And in few places, for each keeps what was freed
    /// there: with one for every thread a server's memory grows for thousands of utterances.
    /// </summary>
    private static void KeepLargeBlocks()
    {
        const int trimThreshold = -1, topPad = -2, mmapThreshold = -3, arenas = -8;
        try
        {
            _ = mallopt(mmapThreshold, 1 << 30);
            _ = mallopt(trimThreshold, int.MaxValue);
            _ = mallopt(topPad, 64 << 20);
            _ = mallopt(arenas, 2);
        }
        catch (EntryPointNotFoundException)
        {
            // Another C library than glibc: its allocator has its own ways.
        }
    }

    private static void LoadFrom(string folder)
    {
        if (!Directory.Exists(folder))
            throw new VoiceSmithException("VS2001", "Libtorch was not loaded.", $"{FolderVariable} names '{folder}', which does not exist.",
                "Name the folder that holds libtorch_cpu.so of libtorch 2.10, or unset the variable.");
        foreach (var path in Libraries.Select(name => Path.Combine(folder, name)).Where(File.Exists))
            NativeLibrary.Load(path);
    }

    [LibraryImport("libc")]
    private static partial int mallopt(int parameter, int value);
}
