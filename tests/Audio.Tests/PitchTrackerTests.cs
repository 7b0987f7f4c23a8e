using CsCheck;
using TorchSharp;
using VoiceSmith.Testing;

namespace VoiceSmith.Audio.Tests;

public sealed class PitchTrackerTests
{
    private static readonly PitchConfig Config = new();

    [Fact]
    public void Track_GlidingVoice_FollowsItsF0() =>
        Gen.Select(Gen.Double[80, 350], Gen.Double[-0.7, 0.7], Gen.Int[0, 1000])
            .Sample(
                (startHz, octaves, seed) =>
                {
                    var within = Math.Clamp(
                        octaves,
                        Math.Log2(1.05 * Config.MinHz / startHz),
                        Math.Log2(0.95 * Config.MaxHz / startHz)
                    ); // of what it looks for
                    var (sound, truth) = Voice(startHz, within, seconds: 1.5, seed);
                    var f0Hz = new PitchTracker(Config).Track(sound);
                    Assert.Equal(new MelConfig().FrameCount(sound.Length), f0Hz.Length);
                    for (var frame = 8; frame < f0Hz.Length - 8; frame++)
                        Assert.InRange(
                            12 * Math.Log2(f0Hz[frame] / truth[frame * Config.HopLength + Config.HopLength / 2]),
                            -0.25,
                            0.25
                        );
                },
                iter: 15
            );

    [Fact]
    public void Track_SilenceAndNoise_AreUnvoiced()
    {
        var tracker = new PitchTracker(Config);
        Assert.All(tracker.Track(new float[22050]), hz => Assert.Equal(0, hz));
        var noise = tracker.Track(Sounds.Noise(1, 44100));
        Assert.InRange(noise.Count(hz => hz > 0), 0, noise.Length / 20);
    }

    [Fact]
    public void Track_VoiceBetweenSilences_TurnsOnAndOffWithinTwoFrames()
    {
        const int start = 40 * 256,
            length = 60 * 256;
        var sound = Sounds.Noise(2, 140 * 256, amplitude: 1e-4);
        var (voice, _) = Voice(180, 0.2, seconds: length / 22050.0 + 0.01, seed: 3);
        for (var i = 0; i < length; i++)
            sound[start + i] += voice[i];
        var voiced = new PitchTracker(Config).Track(sound).Select(hz => hz > 0).ToArray();
        Assert.InRange(Array.IndexOf(voiced, true), 38, 42);
        Assert.InRange(Array.LastIndexOf(voiced, true), 97, 101);
        Assert.All(voiced[42..97], Assert.True);
    }

    [Fact]
    public void Track_Quieter_IsTheSame()
    {
        var (sound, _) = Voice(120, 0.5, seconds: 1, seed: 4);
        var tracker = new PitchTracker(Config);
        var loud = tracker.Track(sound);
        var quiet = tracker.Track([.. sound.Select(sample => sample / 64)]);
        for (var frame = 0; frame < loud.Length; frame++)
            Assert.Equal(loud[frame], quiet[frame], loud[frame] * 1e-3);
    }

    [Fact]
    public void Track_Recordings_IsVoicedAsWomenSpeak()
    {
        var files = Directory
            .EnumerateFiles(SharedFolder.Require("corpus", "kathleen", "wavs"), "*.flac")
            .Order(StringComparer.Ordinal)
            .Take(3);
        foreach (var file in files)
        {
            var f0Hz = new PitchTracker(Config).Track(AudioDecoder.Read(file, Config.SampleRate).Samples);
            var voiced = f0Hz.Where(hz => hz > 0).Order().ToArray();
            Assert.InRange(voiced.Length, 0.35 * f0Hz.Length, 0.9 * f0Hz.Length);
            Assert.InRange(voiced[voiced.Length / 2], 120, 200);
        }
    }

    [Fact]
    public void Track_ManyTimes_LeavesNoTensorsBehind()
    {
        var (sound, _) = Voice(120, 0.5, seconds: 1, seed: 4);
        var tracker = new PitchTracker(Config);
        tracker.Track(sound);
        var before = DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;
        tracker.Track(sound);
        Assert.Equal(before, DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount);
    }

    /// <summary>
    /// A pulse train through three resonances, with some breath: F0 changes steadily by so many octaves.
    /// </summary>
    private static (float[] Sound, double[] F0Hz) Voice(double startHz, double octaves, double seconds, int seed)
    {
        const int rate = 22050;
        var f0Hz = Enumerable
            .Range(0, (int)(seconds * rate))
            .Select(i => startHz * Math.Pow(2, octaves * i / (seconds * rate)))
            .ToArray();
        var sound = Sounds.Noise(seed, f0Hz.Length, amplitude: 0.01).Select(sample => (double)sample).ToArray();
        for (var (i, phase) = (0, 0.0); i < f0Hz.Length; i++)
        {
            phase += f0Hz[i] / rate;
            for (var harmonic = 1; harmonic * f0Hz[i] < 5000; harmonic++)
                sound[i] += Math.Cos(2 * Math.PI * harmonic * phase) * 0.05;
        }
        foreach (var (hz, width) in new[] { (600.0, 80.0), (1200, 120), (2600, 180) })
        {
            var radius = Math.Exp(-Math.PI * width / rate);
            var (a1, a2) = (2 * radius * Math.Cos(2 * Math.PI * hz / rate), -radius * radius);
            for (var i = 2; i < sound.Length; i++)
                sound[i] = (1 - a1 - a2) * sound[i] + a1 * sound[i - 1] + a2 * sound[i - 2];
        }
        var peak = sound.Max(Math.Abs);
        return ([.. sound.Select(sample => (float)(sample / peak * 0.7))], f0Hz);
    }
}
