namespace VoiceSmith.Audio;

/// <summary>Loudness of recordings, and their normalisation to a common one.</summary>
/// <remarks>
/// Source: ITU-R BS.1770: K-weighted power over blocks of 400 ms every 100 ms, gated at −70 LUFS and at 10 below the
/// mean.
/// </remarks>
public static class Loudness
{
    private const double BlockSeconds = 0.4,
        StepSeconds = 0.1,
        AbsoluteGate = -70,
        RelativeGate = -10,
        Offset = -0.691;

    /// <summary>Integrated loudness.</summary>
    /// <param name="clip">Mono or stereo (channels count alike). A clip shorter than a block is one block.</param>
    /// <returns>LUFS; negative infinity if nothing passes the gate, as in silence.</returns>
    public static double IntegratedLufs(AudioClip clip)
    {
        var blocks = BlockPowers(clip);
        var audible = blocks.Where(power => Lufs(power) > AbsoluteGate).ToArray();
        if (audible.Length == 0)
            return double.NegativeInfinity;
        var gate = Lufs(audible.Average()) + RelativeGate;
        return Lufs(audible.Where(power => Lufs(power) > gate).Average());
    }

    /// <summary>
    /// The clip at the asked loudness, or quieter where its peak would pass the limit. Silence stays as it is.
    /// </summary>
    /// <param name="clip">Mono or stereo; not changed.</param>
    /// <param name="lufs">The loudness to reach.</param>
    /// <param name="maxPeak">Limit of every sample's magnitude.</param>
    public static AudioClip Normalize(AudioClip clip, double lufs, double maxPeak = 0.99)
    {
        var loudness = IntegratedLufs(clip);
        if (double.IsNegativeInfinity(loudness))
            return clip;
        var gain = Math.Min(Math.Pow(10, (lufs - loudness) / 20), maxPeak / Peak.Of(clip.Samples));
        return new([.. clip.Samples.Select(sample => (float)(sample * gain))], clip.SampleRate, clip.Channels);
    }

    private static double Lufs(double power) => Offset + 10 * Math.Log10(power);

    private static double[] BlockPowers(AudioClip clip)
    {
        var step = (int)Math.Round(StepSeconds * clip.SampleRate);
        var stepsPerBlock = (int)Math.Round(BlockSeconds / StepSeconds);
        var sums = new double[(clip.Length + step - 1) / step];
        for (var channel = 0; channel < clip.Channels; channel++)
        {
            var (shelf, highPass) = (Biquad.KShelf(clip.SampleRate), Biquad.KHighPass(clip.SampleRate));
            for (var i = 0; i < clip.Length; i++)
            {
                var weighted = highPass.Next(shelf.Next(clip.Samples[i * clip.Channels + channel]));
                sums[i / step] += weighted * weighted;
            }
        }
        if (clip.Length < step * stepsPerBlock)
            return clip.Length == 0 ? [] : [sums.Sum() / clip.Length];
        var blocks = new double[clip.Length / step - stepsPerBlock + 1];
        for (var block = 0; block < blocks.Length; block++)
            blocks[block] = sums.AsSpan(block, stepsPerBlock).ToArray().Sum() / (step * stepsPerBlock);
        return blocks;
    }
}
