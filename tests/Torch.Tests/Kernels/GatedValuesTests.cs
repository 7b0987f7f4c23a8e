using TorchSharp;
using VoiceSmith.Torch;
using VoiceSmith.Torch.Kernels;
using static TorchSharp.torch;

namespace VoiceSmith.Torch.Tests.Kernels;

public sealed class GatedValuesTests
{
    [Theory]
    [InlineData(7, 24)]
    [InlineData(300, 5)] // more rows than a thread takes at a time, and fewer channels than a vector has
    public void GivesWhatTorchGivesAndItsGradient(int rows, int channels)
    {
        using var scope = NewDisposeScope();
        var x = randn(2, rows, 2 * channels).requires_grad_();
        var same = x.detach().clone().requires_grad_();
        var gradient = randn(2, rows, channels);

        var y = GatedValues.Of(x, 0.3);
        var (value, gate) = same.Halves();
        var expected = value * nn.functional.leaky_relu(gate, 0.3);
        y.backward([gradient]);
        expected.backward([gradient]);

        Assert.True(y.allclose(expected));
        Assert.True(x.grad!.allclose(same.grad!));
    }
}
