using TorchSharp;
using VoiceSmith.Models.Acoustic;
using VoiceSmith.Models.Layers;
using static TorchSharp.torch;

namespace VoiceSmith.Models.Tests;

public sealed class InferenceLayoutTests
{
    [Fact]
    public void Apply_FeedForward_SameWeightsSameResults()
    {
        using var scope = NewDisposeScope();
        using var untracked = no_grad();
        random.manual_seed(1);
        using var layer = new FeedForward(new() { Channels = 16, FeedForwardKernel = 3, Causal = true });
        layer.eval();
        var x = randn(2, 9, 16);
        var before = (Sound: layer.Forward(x, null), Weights: layer.named_parameters().ToDictionary(p => p.name, p => p.parameter.clone()));

        InferenceLayout.Apply(layer);

        Assert.All(layer.named_parameters(), p => Assert.True(p.parameter.allclose(before.Weights[p.name], 0, 0)));
        Assert.Contains(layer.named_parameters(), p => p.parameter.Dimensions > 1 && !p.parameter.is_contiguous());
        Assert.True(layer.Forward(x, null).allclose(before.Sound, 1e-5, 1e-6));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 2)]
    [InlineData(7, 1)]
    public void Convolve_WithoutGradients_EqualsConvolution(int kernel, int batch)
    {
        using var scope = NewDisposeScope();
        random.manual_seed(2);
        using var convolution = nn.Conv1d(8, 5, kernel);
        var x = randn(batch, kernel + 10, 8);
        var withGradients = FrameConvolution.Convolve(x, convolution);
        using var untracked = no_grad();
        Assert.Equal([batch, 11, 5], withGradients.shape);
        Assert.True(FrameConvolution.Convolve(x, convolution).allclose(withGradients, 1e-5, 1e-5));
    }
}
