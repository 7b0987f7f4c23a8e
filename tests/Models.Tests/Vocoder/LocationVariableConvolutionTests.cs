using CsCheck;
using VoiceSmith.Models.Vocoder.UnivNet;
using static TorchSharp.torch;

namespace VoiceSmith.Models.Tests.Vocoder;

public sealed class LocationVariableConvolutionTests
{
    [Fact]
    public void Apply_AnySizes_EqualsItsDefinition() =>
        Gen.Select(Gen.Int[1, 3], Gen.Int[1, 5], Gen.Int[1, 6], Gen.Int[1, 4], Gen.Int[1, 4])
            .Sample(
                (batch, frames, hop, inputs, outputs) =>
                {
                    using var scope = NewDisposeScope();
                    var x = randn(batch, frames * hop, inputs, dtype: float64);
                    var kernels = randn(batch, frames, 3 * inputs, outputs, dtype: float64);
                    var biases = randn(batch, frames, outputs, dtype: float64);
                    var fast = LocationVariableConvolution.Apply(x, kernels, biases);
                    foreach (
                        var (b, t, o) in from b in Enumerable.Range(0, batch)
                                         from t in Enumerable.Range(0, frames * hop)
                                         from o in Enumerable.Range(0, outputs)
                                         select (b, t, o)
                    )
                    {
                        var sum = biases[b, t / hop, o].item<double>();
                        for (var tap = 0; tap < 3; tap++)
                            for (var i = 0; i < inputs; i++)
                                if (t + tap - 1 is >= 0 and var source && source < frames * hop)
                                    sum +=
                                        x[b, source, i].item<double>()
                                        * kernels[b, t / hop, tap * inputs + i, o].item<double>();
                        Assert.Equal(sum, fast[b, t, o].item<double>(), 1e-12);
                    }
                },
                iter: 20
            );

    [Fact]
    public void Apply_SamplesThatDoNotDivide_Throws() =>
        Assert.Throws<ArgumentException>(() =>
            LocationVariableConvolution.Apply(zeros(1, 7, 2), zeros(1, 3, 6, 4), zeros(1, 3, 4))
        );
}
