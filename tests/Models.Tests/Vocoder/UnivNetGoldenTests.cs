using TorchSharp;
using VoiceSmith.Models.Layers;
using VoiceSmith.Models.Vocoder.UnivNet;
using VoiceSmith.Testing;
using static TorchSharp.torch;

namespace VoiceSmith.Models.Tests.Vocoder;

public sealed class UnivNetGoldenTests
{
    private static readonly UnivNetConfig Small = new() { NoiseChannels = 16, Channels = 8 };

    [Fact]
    public void KernelPredictor_GoldenMel_GivesGoldenKernels()
    {
        var golden = Golden.Open("univnet_kernel_predictor");
        using var scope = NewDisposeScope();
        using var predictor = new KernelPredictor(new(MelBands: 100, Inputs: 8, Outputs: 16, Layers: 4));
        golden.LoadWeights(predictor);
        var (kernels, biases) = predictor.call(golden["in/c"]);
        golden.AssertClose("out/kernels", kernels.view(2, 9, 4, 3, 8, 16).permute(0, 2, 4, 5, 3, 1));
        golden.AssertClose("out/bias", biases.permute(0, 2, 3, 1));
    }

    [Fact]
    public void LocationVariableConvolution_GoldenKernels_GivesGoldenSignal()
    {
        var golden = Golden.Open("univnet_lvc_op");
        using var scope = NewDisposeScope();
        var y = LocationVariableConvolution.Apply(
            golden["in/x"].transpose(1, 2).contiguous(),
            golden["in/k"].permute(0, 4, 3, 1, 2).flatten(2, 3).contiguous(),
            golden["in/b"].transpose(1, 2)
        );
        golden.AssertClose("out/hop8", y.transpose(1, 2));
    }

    [Fact]
    public void LvcBlock_GoldenSignal_GivesGoldenSignal()
    {
        var golden = Golden.Open("univnet_lvc_block");
        using var scope = NewDisposeScope();
        using var block = new LvcBlock(Small, stride: 8);
        golden.LoadWeights(block);
        golden.AssertClose("out/y", block.call(golden["in/x"], golden["in/c"]));
    }

    [Fact]
    public void Generator_SmallGolden_GivesGoldenSound()
    {
        var golden = Golden.Open("univnet_generator_small");
        using var scope = NewDisposeScope();
        using var generator = new UnivNetGenerator(Small);
        golden.LoadWeights(generator);
        golden.AssertClose("out/audio", generator.call(golden["in/c"], golden["in/z"]));
    }

    [Fact]
    public void Generator_Folded_GivesTheSameSound()
    {
        var golden = Golden.Open("univnet_generator_small");
        using var scope = NewDisposeScope();
        using var generator = new UnivNetGenerator(Small);
        golden.LoadWeights(generator);
        NormedConvolution.FoldAll(generator);
        Assert.DoesNotContain(generator.state_dict().Keys, key => key.Contains("original", StringComparison.Ordinal));
        golden.AssertClose("out/audio", generator.call(golden["in/c"], golden["in/z"]));
    }

    [Fact]
    public void Generator_PlainWeightsGolden_GivesGoldenSound()
    {
        var golden = Golden.Open("univnet_generator_small_no_weightnorm");
        using var scope = NewDisposeScope();
        using var generator = new UnivNetGenerator(Small with { Weights = WeightLayout.Plain });
        golden.LoadWeights(generator);
        golden.AssertClose("out/audio", generator.call(golden["in/c"], golden["in/z"]));
    }

    [Fact]
    public void Infer_PaddedGoldenBatch_GivesGoldenSound()
    {
        var golden = Golden.Open("univnet_generator_small_infer");
        using var scope = NewDisposeScope();
        using var generator = new UnivNetGenerator(Small);
        Golden.Open("univnet_generator_small").LoadWeights(generator);
        golden.AssertClose("out/audio", generator.Infer(golden["in/c"], golden["in/mel_lens"], golden["in/z"]));
    }

    [Fact]
    public void Generator_DefaultConfigWithFormulaWeights_GivesGoldenSound()
    {
        var golden = Golden.Open("univnet_generator_default");
        using var scope = NewDisposeScope();
        using var generator = new UnivNetGenerator(new());
        Assert.Equal(
            golden.Manifest["n_params"]!.GetValue<long>(),
            generator.parameters().Sum(parameter => parameter.numel())
        );
        FormulaWeights.Fill(generator, golden.Manifest);
        golden.AssertClose("out/audio", generator.call(golden["in/c"], golden["in/z"]));
    }
}
