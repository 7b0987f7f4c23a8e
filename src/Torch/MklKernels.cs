using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace VoiceSmith.Torch;

/// <summary>
/// Lets the MKL inside libtorch use its AVX2 and AVX-512 matrix kernels on every processor that has these instructions.
/// MKL checks the vendor first and gives others than Intel slower kernels; it caches the answer in two integers, which are set
/// here before it first checks. docs/adr/0004 has the measurements.
/// </summary>
internal static unsafe class MklKernels
{
    /// <summary>Environment variable that leaves MKL's choice alone when set to "as-is", for comparisons.</summary>
    private const string Variable = "VOICESMITH_MKL";

    private static readonly string[] Questions = ["mkl_serv_intel_cpu_true", "mkl_serv_intel_cpu"];

    /// <summary>Sets the choice at TorchSharp's first native call, which precedes every operator of libtorch.</summary>
    public static void ChooseWhenTorchLoads()
    {
        if (!OperatingSystem.IsLinux() || !Avx2.IsSupported || !Fma.IsSupported || Environment.GetEnvironmentVariable(Variable) == "as-is")
            return;
        AppDomain.CurrentDomain.AssemblyLoad += (_, loaded) => _ = Attend(loaded.LoadedAssembly);
        foreach (var assembly in AppDomain.CurrentDomain.GetAssemblies())
            if (Attend(assembly))
                Choose(assembly);       // its first call may have been made
    }

    /// <returns>True for TorchSharp's assembly.</returns>
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

    /// <summary>
    /// Sets the cached answer that the function loads first, `mov eax, [rip + offset]`. A function with another beginning
    /// belongs to another version of MKL and is left alone.
    /// </summary>
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
