using TorchSharp;
using VoiceSmith.Torch.Kernels;
using static TorchSharp.torch;

namespace VoiceSmith.Torch.Tests.Kernels;

public sealed class DroppedValuesTests
{
    private const double Slope = 0.3;

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.5)]
    public void Apply_ManyValues_DropsTheShareAndKeepsTheMean(double share)
    {
        using var scope = NewDisposeScope();
        random.manual_seed(6);
        using var dropout = nn.Dropout(share);
        var left = dropout.Apply(ones(1003, 301));
        Assert.Equal(share, left.equal(0).to(ScalarType.Float32).mean().ToDouble(), 0.005);
        Assert.Equal(1, left.mean().ToDouble(), 0.01);
        var byRow = left.equal(0).to(ScalarType.Float32).mean([1]); // no row and no column is spared
        Assert.InRange(
            byRow.std().ToDouble(),
            0.5 * Math.Sqrt(share * (1 - share) / 301),
            1.5 * Math.Sqrt(share * (1 - share) / 301)
        );
    }

    [Fact]
    public void Apply_WithActivationAndFactor_EqualsThemOneByOne()
    {
        using var scope = NewDisposeScope();
        random.manual_seed(7);
        using var dropout = nn.Dropout(0.25);
        var x = randn(5, 37).requires_grad_();
        var y = dropout.Apply(x, Slope, scale: 0.5);
        y.sum().backward();
        var kept = y.not_equal(0).to(ScalarType.Float32) * (0.5 / 0.75);
        var slopes = where(x.less(0), tensor((float)Slope), tensor(1f));
        Assert.InRange((y - x * slopes * kept).abs().max().ToDouble(), 0, 1e-6);
        Assert.InRange((x.grad! - slopes * kept).abs().max().ToDouble(), 0, 1e-6);
    }

    [Fact]
    public void Apply_SameSeed_DropsTheSame()
    {
        using var scope = NewDisposeScope();
        using var dropout = nn.Dropout(0.5);
        Tensor Draw(long seed)
        {
            random.manual_seed(seed);
            return dropout.Apply(ones(64));
        }
        Assert.True(Draw(1).equal(Draw(1)).all().ToBoolean());
        Assert.False(Draw(1).equal(Draw(2)).all().ToBoolean());
    }

    [Fact]
    public void Apply_OutsideTraining_LeavesEverything()
    {
        using var scope = NewDisposeScope();
        using var dropout = nn.Dropout(0.5);
        dropout.eval();
        var x = tensor(new[] { -1f, 2f });
        Assert.Equal([-0.15f, 1f], dropout.Apply(x, Slope, scale: 0.5).data<float>().ToArray());
    }
}
