using TorchSharp;
using VoiceSmith.Training.Optimization;
using static TorchSharp.torch;

namespace VoiceSmith.Training.Tests.FineTuning;

public sealed class LowRankOptimizerTests
{
    [Fact]
    public void Optimize_AStep_HasTheGradientsOfTheProduct()
    {
        using var scope = NewDisposeScope();
        random.manual_seed(1);
        using var layer = nn.Linear(12, 10);
        using var first = layer.weight!.detach().clone();
        var optimizer = LowRankOptimizer.Of(
            "adapters",
            [layer.weight!],
            rank: 2,
            LearningRateSchedule.Constant(0.1),
            weightDecay: 0
        );
        Assert.Equal(2 * (12 + 10), optimizer.Parameters);
        using var x = randn(5, 12);
        for (var number = 0; number < 3; number++)
        {
            var a = optimizer.State["adapter.0.a"].detach().clone().requires_grad_();
            var b = optimizer.State["adapter.0.b"].detach().clone().requires_grad_();
            x.mm((first + b.mm(a)).t()).add(layer.bias!.detach()).square().mean().backward();
            new TrainingStep(number, [optimizer], 1e9).Optimize(0, layer.call(x).square().mean());
            Assert.True(a.grad!.allclose(optimizer.State["adapter.0.a"].grad!, atol: 1e-6));
            Assert.True(b.grad!.allclose(optimizer.State["adapter.0.b"].grad!, atol: 1e-6));
        }
        var change = layer.weight!.detach() - first;
        Assert.True(change.allclose(optimizer.State["adapter.0.b"].mm(optimizer.State["adapter.0.a"]), atol: 1e-6));
        Assert.True(linalg.matrix_rank(change, 1e-4).ToInt64() <= 2);
        optimizer.Release();
    }
}
