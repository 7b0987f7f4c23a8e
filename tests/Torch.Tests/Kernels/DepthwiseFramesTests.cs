using TorchSharp;
using VoiceSmith.Torch.Kernels;
using static TorchSharp.torch;

namespace VoiceSmith.Torch.Tests.Kernels;

public sealed class DepthwiseFramesTests
{
    [Theory]
    [InlineData(16, 7, 6)] // over the past only
    [InlineData(13, 5, 2)] // centred; channels are no whole number of vectors
    [InlineData(8, 1, 0)]
    public void Convolve_AnyShape_EqualsTorchInValuesAndGradients(int channels, int taps, int before)
    {
        using var scope = NewDisposeScope();
        random.manual_seed(5);
        const int batch = 3,
            frames = 11;
        var padding = arange(frames)
            .unsqueeze(0)
            .greater_equal(tensor(new long[] { 11, 7, 4 }).unsqueeze(1))
            .unsqueeze(2);
        Tensor[] New() =>
            [
                randn(batch, frames, channels).requires_grad_(),
                randn(channels, 1, taps).requires_grad_(),
                randn(channels).requires_grad_(),
            ];
        var fast = New();
        Tensor[] slow = [.. fast.Select(value => value.detach().clone().requires_grad_())];
        var weights = randn(batch, frames, channels);

        var y = DepthwiseFrames.Convolve(fast[0], fast[1], fast[2], before, padding);
        (y * weights).sum().backward();
        var padded = nn
            .functional.pad(slow[0].masked_fill(padding, 0), [0, 0, before, taps - 1 - before])
            .transpose(1, 2);
        var expected = nn.functional.conv1d(padded, slow[1], slow[2], groups: channels).transpose(1, 2);
        (expected * weights).sum().backward();

        AssertClose(expected, y);
        foreach (var (one, other) in slow.Zip(fast))
            AssertClose(one.grad!, other.grad!);
    }

    [Fact]
    public void Convolve_WithoutPadding_SeesEveryFrame()
    {
        using var scope = NewDisposeScope();
        var (x, weight, bias) = (randn(1, 6, 8), randn(8, 1, 3), zeros(8));
        AssertClose(
            nn.functional.conv1d(x.transpose(1, 2), weight, bias, padding: 1, groups: 8).transpose(1, 2),
            DepthwiseFrames.Convolve(x, weight, bias, 1, null)
        );
    }

    private static void AssertClose(Tensor expected, Tensor actual) =>
        Assert.InRange((expected - actual).abs().max().ToDouble(), 0, 1e-5);
}
