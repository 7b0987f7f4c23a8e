using TorchSharp;
using VoiceSmith.Models.Acoustic;
using VoiceSmith.Testing;
using static TorchSharp.torch;

namespace VoiceSmith.Audio.Tests;

public sealed class GoldenTests
{
    [Theory]
    [InlineData("bsconv1d")]
    [InlineData("hifigan_generator_small")]
    [InlineData("univnet_lvc_block")]
    public void FormulaWeights_StoredWeights_AreThose(string name)
    {
        using var scope = NewDisposeScope();
        var golden = Golden.Open(name);
        var keys = golden.Keys.Where(key => key.StartsWith("weights/", StringComparison.Ordinal)).ToArray();
        Assert.NotEmpty(keys);
        foreach (var key in keys)
        {
            var stored = golden[key];
            if (stored.dtype == ScalarType.Float32 && stored.numel() > 1)
                Assert.True(
                    FormulaWeights
                        .Values(key["weights/".Length..], stored.shape)
                        .AsSpan()
                        .SequenceEqual(golden.Floats(key)),
                    key
                );
        }
    }

    [Theory]
    [InlineData(5, 12, 1, "p5_m12")]
    [InlineData(30, 100, 1, "p30_m100")]
    [InlineData(9, 9, 1, "p9_m9")]
    [InlineData(7, 20, 0.5, "p7_m20_s05")]
    public void BetaBinomialPrior_GoldenSizes_GivesGoldenPriors(int phonemes, int frames, double scale, string name)
    {
        using var scope = NewDisposeScope();
        Golden
            .Open("audio_beta_binomial")
            .AssertClose(
                "out/" + name,
                BetaBinomialPrior.Compute(phonemes, frames, scale, compat: true).t(),
                floor: 1e-7
            );
        Assert.True(BetaBinomialPrior.Compute(phonemes, frames, scale).sum(dim: 0).allclose(ones(frames)));
    }

    [Fact]
    public void BetaBinomialPrior_OnePhonemeAndLongSentence_IsFinite()
    {
        using var scope = NewDisposeScope();
        Assert.True(BetaBinomialPrior.Compute(1, 3).eq(1).all().item<bool>());
        Assert.True(BetaBinomialPrior.Compute(300, 3000).sum(dim: 0).allclose(ones(3000), 1e-4, 1e-5));
    }
}
