using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace VoiceSmith.Torch;

/// <summary>
/// Lets the MKL inside libtorch use its AVX2 and AVX-512 matrix kernels on every processor that has these instructions.
/// MKL checks the vendor first and gives others than Intel slower kernels; it caches the answer in two integers, which
/// are set here before it first checks. docs/adr/0004 has the measurements.
/// </summary>
internal static unsafe class MklKernels
{
    /// <summary>Environment variable that leaves MKL's choice alone when set to "as-is", for comparisons.</summary>
    private const string Variable = "VOICESMITH_MKL";

    private const int Any = -1;

    // Both begin by returning the cached answer unless there is none: mov eax, [rip + offset]; test or compare; jump;
    // ret.
    private static readonly (string Name, int[] Code)[] Questions =
    [
        ("mkl_serv_intel_cpu_true", [0x8b, 0x05, Any, Any, Any, Any, 0x85, 0xc0, 0x78, 0x01, 0xc3]),
        ("mkl_serv_intel_cpu", [0x8b, 0x05, Any, Any, Any, Any, 0x83, 0xf8, 0xff, 0x74, 0x01, 0xc3]),
    ];

    /// <summary>The outcome.</summary>
    public static MklState State { get; private set; } = MklState.NotLoaded;

    /// <summary>Sets the choice at TorchSharp's first native call, which precedes every operator of libtorch.</summary>
    public static void ChooseWhenTorchLoads()
    {
        if (
            !OperatingSystem.IsLinux()
            || !Avx2.IsSupported
            || !Fma.IsSupported
            || Environment.GetEnvironmentVariable(Variable) == "as-is"
        )
        {
            State = MklState.LeftAsIs;
            return;
        }
        AppDomain.CurrentDomain.AssemblyLoad += (_, loaded) => _ = Attend(loaded.LoadedAssembly);
        foreach (var assembly in AppDomain.CurrentDomain.GetAssemblies())
            if (Attend(assembly))
                Choose(assembly); // its first call may have been made
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
            State = Answer(library);
        return 0;
    }

    /// <summary>Sets the cached answers of an MKL whose layout is known; another is left alone.</summary>
    internal static MklState Answer(nint library)
    {
        const int yes = 1;
        var answers = new List<nint>();
        foreach (var (name, code) in Questions)
        {
            if (!NativeLibrary.TryGetExport(library, name, out var function))
                return MklState.NoMkl;
            if (AnswerOf((byte*)function, code) is not { } answer)
                return MklState.UnknownLayout;
            answers.Add(answer);
        }
        foreach (var answer in answers)
            *(int*)answer = yes;
        return MklState.Chosen;
    }

    /// <summary>
    /// The place of the cached answer of a function that has the known beginning; null for any other.
    /// </summary>
    internal static nint? AnswerOf(byte* function, ReadOnlySpan<int> code)
    {
        const int loadLength = 6;
        for (var i = 0; i < code.Length; i++)
            if (code[i] != Any && code[i] != function[i])
                return null;
        var answer = (int*)(function + loadLength + *(int*)(function + 2));
        return *answer is -1 or 0 or 1 ? (nint)answer : null;
    }
}

/// <summary>MKL's choice of matrix kernels in libtorch.</summary>
public enum MklState
{
    /// <summary>Libtorch has not been loaded yet.</summary>
    NotLoaded,

    /// <summary>By the processor's instructions, whoever made it.</summary>
    Chosen,

    /// <summary>As MKL does by itself: another system, an older processor, or VOICESMITH_MKL=as-is.</summary>
    LeftAsIs,

    /// <summary>As MKL does by itself: its code is not that of a known version, so it was not touched.</summary>
    UnknownLayout,

    /// <summary>This libtorch has no MKL, or hides it.</summary>
    NoMkl,
}
