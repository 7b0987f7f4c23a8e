namespace VoiceSmith.Audio;

/// <summary>Sound extended at both ends by its own mirror image, as <see cref="MelSpectrogram"/> extends it.</summary>
internal static class ReflectPadding
{
    /// <summary>Adds so many samples at each end; the end samples themselves are not repeated.</summary>
    /// <exception cref="ArgumentException">There are no more samples than are asked for.</exception>
    public static float[] Extend(ReadOnlySpan<float> samples, int padding)
    {
        if (samples.Length <= padding)
            throw new ArgumentException(
                $"{samples.Length} samples cannot be mirrored over {padding}.",
                nameof(samples)
            );
        var extended = new float[samples.Length + 2 * padding];
        samples.CopyTo(extended.AsSpan(padding));
        for (var i = 1; i <= padding; i++)
        {
            extended[padding - i] = samples[i];
            extended[^(padding - i + 1)] = samples[^(i + 1)];
        }
        return extended;
    }
}
