namespace VoiceSmith.Audio;

/// <summary>Finds sound that was cut off at full scale.</summary>
public static class Clipping
{
    private const float Full = 0.985f;
    private const int ShortestRun = 3; // a peak may touch full scale for a sample or two by itself

    /// <summary>The share of samples, 0 to 1, that lie at full scale three or more in a row.</summary>
    /// <param name="clip">
    /// As it was recorded: filtering and resampling hide what was cut. Channels count together.
    /// </param>
    public static double Share(AudioClip clip)
    {
        long clipped = 0;
        for (var channel = 0; channel < clip.Channels; channel++)
        {
            var run = 0;
            for (var i = channel; i < clip.Samples.Length; i += clip.Channels)
            {
                run = Math.Abs(clip.Samples[i]) >= Full ? run + 1 : 0;
                clipped +=
                    run == ShortestRun ? ShortestRun
                    : run > ShortestRun ? 1
                    : 0;
            }
        }
        return clipped / (double)Math.Max(1, clip.Samples.Length);
    }
}
