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
        using var layer = new FeedForward(
            new()
            {
                Channels = 16,
                FeedForwardKernel = 3,
                Causal = true,
            }
        );
        layer.eval();
        var x = randn(2, 9, 16);
        var before = (
            Sound: layer.Forward(x, null),
            Weights: layer.named_parameters().ToDictionary(p => p.name, p => p.parameter.clone())
        );

        InferenceLayout.Apply(layer);

        Assert.All(layer.named_parameters(), p => Assert.True(p.parameter.allclose(before.Weights[p.name], 0, 0)));
        Assert.Contains(layer.named_parameters(), p => p.parameter.Dimensions > 1 && !p.parameter.is_contiguous());
        Assert.True(layer.Forward(x, null).allclose(before.Sound, 1e-5, 1e-6));
    }

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(3, 2, 1)]
    [InlineData(7, 1, 1)]
    [InlineData(7, 2, 8)]
    public void Convolve_WithoutGradients_EqualsConvolution(int kernel, int batch, int groups)
    {
        using var scope = NewDisposeScope();
        random.manual_seed(2);
        using var convolution = nn.Conv1d(8, 8, kernel, groups: groups);
        using var frames = new FrameConvolution(convolution);
        var x = randn(batch, kernel + 10, 8);
        var withGradients = frames.Convolve(x);
        using var untracked = no_grad();
        Assert.Equal([batch, 11, 8], withGradients.shape);
        Assert.True(frames.Convolve(x).allclose(withGradients, 1e-5, 1e-5));

        frames.Prepare();

        Assert.True(frames.Convolve(x).allclose(withGradients, 1e-5, 1e-5));
    }

    [Fact]
    public void Prepare_Attention_SameResults()
    {
        using var scope = NewDisposeScope();
        random.manual_seed(3);
        using var attention = new WindowAttention(
            new()
            {
                Channels = 16,
                Heads = 2,
                BlockSteps = 4,
                EarlierBlocks = 2,
                PositionRange = 5,
            }
        );
        attention.eval();
        var x = randn(1, 20, 16);
        var withGradients = attention.Forward(x, attention.BlockMask(0, 20, 0, 20));
        using var untracked = no_grad();
        Assert.True(attention.Forward(x, attention.BlockMask(0, 20, 0, 20)).allclose(withGradients, 1e-5, 1e-6));

        InferenceLayout.Apply(attention);

        Assert.True(attention.Forward(x, attention.BlockMask(0, 20, 0, 20)).allclose(withGradients, 1e-5, 1e-6));
        using var cache = new AttentionCache();
        var steps = Enumerable
            .Range(0, 3)
            .Select(i => attention.Step(x.narrow(1, 8 * i, Math.Min(8, 20 - 8 * i)), cache))
            .ToArray();
        Assert.True(cat(steps, 1).allclose(withGradients, 1e-5, 1e-6));
    }
}
