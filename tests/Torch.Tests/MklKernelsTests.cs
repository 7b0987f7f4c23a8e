using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using TorchSharp;

namespace VoiceSmith.Torch.Tests;

public sealed class MklKernelsTests
{
    [Theory]
    [InlineData("mkl_serv_intel_cpu_true")]
    [InlineData("mkl_serv_intel_cpu")]
    public unsafe void FirstOperator_ProcessorHasAvx2_MklUsesItsKernelsForIt(string question)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Avx2.IsSupported && Fma.IsSupported, "Only on Linux, on processors with AVX2.");
        TorchRuntime.Initialize();
        using var scope = torch.NewDisposeScope();
        _ = torch.ones(4, 4).mm(torch.ones(4, 4));
        var library = NativeLibrary.Load("libtorch_cpu", typeof(torch).Assembly, null);
        Assert.SkipUnless(NativeLibrary.TryGetExport(library, question, out var address), "This libtorch has no MKL.");
        Assert.Equal(1, ((delegate* unmanaged<int>)address)());
    }
}
