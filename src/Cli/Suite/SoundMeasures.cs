using VoiceSmith.Audio;

namespace VoiceSmith.Cli.Suite;

/// <summary>Measures of speech that need no text.</summary>
internal static class SoundMeasures
{
    private const double StepSeconds = 0.01,
        SilentDb = 40,
        ShortestPause = 0.15;

    /// <summary>Loudness, F0, pauses, clipping, silence at the ends, by name.</summary>
    /// <param name="clip">Mono.</param>
    public static Dictionary<string, double> Of(AudioClip clip)
    {
        var f0 = new PitchTracker(new PitchConfig(clip.SampleRate))
            .Track(clip.Samples)
            .Where(hz => hz > 0)
            .Select(hz => (double)hz)
            .Order()
            .ToArray();
        double At(double share) => f0.Length == 0 ? double.NaN : f0[(int)(share * (f0.Length - 1))];
        var (start, length) = Silence.Bounds(clip, SilentDb, TimeSpan.Zero);
        var pauses = Pauses(clip, start, length).ToArray();
        return new()
        {
            ["loudness LUFS"] = Loudness.IntegratedLufs(clip),
            ["F0 Hz"] = At(0.5),
            ["F0 range st"] = 12 * Math.Log2(At(0.95) / At(0.05)),
            ["pauses"] = pauses.Length,
            ["pause s"] = pauses.Sum(),
            ["silence at ends s"] = (clip.Length - length) / (double)clip.SampleRate,
            ["clipped"] = Clipping.Share(clip),
        };
    }

    /// <summary>
    /// Seconds of each silence within speech: at least 150 ms that are 40 dB below the loudest 10 ms.
    /// </summary>
    private static IEnumerable<double> Pauses(AudioClip clip, int start, int length)
    {
        var powers = clip
            .Samples.Skip(start)
            .Take(length)
            .Chunk((int)(StepSeconds * clip.SampleRate))
            .Select(piece => piece.Sum(sample => (double)sample * sample) / piece.Length)
            .ToArray();
        var threshold = powers.DefaultIfEmpty().Max() * Math.Pow(10, -SilentDb / 10);
        for (var (i, run) = (0, 0); i <= powers.Length; i++)
        {
            if (i < powers.Length && powers[i] <= threshold)
            {
                run++;
                continue;
            }
            if (run * StepSeconds >= ShortestPause)
                yield return run * StepSeconds;
            run = 0;
        }
    }
}
