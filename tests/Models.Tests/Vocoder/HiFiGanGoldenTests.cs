using VoiceSmith.Models.Layers;
using VoiceSmith.Models.Vocoder.HiFiGan;
using VoiceSmith.Testing;
using static TorchSharp.torch;

namespace VoiceSmith.Models.Tests.Vocoder;

public sealed class HiFiGanGoldenTests
{
    [Fact]
    public void Generator_SmallGolden_GivesGoldenSound()
    {
        var golden = Golden.Open("hifigan_generator_small");
        using var scope = NewDisposeScope();
        using var generator = new HiFiGanGenerator(new() { Channels = 32 });
        golden.LoadWeights(generator);
        golden.AssertClose("out/audio", generator.call(golden["in/mel"]));
        NormedConvolution.FoldAll(generator);
        golden.AssertClose("out/audio", generator.call(golden["in/mel"]));
    }

    [Fact]
    public void Generator_DefaultConfigWithFormulaWeights_GivesGoldenSound()
    {
        var golden = Golden.Open("hifigan_generator_default");
        using var scope = NewDisposeScope();
        using var generator = new HiFiGanGenerator(new());
        Assert.Equal(
            golden.Manifest["n_params"]!.GetValue<long>(),
            generator.parameters().Sum(parameter => parameter.numel())
        );
        FormulaWeights.Fill(generator, golden.Manifest);
        golden.AssertClose("out/audio", generator.call(golden["in/mel"]));
    }
}
