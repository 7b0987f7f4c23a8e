using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace VoiceSmith.Torch;

/// <summary>Prepares the process for libtorch: memory allocator, matrix kernels, and where its libraries are.</summary>
public static class TorchRuntime
{
    /// <summary>Environment variable that names a folder with libtorch's libraries, for builds without them.</summary>
    public const string FolderVariable = "VOICESMITH_LIBTORCH";

    private static readonly string[] Libraries =
    [
        "libtorch_global_deps.so", "libc10.so", "libtorch_cpu.so", "libc10_cuda.so", "libtorch_cuda.so", "libtorch.so",
    ];

    /// <summary>MKL's choice of matrix kernels; known once an operator has run.</summary>
    public static MklState Mkl => MklKernels.State;

    /// <summary>
    /// The version of the libtorch that is loaded; null before its first operator, and for one before 2.9.
    /// </summary>
    public static unsafe Version? LibtorchVersion
    {
        get
        {
            if (
                !NativeLibrary.TryLoad("libtorch_cpu", typeof(TorchSharp.torch).Assembly, null, out var library)
                || !NativeLibrary.TryGetExport(library, "aoti_torch_abi_version", out var function)
            )
                return null;
            var version = ((delegate* unmanaged<ulong>)function)(); // a byte each
            return new((int)(version >> 56), (int)(version >> 48 & 0xff), (int)(version >> 40 & 0xff));
        }
    }

    /// <summary>Prepares the process. Idempotent; called by everything here that uses torch.</summary>
    /// <remarks>A program that calls TorchSharp itself should call this before its first operator.</remarks>
    /// <exception cref="VoiceSmithException">VS2001: <see cref="FolderVariable"/> names no folder.</exception>
    public static void Initialize() => RuntimeHelpers.RunModuleConstructor(typeof(TorchRuntime).Module.ModuleHandle);

    /// <summary>
    /// Bytes in use outside the managed heap, tensors of the CPU among them, without what the allocator keeps free; 0
    /// where the C library does not tell (glibc 2.33 and later do).
    /// </summary>
    public static long NativeBytesInUse => GlibcAllocator.BytesInUse();

    /// <summary>
    /// Returns memory of freed tensors to the system, where the allocator keeps it otherwise. For idle times: tensors
    /// that are made next cost page faults.
    /// </summary>
    public static void ReturnFreeMemory() => GlibcAllocator.ReturnFreeMemory();

    /// <summary>Runs once, before any other code of this assembly.</summary>
    [ModuleInitializer]
    [SuppressMessage(
        "Usage",
        "CA2255",
        Justification = "Torch must be set up before any of its operators, whoever calls first."
    )]
    internal static void Prepare()
    {
        GlibcAllocator.KeepLargeBlocks();
        MklKernels.ChooseWhenTorchLoads();
        if (Environment.GetEnvironmentVariable(FolderVariable) is { Length: > 0 } folder)
            LoadFrom(folder);
    }

    private static void LoadFrom(string folder)
    {
        if (!Directory.Exists(folder))
            throw new VoiceSmithException(
                "VS2001",
                "Libtorch was not loaded.",
                $"{FolderVariable} names '{folder}', which does not exist.",
                "Name the folder that holds libtorch_cpu.so of libtorch 2.10, or unset the variable."
            );
        foreach (var path in Libraries.Select(name => Path.Combine(folder, name)).Where(File.Exists))
            NativeLibrary.Load(path);
    }
}
