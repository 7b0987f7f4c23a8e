using CsCheck;
using TorchSharp;
using VoiceSmith.Models.Acoustic;
using VoiceSmith.Testing;
using static TorchSharp.torch;

namespace VoiceSmith.Models.Tests.Acoustic;

public sealed class DecoderNoiseTests : IDisposable
{
    private readonly Voice _voice = TinyVoice.Create(config: TinyVoice.Noisy);

    [Fact]
    public void DecodeNext_AnyChunking_EqualsWhole() =>
        Gen.Select(Gen.Int[1, 40], Gen.Int[1, 100].Array[1, 5], Gen.ULong)
            .Sample(
                (count, sizes, seed) =>
                {
                    var whole = Decode(count, seed, [int.MaxValue / 4]);
                    Assert.Equal(whole, Decode(count, seed, sizes));
                },
                iter: 20
            );

    [Fact]
    public void DecodeNext_AnotherSeed_VariesTheMelByTheFactor()
    {
        double Difference(double factor)
        {
            using var voice = TinyVoice.Create(config: TinyVoice.Noisy with { SynthesisNoise = factor });
            return Decode(20, 1, [64], voice).Zip(Decode(20, 2, [64], voice), (a, b) => Math.Abs(a - b)).Average();
        }
        var (little, much) = (Difference(0.01), Difference(0.1));
        Assert.InRange(much / little, 5, 15);
    }

    [Fact]
    public void DecodeWhole_WithNoise_EqualsTheStream()
    {
        using var plan = _voice.Acoustic.Plan(TinyVoice.Phonemes(20), new() { Seed = 7 });
        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        var whole = _voice.Acoustic.DecodeWhole(plan).squeeze(0).contiguous().data<float>().ToArray();
        Assert.All(whole.Zip(Decode(20, 7, [16])), pair => Assert.Equal(pair.First, pair.Second, 2e-5));
    }

    [Fact]
    public void Of_OneSeed_IsSmoothNoiseOfVarianceOne()
    {
        const int frames = 20_000,
            channels = 4;
        var noise = DecoderNoise.Of(TinyVoice.Noisy with { SynthesisNoise = 2 }, seed: 5, frames);
        double Covariance(int channel, int lag) =>
            Enumerable
                .Range(0, frames - lag)
                .Average(i => noise[i * channels + channel] * noise[(i + lag) * channels + channel]) / 4;
        Assert.All(Enumerable.Range(0, channels), channel => Assert.InRange(Covariance(channel, 0), 0.9, 1.1));
        Assert.InRange(Covariance(0, 1), -0.05, 0.05); // white
        Assert.InRange(Covariance(channels - 1, 1), 0.6, 0.95); // slow
        Assert.InRange(Covariance(channels - 1, 2 * TinyVoice.Noisy.NoiseReach + 1), -0.06, 0.06);
        Assert.Equal(noise[..400], DecoderNoise.Of(TinyVoice.Noisy with { SynthesisNoise = 2 }, seed: 5, frames: 100));
    }

    [Fact]
    public void Smooth_InTraining_HasTheCovarianceOfSynthesis()
    {
        using var scope = NewDisposeScope();
        random.manual_seed(1);
        var noise = DecoderNoise.Smooth(randn(1, 20_000 + 6, 4), reach: 3).squeeze(0);
        var covariance = (noise.narrow(0, 1, 19_999) * noise.narrow(0, 0, 19_999)).mean([0]).data<float>().ToArray();
        Assert.InRange(covariance[0], -0.05, 0.05);
        Assert.InRange(covariance[3], 0.6, 0.95);
        Assert.All(noise.var([0]).data<float>().ToArray(), variance => Assert.InRange(variance, 0.9f, 1.1f));
    }

    [Fact]
    public void IsForTraining_OfTheNoiseInput_DependsOnSynthesis()
    {
        using var quiet = new AcousticModel(TinyVoice.Noisy with { SynthesisNoise = 0 });
        using var noisy = new AcousticModel(TinyVoice.Noisy);
        Assert.True(quiet.IsForTraining("noise_in.weight"));
        Assert.False(noisy.IsForTraining("noise_in.weight"));
        Assert.True(noisy.IsForTraining("aligner.key_proj1.weight"));
    }

    public void Dispose() => _voice.Dispose();

    private float[] Decode(int count, ulong seed, int[] sizes, Voice? voice = null)
    {
        var acoustic = (voice ?? _voice).Acoustic;
        using var plan = acoustic.Plan(TinyVoice.Phonemes(count), new() { Seed = seed });
        using var decoder = acoustic.NewDecoder(plan);
        var bands = acoustic.Config.MelBands;
        var frames = new List<float[]>();
        for (var i = 0; decoder.DecodeNext(sizes[i % sizes.Length]) is { } mel; i++)
            using (mel)
            using (var transposed = mel.transpose(0, 1).contiguous()) // [frame, band]
                frames.Add(transposed.data<float>().ToArray());
        var values = frames.SelectMany(part => part).ToArray();
        return [.. Enumerable.Range(0, values.Length).Select(i => values[i % plan.Frames * bands + i / plan.Frames])];
    }
}
