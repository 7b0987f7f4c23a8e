using VoiceSmith.Audio;
using VoiceSmith.Streaming.Utterances;
using static TorchSharp.torch;

namespace VoiceSmith.Streaming;

/// <summary>Speech of a voice for the sentences of its trial.</summary>
/// <param name="Seconds">Of sound.</param>
/// <param name="Elapsed">Seconds that it took.</param>
/// <param name="Words">Spoken.</param>
/// <param name="Loudness">LUFS.</param>
/// <param name="Voiced">Share of mel frames that have a pitch.</param>
/// <param name="Sounds">Mean log-mel of each phoneme symbol, less the mean of them all.</param>
internal sealed record VoiceTrial(
    double Seconds,
    double Elapsed,
    int Words,
    double Loudness,
    double Voiced,
    IReadOnlyDictionary<string, float[]> Sounds
)
{
    /// <summary>Computing time per second of sound.</summary>
    public double RealTimeFactor => Elapsed / Seconds;

    public static VoiceTrial Of(AudioClip clip, IReadOnlyList<PhonemeStarted> phonemes, int words, double elapsed)
    {
        var config = new MelConfig { SampleRate = clip.SampleRate };
        var pitch = new PitchTracker(new() { SampleRate = clip.SampleRate, HopLength = config.HopLength }).Track(
            clip.Samples
        );
        using var scope = NewDisposeScope();
        using var extractor = new MelSpectrogram(config);
        // [frame, band]
        var mel = extractor.call(tensor(clip.Samples).unsqueeze(0)).squeeze(0).transpose(0, 1).contiguous();
        var frames = mel.data<float>().ToArray().Chunk(config.Bands).ToArray();
        var means = phonemes
            .GroupBy(phoneme => phoneme.Symbol)
            .Where(group => group.Key.Any(char.IsLetter))
            .ToDictionary(
                group => group.Key,
                group => Mean(config.Bands, group.SelectMany(phoneme => FramesOf(phoneme, frames, config.HopLength)))
            );
        var whole = Mean(config.Bands, means.Values);
        return new(
            clip.Duration.TotalSeconds,
            elapsed,
            words,
            Audio.Loudness.IntegratedLufs(clip),
            pitch.Count(hz => hz > 0) / (double)Math.Max(1, pitch.Length),
            means.ToDictionary(mean => mean.Key, mean => mean.Value.Zip(whole, (one, all) => one - all).ToArray())
        );
    }

    /// <summary>Correlation of how the sounds differ from each other, over the sounds that both made.</summary>
    public double AgreementWith(VoiceTrial other)
    {
        double both = 0,
            mine = 0,
            theirs = 0;
        foreach (var (symbol, sound) in Sounds)
            if (other.Sounds.TryGetValue(symbol, out var another))
                foreach (var (one, two) in sound.Zip(another))
                    (both, mine, theirs) = (both + one * two, mine + one * one, theirs + two * two);
        return both / Math.Sqrt(mine * theirs + 1e-12);
    }

    private static IEnumerable<float[]> FramesOf(PhonemeStarted phoneme, float[][] frames, int hop)
    {
        var (first, last) = ((int)(phoneme.FirstSample / hop), (int)((phoneme.FirstSample + phoneme.Samples) / hop));
        return frames.Take(Math.Min(last, frames.Length)).Skip(first);
    }

    private static float[] Mean(int bands, IEnumerable<float[]> frames)
    {
        var (sum, count) = (new float[bands], 0);
        foreach (var frame in frames)
        {
            for (var band = 0; band < bands; band++)
                sum[band] += frame[band];
            count++;
        }
        return [.. sum.Select(value => value / Math.Max(1, count))];
    }
}
