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
        Assert.SkipUnless(
            OperatingSystem.IsLinux() && Avx2.IsSupported && Fma.IsSupported,
            "Only on Linux, on processors with AVX2."
        );
        TorchRuntime.Initialize();
        using var scope = torch.NewDisposeScope();
        _ = torch.ones(4, 4).mm(torch.ones(4, 4));
        var library = NativeLibrary.Load("libtorch_cpu", typeof(torch).Assembly, null);
        Assert.SkipUnless(NativeLibrary.TryGetExport(library, question, out var address), "This libtorch has no MKL.");
        Assert.Equal(1, ((delegate* unmanaged<int>)address)());
    }

    [Theory]
    [InlineData("8b 05 05 00 00 00 85 c0 78 01 c3", -1, true)]
    [InlineData("8b 05 05 00 00 00 85 c0 78 01 c3", 7, false)] // no answer to that question
    [InlineData("8b 05 05 00 00 00 85 c0 79 01 c3", -1, false)] // another jump
    [InlineData("55 48 89 e5 00 00 85 c0 78 01 c3", -1, false)] // another beginning
    public unsafe void AnswerOf_AnyCode_OnlyTheKnownLayoutIsTouched(string code, int cached, bool known)
    {
        var bytes = code.Split(' ')
            .Select(one => Convert.ToByte(one, 16))
            .Concat(BitConverter.GetBytes(cached))
            .ToArray();
        fixed (byte* function = bytes)
            Assert.Equal(
                known ? (nint?)(function + 11) : null,
                MklKernels.AnswerOf(function, [0x8b, 0x05, -1, -1, -1, -1, 0x85, 0xc0, 0x78, 0x01, 0xc3])
            );
    }

    [Fact]
    public void Answer_ALibraryWithoutMkl_IsLeftAlone()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only on Linux.");
        Assert.Equal(MklState.NoMkl, MklKernels.Answer(NativeLibrary.Load("libc.so.6")));
    }

    [Fact]
    public void LibtorchVersion_OfThePackage_IsTheOneThatTorchSharpWasBuiltFor()
    {
        using var one = torch.ones(1);
        Assert.Equal(new Version(2, 10, 0), TorchRuntime.LibtorchVersion);
    }
}
