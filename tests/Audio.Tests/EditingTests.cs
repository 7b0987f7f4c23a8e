using CsCheck;

namespace VoiceSmith.Audio.Tests;

public sealed class EditingTests
{
    [Fact]
    public void Trim_SpeechInSilence_KeepsItWithItsMargin()
    {
        var sound = Sounds.Noise(1, 22050, amplitude: 1e-4);
        Sounds.Sine(300, 22050, 8820).CopyTo(sound, 6615);
        var (start, length) = Silence.Bounds(
            new AudioClip(sound, 22050),
            thresholdDb: 45,
            keep: TimeSpan.FromMilliseconds(50)
        );
        Assert.InRange(start, 6615 - 1103 - 221, 6615 - 1103);
        Assert.InRange(start + length, 15435 + 1102, 15435 + 1102 + 221);
        Assert.Equal(length, Silence.Trim(new AudioClip(sound, 22050), 45, TimeSpan.FromMilliseconds(50)).Length);
    }

    [Fact]
    public void Trim_SilenceOrLoudThroughout_KeepsAll()
    {
        var silent = new AudioClip(new float[5000], 22050);
        Assert.Equal((0, 5000), Silence.Bounds(silent, 45, TimeSpan.Zero));
        var loud = new AudioClip(Sounds.Noise(1, 5001), 22050);
        Assert.Equal((0, 5001), Silence.Bounds(loud, 45, TimeSpan.FromSeconds(1)));
        Assert.Equal((0, 0), Silence.Bounds(new AudioClip([], 22050), 45, TimeSpan.Zero));
    }

    [Fact]
    public void Peak_Normalize_ReachesThePeakAndLeavesSilence()
    {
        Assert.Equal(1f, Peak.Of(Peak.Normalize(new AudioClip([0.1f, -0.5f], 22050)).Samples));
        Assert.Equal([0f, 0f], Peak.Normalize(new AudioClip([0f, 0f], 22050)).Samples);
    }

    [Fact]
    public void Blend_EqualSounds_ChangesNothingAndElsewhereStaysBetween() =>
        Gen.Select(Gen.Int[0, 300], Gen.Int)
            .Sample(
                (length, seed) =>
                {
                    var (a, b) = (Sounds.Noise(seed, length), Sounds.Noise(seed + 1, length));
                    var same = new float[length];
                    Crossfade.Blend(a, a, same);
                    Assert.Equal(a, same);
                    Crossfade.Blend(a, b, b.AsSpan());
                    for (var i = 0; i < length; i++)
                        Assert.InRange(b[i], -0.5f, 0.5f);
                },
                iter: 50
            );

    [Fact]
    public void Pcm16_EveryValue_SurvivesTheRoundTrip()
    {
        for (int value = short.MinValue; value <= short.MaxValue; value++)
            Assert.Equal(value, Pcm16.FromFloat(Pcm16.ToFloat((short)value)));
        Assert.Equal(short.MaxValue, Pcm16.FromFloat(1));
        Assert.Equal(short.MinValue, Pcm16.FromFloat(-1.5f));
        Assert.Equal(0, Pcm16.FromFloat(float.NaN));
        Assert.Equal(
            [1, -1, 2, -2],
            new[] { 0.9f, -0.9f, 1.6f, -1.6f }.Select(steps => Pcm16.FromFloat(steps / 32768))
        );
    }

    [Fact]
    public void AudioFormat_DurationsAndSamples_AgreeWithTheRate()
    {
        var format = new AudioFormat(22050);
        Assert.Equal(TimeSpan.FromSeconds(2), format.DurationOf(44100));
        Assert.Equal(882, format.SamplesIn(TimeSpan.FromMilliseconds(40)));
        Assert.Equal(2, format.BytesPerSample);
    }
}
