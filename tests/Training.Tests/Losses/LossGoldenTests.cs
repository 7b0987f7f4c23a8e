using System.Globalization;
using System.Text.Json.Nodes;
using TorchSharp;
using VoiceSmith.Models.Vocoder.Discriminators;
using VoiceSmith.Testing;
using VoiceSmith.Training.Losses;
using VoiceSmith.Training.Optimization;
using static TorchSharp.torch;

namespace VoiceSmith.Training.Tests.Losses;

public sealed class LossGoldenTests
{
    [Fact]
    public void StructuralSimilarity_GoldenImages_GivesGoldenLosses()
    {
        var golden = Golden.Open("ssim");
        using var scope = NewDisposeScope();
        golden.AssertClose("out/a", StructuralSimilarity.Loss(golden["in/x"], golden["in/y"]).view(1));
        golden.AssertClose("out/same", StructuralSimilarity.Loss(golden["in/x"], golden["in/x"]).view(1));
        golden.AssertClose("out/big", StructuralSimilarity.Loss(golden["in/bx"], golden["in/by"]).view(1));
    }

    [Fact]
    public void StructuralSimilarity_TooSmall_Throws() =>
        Assert.Throws<ArgumentException>(() => StructuralSimilarity.Loss(zeros(1, 1, 80, 10), zeros(1, 1, 80, 10)));

    [Fact]
    public void SpectralAndWaveformLosses_GoldenSounds_GiveGoldenValues()
    {
        var golden = Golden.Open("loss_stft");
        using var scope = NewDisposeScope();
        var (fake, real) = (golden["in/fake"], golden["in/real"]);
        foreach (var resolution in SpectralResolution.UnivNet)
        {
            var (convergence, magnitude) = SpectralLoss.Compute(fake.squeeze(1), real.squeeze(1), resolution);
            golden.AssertClose($"out/sc_{resolution.FftSize}", convergence.view(1));
            golden.AssertClose($"out/mag_{resolution.FftSize}", magnitude.view(1));
        }
        golden.AssertClose(
            "out/stft_mag_1024",
            SpectralLoss.Magnitude(fake.squeeze(1), SpectralResolution.UnivNet[0]).narrow(0, 0, 1)
        );
        var mean = SpectralLoss.Compute(fake.squeeze(1), real.squeeze(1), SpectralResolution.UnivNet);
        golden.AssertClose("out/mr_sc", mean.Convergence.view(1));
        golden.AssertClose("out/mr_mag", mean.LogMagnitude.view(1));
        golden.AssertClose("out/esr", WaveformLoss.ErrorToSignal(fake, real).view(1));
        golden.AssertClose("out/snr", WaveformLoss.NoiseToSignalDb(fake, real).view(1));
    }

    [Fact]
    public void UnivNetLoss_GoldenSounds_GivesGoldenTerms()
    {
        var golden = Golden.Open("loss_univnet");
        using var scope = NewDisposeScope();
        using var discriminator = new UnivNetDiscriminator();
        FormulaWeights.Fill(discriminator, golden.Manifest);
        var (fake, real) = (golden["in/fake"], golden["in/real"]);
        var (ofFake, ofReal) = (discriminator.call(fake), discriminator.call(real));
        var terms = UnivNetLoss.Generator(fake, real, ofFake);
        golden.AssertClose("out/total_gen", terms.Total.view(1));
        golden.AssertClose("out/score", terms.Score.view(1));
        golden.AssertClose("out/stft", terms.Spectral.view(1));
        golden.AssertClose("out/esr", terms.ErrorToSignal.view(1));
        golden.AssertClose("out/snr", terms.NoiseToSignal.view(1));
        golden.AssertClose("out/total_disc", UnivNetLoss.Discriminator(ofFake, ofReal).view(1));
    }

    [Fact]
    public void HiFiGanLoss_GoldenScores_GivesGoldenValues()
    {
        var golden = Golden.Open("loss_hifigan");
        using var scope = NewDisposeScope();
        Judgement Of(string name) => new([golden["in/" + name]], golden["in/" + name]);
        Judgement[] real = [Of("a"), Of("b")],
            fake = [Of("c"), Of("d")];
        golden.AssertClose("out/disc_loss", HiFiGanLoss.Discriminator(fake, real).view(1));
        golden.AssertClose("out/gen_loss", HiFiGanLoss.Score(fake).view(1));
        golden.AssertClose("out/fm_loss", HiFiGanLoss.Features(fake, real).view(1));
    }

    [Fact]
    public void LegacyLearningRates_GoldenSteps_GiveGoldenRates()
    {
        var golden = JsonNode.Parse(File.ReadAllText(Golden.Locate("legacy_schedulers.json")))!.AsObject();
        foreach (var (step, rates) in golden)
        {
            var number = long.Parse(step, CultureInfo.InvariantCulture);
            Assert.Equal(
                rates!["pretrain_noam"]!.GetValue<double>(),
                LegacyLearningRates.Pretraining(hidden: 512, 300_000, 400_000, 500_000)(number),
                1e-15
            );
            Assert.Equal(rates["finetune_exp"]!.GetValue<double>(), LegacyLearningRates.FineTuning(number), 1e-15);
        }
    }
}
