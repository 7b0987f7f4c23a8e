namespace VoiceSmith.Audio;

/// <summary>Finds the silence before and after speech.</summary>
public static class Silence
{
    private const double StepSeconds = 0.01;

    /// <summary>The part of a recording that is not silence at its ends.</summary>
    /// <param name="clip">Any channels.</param>
    /// <param name="thresholdDb">
    /// Pieces of 10 ms this far below the loudest one, or more, count as silent; positive.
    /// </param>
    /// <param name="keep">Silence kept at each end, where there is as much.</param>
    /// <returns>
    /// First sample and samples (of each channel) of the part; all of the clip if it is silent throughout.
    /// </returns>
    public static (int Start, int Length) Bounds(AudioClip clip, double thresholdDb, TimeSpan keep)
    {
        var step = Math.Max(1, (int)(StepSeconds * clip.SampleRate));
        var powers = clip
            .Samples.Chunk(step * clip.Channels)
            .Select(piece => piece.Sum(sample => (double)sample * sample) / piece.Length)
            .ToArray();
        var threshold = powers.DefaultIfEmpty().Max() * Math.Pow(10, -thresholdDb / 10);
        if (threshold == 0)
            return (0, clip.Length);
        var margin = keep.TotalSeconds * clip.SampleRate;
        var start = (int)Math.Max(0, Array.FindIndex(powers, power => power > threshold) * step - margin);
        var end = (int)
            Math.Min(clip.Length, (Array.FindLastIndex(powers, power => power > threshold) + 1) * step + margin);
        return (start, end - start);
    }

    /// <summary>The clip without the silence at its ends, as <see cref="Bounds"/> finds it.</summary>
    public static AudioClip Trim(AudioClip clip, double thresholdDb, TimeSpan keep)
    {
        var (start, length) = Bounds(clip, thresholdDb, keep);
        return new(
            clip.Samples.AsSpan(start * clip.Channels, length * clip.Channels).ToArray(),
            clip.SampleRate,
            clip.Channels
        );
    }
}
