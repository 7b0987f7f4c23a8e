namespace VoiceSmith.Audio.Tests;

public sealed class LoudnessTests
{
    /// <summary>
    /// The compliance signals of EBU Tech 3341: a 1 kHz sine on both channels is as loud as its peak in dBFS says.
    /// </summary>
    [Theory]
    [InlineData(48000, -23)]
    [InlineData(22050, -23)]
    [InlineData(44100, -33)]
    public void IntegratedLufs_StereoSine_IsItsLevel(int rate, double level) =>
        Assert.Equal(level, Loudness.IntegratedLufs(Stereo(rate, (20, level))), 0.1);

    [Fact]
    public void IntegratedLufs_QuietParts_AreGatedOut()
    {
        Assert.Equal(-23, Loudness.IntegratedLufs(Stereo(22050, (10, -36), (60, -23), (10, -36))), 0.1);
        Assert.Equal(
            -23,
            Loudness.IntegratedLufs(Stereo(22050, (10, -72), (10, -36), (60, -23), (10, -36), (10, -72))),
            0.1
        );
    }

    [Fact]
    public void IntegratedLufs_MonoFullScaleSine_IsThreeBelowZero() =>
        Assert.Equal(-3.01, Loudness.IntegratedLufs(new AudioClip(Sounds.Sine(997, 48000, 48000 * 3, 1), 48000)), 0.05);

    [Fact]
    public void IntegratedLufs_SilenceOrNothing_IsMinusInfinity()
    {
        Assert.Equal(double.NegativeInfinity, Loudness.IntegratedLufs(new AudioClip(new float[22050], 22050)));
        Assert.Equal(double.NegativeInfinity, Loudness.IntegratedLufs(new AudioClip([], 22050)));
    }

    [Fact]
    public void IntegratedLufs_ShorterThanABlock_IsOneBlock() =>
        Assert.Equal(-3.01, Loudness.IntegratedLufs(new AudioClip(Sounds.Sine(997, 48000, 9600, 1), 48000)), 0.2);

    [Fact]
    public void Normalize_QuietSpeech_ReachesTheLoudnessOrThePeak()
    {
        var clip = new AudioClip(Sounds.Sine(997, 22050, 22050 * 2, 0.01), 22050);
        Assert.Equal(-23, Loudness.IntegratedLufs(Loudness.Normalize(clip, -23)), 0.05);
        Assert.Equal(0.9f, Peak.Of(Loudness.Normalize(clip, 0, maxPeak: 0.9).Samples), 1e-4f);
        var silent = new AudioClip(new float[1000], 22050);
        Assert.Same(silent, Loudness.Normalize(silent, -23));
    }

    private static AudioClip Stereo(int rate, params (double Seconds, double LevelDb)[] parts)
    {
        var mono = parts.SelectMany(part =>
            Sounds.Sine(1000, rate, (int)(part.Seconds * rate), Math.Pow(10, part.LevelDb / 20))
        );
        return new([.. mono.SelectMany(sample => new[] { sample, sample })], rate, 2);
    }
}
