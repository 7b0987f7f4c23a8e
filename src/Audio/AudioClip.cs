using NAudio.Wave;

namespace VoiceSmith.Audio;

/// <summary>Sound in memory.</summary>
public sealed class AudioClip
{
    /// <param name="samples">Full scale is ±1; channels interleaved. Not copied.</param>
    /// <param name="sampleRate">Samples per second and channel, Hz.</param>
    /// <param name="channels">Channels; the number of samples is a multiple of it.</param>
    /// <exception cref="ArgumentException">
    /// The samples are no whole number of frames, or a number is not positive.
    /// </exception>
    public AudioClip(float[] samples, int sampleRate, int channels = 1)
    {
        ArgumentNullException.ThrowIfNull(samples);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(sampleRate);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(channels);
        if (samples.Length % channels != 0)
            throw new ArgumentException($"{samples.Length} samples do not fill {channels} channels.", nameof(samples));
        (Samples, SampleRate, Channels) = (samples, sampleRate, channels);
    }

    /// <summary>Full scale is ±1; channels interleaved.</summary>
    public float[] Samples { get; }

    /// <summary>Samples per second and channel, Hz.</summary>
    public int SampleRate { get; }

    /// <summary>Channels.</summary>
    public int Channels { get; }

    /// <summary>Samples of each channel.</summary>
    public int Length => Samples.Length / Channels;

    /// <summary>Duration.</summary>
    public TimeSpan Duration => TimeSpan.FromTicks(Length * TimeSpan.TicksPerSecond / SampleRate);

    /// <summary>The mean of the channels; the clip itself where it has one.</summary>
    public AudioClip ToMono()
    {
        if (Channels == 1)
            return this;
        var mono = new float[Length];
        for (var i = 0; i < mono.Length; i++)
        {
            var sum = 0f;
            foreach (var sample in Samples.AsSpan(i * Channels, Channels))
                sum += sample;
            mono[i] = sum / Channels;
        }
        return new(mono, SampleRate);
    }

    /// <summary>
    /// The same sound at another rate, band-limited; the clip itself where the rate is right already.
    /// </summary>
    public AudioClip Resample(int sampleRate)
    {
        if (sampleRate == SampleRate)
            return this;
        if (Channels == 1)
            return new(Resampler.Resample(Samples, SampleRate, sampleRate), sampleRate);
        var channels = Enumerable
            .Range(0, Channels)
            .Select(channel =>
                Resampler.Resample(
                    [.. Enumerable.Range(0, Length).Select(i => Samples[i * Channels + channel])],
                    SampleRate,
                    sampleRate
                )
            )
            .ToArray();
        var samples = new float[channels[0].Length * Channels];
        for (var i = 0; i < samples.Length; i++)
            samples[i] = channels[i % Channels][i / Channels];
        return new(samples, sampleRate, Channels);
    }

    /// <summary>
    /// The samples as a source for NAudio's players, mixers and effects. Each call starts at the beginning.
    /// </summary>
    public ISampleProvider ToSampleProvider() => new Samples32(this);

    private sealed class Samples32(AudioClip clip) : ISampleProvider
    {
        private int _position;

        public WaveFormat WaveFormat { get; } = WaveFormat.CreateIeeeFloatWaveFormat(clip.SampleRate, clip.Channels);

        public int Read(Span<float> buffer)
        {
            var count = Math.Min(buffer.Length, clip.Samples.Length - _position);
            clip.Samples.AsSpan(_position, count).CopyTo(buffer);
            _position += count;
            return count;
        }
    }
}
