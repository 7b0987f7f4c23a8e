using VoiceSmith.Testing;

namespace VoiceSmith.Audio.Tests;

public sealed class YinTests
{
    private static readonly YinConfig Config = new();

    [Theory]
    [InlineData("syn")]
    [InlineData("real")]
    public void Track_GoldenSound_GivesGoldenF0(string sound)
    {
        var golden = Golden.Open("audio_yin");
        var track = new Yin(Config).Track(golden.Floats($"in/{sound}"));
        Assert.Equal(golden.Doubles($"out/{sound}_f0"), track.F0Hz);
        Assert.Equal(golden.Doubles($"out/{sound}_argmin"), track.BestHz);
        Close(golden.Doubles($"out/{sound}_harmonic"), track.Aperiodicity);
        Close(golden.Doubles($"out/{sound}_f0_interp"), F0Contour.FillUnvoiced(track.F0Hz));
        Assert.Equal(golden.Doubles($"out/{sound}_uv"), track.F0Hz.Select(hz => hz == 0 ? 1.0 : 0));
    }

    [Fact]
    public void Difference_GoldenFrame_GivesGoldenValues()
    {
        var golden = Golden.Open("audio_yin");
        var padded = ReflectPadding.Extend(golden.Floats("in/syn"), 384);
        double[] frame = [.. padded.Skip(20 * 256).Take(1024).Select(sample => (double)sample)];
        var yin = new Yin(Config);
        Close(golden.Doubles("out/frame20_difference"), yin.Difference(frame));
        Close(golden.Doubles("out/frame20_cmndf"), yin.NormalizedDifference(frame));
    }

    [Fact]
    public void FillUnvoiced_GoldenContours_GivesGoldenLines()
    {
        var golden = Golden.Open("audio_norm_interp");
        for (var i = 0; i < 3; i++)
            Assert.Equal(golden.Doubles($"out/o{i}"), F0Contour.FillUnvoiced(golden.Doubles($"in/i{i}")));
    }

    [Fact]
    public void FillUnvoiced_NoFrames_IsEmpty() => Assert.Empty(F0Contour.FillUnvoiced([]));

    private static void Close(double[] expected, double[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
            Assert.InRange(Math.Abs(actual[i] - expected[i]), 0, 1e-9 + 1e-9 * Math.Abs(expected[i]));
    }
}
