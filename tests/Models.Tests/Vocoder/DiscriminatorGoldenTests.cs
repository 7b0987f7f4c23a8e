using TorchSharp;
using VoiceSmith.Models.Layers;
using VoiceSmith.Models.Vocoder.Discriminators;
using VoiceSmith.Testing;
using static TorchSharp.torch;

namespace VoiceSmith.Models.Tests.Vocoder;

public sealed class DiscriminatorGoldenTests
{
    [Theory]
    [InlineData("univnet_disc_r_1024", 1024, 120, 600)]
    [InlineData("univnet_disc_r_512", 512, 50, 240)]
    public void ResolutionDiscriminator_GoldenSound_GivesGoldenScore(string name, int fft, int hop, int window)
    {
        var golden = Golden.Open(name);
        using var scope = NewDisposeScope();
        using var discriminator = new ResolutionDiscriminator(new(fft, hop, window), WeightLayout.Parametrized);
        golden.LoadWeights(discriminator);
        golden.AssertClose("out/spec", discriminator.Spectrogram(golden["in/x"]));
        var judgement = discriminator.call(golden["in/x"]);
        golden.AssertClose("out/score", judgement.Score);
        golden.AssertClose("out/fmap0_mean", Means(judgement));
        golden.AssertClose("out/fmap_last", judgement.Features[^1]);
    }

    [Fact]
    public void ResolutionDiscriminators_GoldenSound_GiveGoldenScores()
    {
        var golden = Golden.Open("univnet_mrd");
        using var scope = NewDisposeScope();
        using var discriminators = new MultiResolutionDiscriminator();
        golden.LoadWeights(discriminators);
        AssertJudgements(golden, discriminators.call(golden["in/x"]));
    }

    [Fact]
    public void PeriodDiscriminators_UnivNetFormulaWeights_GiveGoldenScores()
    {
        var golden = Golden.Open("univnet_mpd");
        using var scope = NewDisposeScope();
        using var discriminators = new MultiPeriodDiscriminator(PeriodDiscriminatorConfig.UnivNet);
        FormulaWeights.Fill(discriminators, golden.Manifest);
        var judgements = discriminators.call(golden["in/x"]);
        AssertJudgements(golden, judgements);
        for (var i = 0; i < judgements.Count; i++)
            golden.AssertClose($"out/fmap0_{i}", judgements[i].Features[0].narrow(1, 0, 8));
    }

    [Fact]
    public void PeriodDiscriminators_HiFiGanFormulaWeights_GiveGoldenScores()
    {
        var golden = Golden.Open("hifigan_mpd");
        using var scope = NewDisposeScope();
        using var discriminators = new MultiPeriodDiscriminator(PeriodDiscriminatorConfig.HiFiGan);
        FormulaWeights.Fill(discriminators, golden.Manifest);
        AssertHiFiGan(golden, discriminators.call(golden["in/y"]), discriminators.call(golden["in/yh"]));
    }

    [Fact]
    public void ScaleDiscriminators_FormulaWeights_GiveGoldenScores()
    {
        var golden = Golden.Open("hifigan_msd");
        var buffers = Golden.Open("hifigan_msd_buffers");
        using var scope = NewDisposeScope();
        using var discriminators = new MultiScaleDiscriminator();
        FormulaWeights.Fill(discriminators, golden.Manifest);
        foreach (var (key, buffer) in discriminators.named_buffers())
            buffer.copy_(buffers[buffers.Keys.Single(stored => stored.EndsWith(key, StringComparison.Ordinal))]);
        discriminators.eval();
        AssertHiFiGan(golden, discriminators.call(golden["in/y"]), discriminators.call(golden["in/yh"]));
    }

    [Fact]
    public void SpectralNorm_Training_ConvergesToALargestSingularValueOfOne()
    {
        using var scope = NewDisposeScope();
        using var convolution = new NormedConv1d(new(4, 6, 3), WeightLayout.Spectral);
        convolution.train();
        for (var i = 0; i < 200; i++)
            convolution.Weight();
        convolution.eval();
        Assert.Equal(1, linalg.svdvals(convolution.Weight().flatten(1))[0].item<float>(), 3);
    }

    private static void AssertJudgements(Golden golden, IReadOnlyList<Judgement> judgements)
    {
        for (var i = 0; i < judgements.Count; i++)
        {
            golden.AssertClose($"out/score{i}", judgements[i].Score);
            golden.AssertClose($"out/fmap_means{i}", Means(judgements[i]));
            golden.AssertClose(
                $"out/fmap_shapes{i}",
                tensor(judgements[i].Features.SelectMany(feature => feature.shape).ToArray())
                    .view(judgements[i].Features.Count, -1),
                floor: 0,
                relative: 0
            );
        }
    }

    private static void AssertHiFiGan(Golden golden, IReadOnlyList<Judgement> real, IReadOnlyList<Judgement> fake)
    {
        for (var i = 0; i < real.Count; i++)
        {
            golden.AssertClose($"out/real{i}", real[i].Score);
            golden.AssertClose($"out/fake{i}", fake[i].Score);
            golden.AssertClose($"out/fmap_real_means{i}", Means(real[i]));
        }
    }

    private static Tensor Means(Judgement judgement) => stack(judgement.Features.Select(feature => feature.mean()));
}
