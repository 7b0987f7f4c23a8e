using System.Text.Json.Nodes;
using TorchSharp;
using VoiceSmith.Testing;
using static TorchSharp.torch;

namespace VoiceSmith.Training.Tests.Losses;

/// <summary>Compares a network's gradients, and its parameters after a step, with golden ones.</summary>
internal static class GoldenGradients
{
    /// <summary>
    /// Fails unless every parameter's gradient has the golden Euclidean length; null there means that no gradient
    /// arrives.
    /// </summary>
    public static void AssertNorms(JsonNode norms, nn.Module network, double relative = 1e-3)
    {
        using var scope = NewDisposeScope();
        var golden = norms.AsObject();
        var parameters = network.named_parameters().ToDictionary(named => named.name, named => named.parameter);
        Assert.Equal(
            golden.Select(entry => entry.Key).Order(StringComparer.Ordinal),
            parameters.Keys.Order(StringComparer.Ordinal)
        );
        var largest = golden.Max(entry => entry.Value?.GetValue<double>() ?? 0);
        var wrong = new List<string>();
        foreach (var (key, expected) in golden)
        {
            var norm = parameters[key].grad?.norm().ToDouble();
            if (
                expected is null
                    ? norm is not (null or 0)
                    : Math.Abs((norm ?? 0) - expected.GetValue<double>())
                        > relative * expected.GetValue<double>() + 1e-6 * largest
            )
                wrong.Add($"{key}: {norm} instead of {expected}");
        }
        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }

    /// <summary>
    /// Fails unless the parameters are the golden ones after the step. Adam's first step has the gradient's sign and
    /// nearly its full length: where the gradient is mere rounding noise, so is the sign.
    /// </summary>
    public static void AssertAfter(Golden golden, nn.Module network, double learningRate, double noisyShare = 1e-3)
    {
        using var scope = NewDisposeScope();
        long noisy = 0,
            elements = 0;
        foreach (var (name, parameter) in network.named_parameters().Where(named => golden.Has("after/" + named.name)))
        {
            var difference = (parameter - golden["after/" + name]).abs();
            Assert.True(
                difference.max().ToDouble() < 2.1 * learningRate,
                $"{name} is off by {difference.max().ToDouble()}."
            );
            noisy += (difference > 0.02 * learningRate + 1e-6).sum().ToInt64();
            elements += difference.numel();
        }
        Assert.True(elements > 0);
        Assert.True(noisy <= noisyShare * elements, $"{noisy} of {elements} elements moved another way.");
    }
}
