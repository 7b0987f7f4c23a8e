using static TorchSharp.torch;

namespace VoiceSmith.Torch.Tests;

public sealed class TorchRuntimeTests
{
    [Fact]
    public void NativeBytesInUse_ATensor_CountsUntilItIsFreed()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only glibc tells.");
        const long bytes = 1L << 28; // far more than tests beside this one use
        var before = TorchRuntime.NativeBytesInUse;
        var tensor = zeros(bytes, dtype: uint8);
        var with = TorchRuntime.NativeBytesInUse;
        tensor.Dispose();
        var after = TorchRuntime.NativeBytesInUse;
        Assert.InRange(with - before, bytes / 2, 2 * bytes);
        Assert.InRange(after - before, -bytes / 2, bytes / 2);
    }
}
