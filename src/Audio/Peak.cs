namespace VoiceSmith.Audio;

/// <summary>The greatest sample, sign aside.</summary>
public static class Peak
{
    /// <summary>Of samples; 0 if there are none.</summary>
    public static float Of(ReadOnlySpan<float> samples)
    {
        var peak = 0f;
        foreach (var sample in samples)
            peak = Math.Max(peak, Math.Abs(sample));
        return peak;
    }

    /// <summary>The clip scaled so that its peak is <paramref name="peak"/>. Silence stays silence.</summary>
    public static AudioClip Normalize(AudioClip clip, float peak = 1)
    {
        var found = Of(clip.Samples);
        return found == 0
            ? clip
            : new([.. clip.Samples.Select(sample => sample / found * peak)], clip.SampleRate, clip.Channels);
    }
}
