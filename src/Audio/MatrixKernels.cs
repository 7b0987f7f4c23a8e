using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace VoiceSmith.Audio;

/// <summary>
/// Lets the MKL inside libtorch use its AVX2 and AVX-512 matrix kernels on every processor that has these instructions.
/// MKL asks for the maker first and gives others than Intel slower kernels; it keeps the answer in two integers, which are set here
/// before its first question. docs/adr/0004 has the measurements.
/// </summary>
internal static unsafe class MatrixKernels
{
    /// <summary>The variable that leaves MKL's choice alone when it is "as-is": for comparisons.</summary>
    private const string Variable = "VOICESMITH_MKL";

    private static readonly string[] Questions = ["mkl_serv_intel_cpu_true", "mkl_serv_intel_cpu"];

    /// <summary>Waits for TorchSharp's first native call, the last moment before any of libtorch's operators.</summary>
    public static void ChooseWhenTorchLoads()
    {
        if (!OperatingSystem.IsLinux() || !Avx2.IsSupported || !Fma.IsSupported || Environment.GetEnvironmentVariable(Variable) == "as-is")
            return;
        AppDomain.CurrentDomain.AssemblyLoad += (_, loaded) => _ = Attend(loaded.LoadedAssembly);
        foreach (var assembly in AppDomain.CurrentDomain.GetAssemblies())
            if (Attend(assembly))
                Choose(assembly);       // its first call may have been made
    }

    /// <returns>Whether it is TorchSharp's.</returns>
    private static bool Attend(Assembly assembly)
    {
        if (assembly.GetName().Name != "TorchSharp")
            return false;
        NativeLibrary.SetDllImportResolver(assembly, (_, _, _) => Choose(assembly));
        return true;
    }

    /// <returns>Zero: the library that TorchSharp asked for is found in the usual way.</returns>
    private static nint Choose(Assembly assembly)
    {
        if (NativeLibrary.TryLoad("libtorch_cpu", assembly, null, out var library))
            foreach (var question in Questions)
                Answer(library, question);
        return 0;
    }

    /// <summary>Each question begins with a load of its kept answer, `mov eax, [rip + offset]`; another beginning is another MKL, and is left alone.</summary>
    private static void Answer(nint library, string question)
    {
        const int loadLength = 6, yes = 1;
        if (!NativeLibrary.TryGetExport(library, question, out var address))
            return;
        var code = (byte*)address;
        if (code[0] == 0x8b && code[1] == 0x05)
            *(int*)(code + loadLength + *(int*)(code + 2)) = yes;
    }
}
