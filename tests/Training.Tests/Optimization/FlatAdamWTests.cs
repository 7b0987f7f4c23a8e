using TorchSharp;
using TorchSharp.Modules;
using VoiceSmith.Training.Optimization;
using static TorchSharp.torch;

namespace VoiceSmith.Training.Tests.Optimization;

public sealed class FlatAdamWTests
{
    private const double Beta1 = 0.8,
        Beta2 = 0.98,
        Epsilon = 1e-9,
        Decay = 0.05,
        Clip = 0.7;
    private static readonly long[][] Shapes = [[7, 3], [5], [2, 300, 4], [1], [70_000]]; // the last in two parts

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Step_SomeGradientsAbsent_MovesAsTorchsAdamW(bool byOperators)
    {
        using var scope = NewDisposeScope();
        var (own, torchs) = (Parameters(), Parameters());
        using var flat = New(own, byOperators);
        using var reference = optim.AdamW(torchs, 1, Beta1, Beta2, Epsilon, Decay);
        for (var step = 0; step < 6; step++)
        {
            var rate = 0.01 / (1 + step);
            for (var i = 0; i < own.Length; i++)
            {
                var gradient = step == i ? null : randn(Shapes[i]) * 0.1;
                (own[i].grad, torchs[i].grad) = (gradient?.clone()!, gradient!);
            }
            foreach (var group in reference.ParamGroups)
                group.LearningRate = rate;
            var norm = nn.utils.clip_grad_norm_(torchs, Clip);
            reference.step();
            Assert.Equal(norm, flat.GradientNorm().ToDouble(), 1e-4 * norm);
            flat.Step(rate, Clip, flat.GradientNorm());
            foreach (var (parameter, expected) in own.Zip(torchs))
                Assert.True((parameter - expected).abs().max().ToDouble() < 2e-6, $"step {step}");
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Step_NotFinite_LeavesWeightsAndMomentsAsTheyWere(bool byOperators)
    {
        using var scope = NewDisposeScope();
        var parameters = Parameters();
        using var optimizer = New(parameters, byOperators);
        Update(1);
        var before = parameters.Concat(Moments()).Select(value => value.detach().clone()).ToArray();
        Update(double.NaN);
        foreach (var (value, old) in parameters.Concat(Moments()).Zip(before))
            Assert.True(value.equal(old).all().ToBoolean());

        void Update(double scale)
        {
            foreach (var parameter in parameters)
                parameter.grad = ones_like(parameter) * scale;
            var norm = optimizer.GradientNorm();
            optimizer.Step(0.1, Clip, norm, norm.isfinite());
        }
        IEnumerable<Tensor> Moments() => optimizer.States.SelectMany(state => new[] { state.Mean, state.Square });
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public void Restore_StateOfTheOtherForm_GoesOnAsIt(bool from, bool to)
    {
        using var scope = NewDisposeScope();
        var (first, second) = (Parameters(), Parameters());
        using var one = New(first, from);
        using var two = New(second, to);
        Update(one, first);
        foreach (var (own, other) in first.Zip(second))
            using (no_grad())
                other.copy_(own);
        foreach (var (index, updates, mean, square) in one.States)
            two.Restore(index, updates, mean, square);
        Update(one, first);
        Update(two, second);
        foreach (var (own, other) in first.Zip(second))
            Assert.True((own - other).abs().max().ToDouble() < 1e-6);

        static void Update(FlatAdamW optimizer, Parameter[] parameters)
        {
            foreach (var parameter in parameters)
                parameter.grad = parameter.detach() * 0.3;
            optimizer.Step(0.01, Clip, optimizer.GradientNorm());
        }
    }

    [Fact]
    public void Update_ParametersInOneVector_AveragesAsOneByOne()
    {
        using var scope = NewDisposeScope();
        random.manual_seed(1);
        using var network = nn.Sequential(nn.Linear(4, 3), nn.BatchNorm1d(3), nn.Linear(3, 2));
        using var plain = new WeightAverage(network, [], WeightAveraging.Exponential(0.9));
        using var optimizer = New([.. network.parameters()], byOperators: true);
        using var flat = new WeightAverage(
            network,
            [new("all", optimizer, LearningRateSchedule.Constant(1))],
            WeightAveraging.Exponential(0.9)
        );
        for (var step = 0; step < 3; step++)
        {
            foreach (var parameter in network.parameters())
                parameter.grad = randn_like(parameter);
            optimizer.Step(0.1, 1e9, optimizer.GradientNorm());
            using (no_grad())
                network.call(randn(5, 4)); // moves the running statistics
            plain.Update(network, step);
            flat.Update(network, step);
        }
        Assert.Equal(plain.Weights.Keys.Order(), flat.Weights.Keys.Order());
        foreach (var (key, value) in plain.Weights)
            Assert.True(value.allclose(flat.Weights[key], rtol: 1e-6), key);
        var weight = network.parameters().First();
        using var held = weight.detach().clone();
        flat.During(network, () => Assert.True(weight.allclose(flat.Weights["0.weight"]) is false));
        Assert.True(held.equal(weight).all().ToBoolean());
    }

    private static Parameter[] Parameters()
    {
        random.manual_seed(3);
        return [.. Shapes.Select(shape => new Parameter(randn(shape)))];
    }

    private static FlatAdamW New(Parameter[] parameters, bool byOperators) =>
        new(parameters, Beta1, Beta2, Epsilon, Decay, byOperators);
}
