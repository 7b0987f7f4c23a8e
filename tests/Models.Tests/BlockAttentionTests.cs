using VoiceSmith.Models.Acoustic;
using VoiceSmith.Torch;
using static TorchSharp.torch;

namespace VoiceSmith.Models.Tests;

public sealed class BlockAttentionTests
{
    [Theory]
    [InlineData(48, 8, 4, 48)] // whole blocks
    [InlineData(45, 8, 4, 48)] // a block that is not full
    [InlineData(21, 4, 3, 5)] // distances beyond the range
    [InlineData(5, 8, 4, 48)] // less than a block
    public void GivesWhatAllPairsGiveAndItsGradient(int steps, int block, int earlier, int range)
    {
        using var scope = NewDisposeScope();
        random.manual_seed(steps);
        var config = new ConformerConfig
        {
            Channels = 64,
            Heads = 2,
            BlockSteps = block,
            EarlierBlocks = earlier,
            PositionRange = range,
        };
        using var attention = new WindowAttention(config);
        using (no_grad())
            attention.parameters().Single(parameter => parameter.shape[^1] == 2 * range + 1).normal_();
        var lengths = new[] { steps, Math.Max(1, steps - 7), 1 };
        var padding = stack([.. lengths.Select(length => arange(steps).greater_equal(length))]).unsqueeze(2);
        var mask = attention
            .BlockMask(0, steps, 0, steps)!
            .unsqueeze(0)
            .unsqueeze(0)
            .logical_or(padding.squeeze(2).unsqueeze(1).unsqueeze(1));
        var there = padding.logical_not();
        var x = randn(3, steps, 64);
        var weigh = randn(3, steps, 64) * there;

        var own = get_num_threads();
        TorchThreads.Use(1);
        var (y, gradients) = Back(x, attention, () => attention.Forward(x, mask, padding) * there, weigh);
        TorchThreads.Use(2);
        var (_, ofTwoThreads) = Back(x, attention, () => attention.Forward(x, mask, padding) * there, weigh);
        TorchThreads.Use(own); // a thread that finds another number in the process takes it in the middle of its work
        var (expected, expectedGradients) = Back(x, attention, () => ByAllPairs(attention, x, mask) * there, weigh);

        Assert.True(y.allclose(expected, 1e-4, 1e-5));
        Assert.Equal(expectedGradients.Count, gradients.Count);
        foreach (var (name, gradient) in gradients)
        {
            Assert.True(
                gradient.allclose(expectedGradients[name], 1e-3, 1e-4),
                $"{name}: {(gradient - expectedGradients[name]).abs().max().item<float>()}"
            );
            Assert.True(
                gradient.equal(ofTwoThreads[name]).all().item<bool>(),
                $"{name} differs between one thread and two"
            );
        }
    }

    [Fact]
    public void PaddingLeavesNoTrace()
    {
        using var scope = NewDisposeScope();
        using var attention = new WindowAttention(
            new ConformerConfig
            {
                Channels = 64,
                Heads = 2,
                BlockSteps = 8,
                EarlierBlocks = 2,
            }
        );
        var x = randn(1, 19, 64);
        var padded = cat([x, full(1, 6, 64, float.NaN)], 1);
        var padding = arange(25).greater_equal(19).view(1, 25, 1);
        var alone = attention.Forward(x, null);
        var together = attention.Forward(padded, null, padding).narrow(1, 0, 19);
        Assert.True(alone.equal(together).all().item<bool>());
    }

    private static (Tensor Result, Dictionary<string, Tensor> Gradients) Back(
        Tensor x,
        WindowAttention attention,
        Func<Tensor> forward,
        Tensor weigh
    )
    {
        x.requires_grad_(true);
        x.grad?.zero_();
        foreach (var parameter in attention.parameters())
            parameter.grad?.zero_();
        var y = forward();
        y.backward([weigh]);
        return (
            y.detach(),
            attention
                .named_parameters()
                .Select(item => (item.name, item.parameter.grad!.clone()))
                .Append(("x", x.grad!.clone()))
                .ToDictionary()
        );
    }

    /// <summary>The same attention by torch's operators, over every pair of steps.</summary>
    private static Tensor ByAllPairs(WindowAttention attention, Tensor x, Tensor mask)
    {
        var at = attention.named_parameters().ToDictionary(item => item.name, item => item.parameter);
        Tensor Heads(string name) =>
            nn
                .functional.linear(x, at[$"{name}.weight"], at.GetValueOrDefault($"{name}.bias"))
                .view(x.size(0), x.size(1), 2, -1)
                .transpose(1, 2);
        var range = at["position_bias"].size(1) / 2;
        var steps = arange(x.size(1));
        var distances = (steps.unsqueeze(0) - steps.unsqueeze(1)).clamp(-range, range) + range;
        var bias = at["position_bias"].index_select(1, distances.flatten()).view(2, x.size(1), x.size(1));
        var scores = (Heads("query_proj").matmul(Heads("key_proj").transpose(2, 3)) / Math.Sqrt(32) + bias).masked_fill(
            mask,
            -1e9
        );
        return nn.functional.linear(
            scores.softmax(-1).matmul(Heads("value_proj")).transpose(1, 2).flatten(2),
            at["out_proj.weight"],
            at["out_proj.bias"]
        );
    }
}
