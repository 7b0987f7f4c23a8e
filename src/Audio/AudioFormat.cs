namespace VoiceSmith.Audio;

/// <summary>Layout of streamed sound: 16-bit little-endian PCM, channels interleaved.</summary>
/// <param name="SampleRate">Samples per second and channel, Hz.</param>
/// <param name="Channels">Channels; speech has one.</param>
public sealed record AudioFormat(int SampleRate, int Channels = 1)
{
    /// <summary>Bits of one sample.</summary>
    public const int BitsPerSample = 16;

    /// <summary>Bytes of one sample of all channels.</summary>
    public int BytesPerSample => Channels * BitsPerSample / 8;

    /// <summary>Duration of a number of samples (of each channel).</summary>
    public TimeSpan DurationOf(long samples) => TimeSpan.FromTicks(samples * TimeSpan.TicksPerSecond / SampleRate);

    /// <summary>Samples (of each channel) in so much time, rounded down.</summary>
    public long SamplesIn(TimeSpan duration) => duration.Ticks * SampleRate / TimeSpan.TicksPerSecond;
}
