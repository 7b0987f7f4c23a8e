using CsCheck;

namespace VoiceSmith.Audio.Tests;

public sealed class ResamplerTests
{
    [Theory]
    [InlineData(16000, 22050)]
    [InlineData(44100, 22050)]
    [InlineData(48000, 22050)]
    [InlineData(22050, 48000)]
    [InlineData(22050, 8000)]
    [InlineData(22051, 22050)]
    public void Resample_SineInThePassBand_KeepsItsShape(int from, int to)
    {
        var nyquist = Math.Min(from, to) / 2.0;
        foreach (var part in new[] { 0.01, 0.3, 0.6, 0.9 })
        {
            var output = Resampler.Resample(Sounds.Sine(part * nyquist, from, from / 4), from, to);
            var ideal = Sounds.Sine(part * nyquist, to, output.Length);
            var difference = Middle(output).ToArray().Zip(Middle(ideal).ToArray(), (a, b) => a - b).ToArray();
            Assert.True(Sounds.Rms(difference) < 1e-4, $"{part}: {Sounds.Rms(difference)}");
        }
    }

    [Theory]
    [InlineData(44100, 22050)]
    [InlineData(48000, 22050)]
    [InlineData(22050, 8000)]
    public void Resample_SineAboveTheNewNyquist_VanishesBy90Decibels(int from, int to)
    {
        foreach (var part in new[] { 1.001, 1.05, 1.2, 1.5 })
        {
            var hz = part * to / 2;
            if (hz < from / 2.0)
                Assert.True(
                    Sounds.Rms(Middle(Resampler.Resample(Sounds.Sine(hz, from, from / 4), from, to)))
                        < 0.5 / Math.Sqrt(2) * 3e-5
                );
        }
    }

    [Fact]
    public void Process_AnyChunks_EqualsTheWhole() =>
        Gen.Select(
                Rate(8000, 16000, 44100, 48000, 22050, 11025),
                Rate(22050, 48000, 24000, 8000),
                Gen.Int[0, 700].Array[1, 8]
            )
            .Sample(
                (from, to, sizes) =>
                {
                    var sound = Sounds.Noise(3, sizes.Sum());
                    var resampler = new Resampler(from, to);
                    for (var round = 0; round < 2; round++)
                    {
                        var (output, at) = (new List<float>(), 0);
                        foreach (var size in sizes)
                        {
                            output.AddRange(resampler.Process(sound.AsSpan(at, size)));
                            at += size;
                        }
                        output.AddRange(resampler.Flush());
                        var whole = new Resampler(from, to);
                        Assert.Equal([.. whole.Process(sound), .. whole.Flush()], output);
                        Assert.Equal(((long)sound.Length * to + from - 1) / from, output.Count);
                    }
                },
                iter: 60
            );

    [Fact]
    public void Resample_Constant_StaysConstant()
    {
        var output = Resampler.Resample(Enumerable.Repeat(0.5f, 4000).ToArray(), 16000, 22050);
        Assert.All(Middle(output).ToArray(), sample => Assert.Equal(0.5f, sample, 1e-5f));
    }

    private static Gen<int> Rate(params int[] rates) => Gen.Int[0, rates.Length - 1].Select(i => rates[i]);

    private static ReadOnlySpan<float> Middle(ReadOnlySpan<float> samples) =>
        samples[(samples.Length / 4)..(samples.Length * 3 / 4)];
}
