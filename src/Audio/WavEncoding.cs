namespace VoiceSmith.Audio;

/// <summary>Encoding of one sample in a WAV file.</summary>
public enum WavEncoding
{
    /// <summary>Unsigned 8-bit integers. Read only.</summary>
    Pcm8,

    /// <summary>16-bit integers.</summary>
    Pcm16,

    /// <summary>24-bit integers.</summary>
    Pcm24,

    /// <summary>32-bit integers.</summary>
    Pcm32,

    /// <summary>32-bit floats.</summary>
    IeeeFloat32,

    /// <summary>64-bit floats. Read only.</summary>
    IeeeFloat64,
}

/// <summary>The bytes of one sample in each encoding, little-endian.</summary>
internal static class WavEncodings
{
    public static int BytesPerSample(this WavEncoding encoding) =>
        encoding switch
        {
            WavEncoding.Pcm8 => 1,
            WavEncoding.Pcm16 => 2,
            WavEncoding.Pcm24 => 3,
            WavEncoding.Pcm32 or WavEncoding.IeeeFloat32 => 4,
            _ => 8,
        };

    /// <summary>
    /// Encodes samples (±1) by rounding to the nearest step and clamping at full scale; floats pass as they are.
    /// </summary>
    public static void Encode(this WavEncoding encoding, ReadOnlySpan<float> samples, Span<byte> bytes)
    {
        var size = encoding.BytesPerSample();
        for (var i = 0; i < samples.Length; i++, bytes = bytes[size..])
            _ = encoding switch
            {
                WavEncoding.Pcm16 => BitConverter.TryWriteBytes(bytes, Pcm16.FromFloat(samples[i])),
                WavEncoding.Pcm24 => Write24(bytes, (int)Step(samples[i], 1 << 23)),
                WavEncoding.Pcm32 => BitConverter.TryWriteBytes(bytes, (int)Step(samples[i], 1L << 31)),
                WavEncoding.IeeeFloat32 => BitConverter.TryWriteBytes(bytes, samples[i]),
                _ => throw new ArgumentOutOfRangeException(nameof(encoding), encoding, "This encoding is only read."),
            };
    }

    private static double Step(float sample, long scale) =>
        float.IsNaN(sample) ? 0 : Math.Clamp(Math.Round(sample * (double)scale), -scale, scale - 1);

    private static bool Write24(Span<byte> bytes, int value)
    {
        (bytes[0], bytes[1], bytes[2]) = ((byte)value, (byte)(value >> 8), (byte)(value >> 16));
        return true;
    }
}
