using System.Buffers.Binary;

namespace VoiceSmith.Audio;

/// <summary>16-bit PCM and floats, both ways. Pure: the same samples give the same bytes everywhere.</summary>
/// <remarks>One is 32768 steps, so a 16-bit value survives the way to float and back exactly.</remarks>
public static class Pcm16
{
    private const float Scale = 32768;

    /// <summary>The nearest 16-bit value (halves to even), clamped at full scale; NaN is silence.</summary>
    /// <param name="sample">Full scale is ±1.</param>
    public static short FromFloat(float sample) =>
        float.IsNaN(sample) ? (short)0 : (short)Math.Clamp(MathF.Round(sample * Scale), short.MinValue, short.MaxValue);

    /// <summary>The value of a 16-bit sample, −1 to just under 1.</summary>
    public static float ToFloat(short sample) => sample / Scale;

    /// <summary>Writes samples as little-endian PCM.</summary>
    /// <param name="samples">Full scale is ±1.</param>
    /// <param name="pcm">At least two bytes a sample.</param>
    public static void Encode(ReadOnlySpan<float> samples, Span<byte> pcm)
    {
        pcm = pcm[..(samples.Length * 2)];
        for (var i = 0; i < samples.Length; i++)
            BinaryPrimitives.WriteInt16LittleEndian(pcm[(i * 2)..], FromFloat(samples[i]));
    }

    /// <summary>Samples as little-endian PCM, two bytes each.</summary>
    public static byte[] Encode(ReadOnlySpan<float> samples)
    {
        var pcm = new byte[samples.Length * 2];
        Encode(samples, pcm);
        return pcm;
    }

    /// <summary>The samples of little-endian PCM.</summary>
    /// <param name="pcm">A whole number of two-byte samples.</param>
    public static float[] Decode(ReadOnlySpan<byte> pcm)
    {
        var samples = new float[pcm.Length / 2];
        for (var i = 0; i < samples.Length; i++)
            samples[i] = ToFloat(BinaryPrimitives.ReadInt16LittleEndian(pcm[(i * 2)..]));
        return samples;
    }
}
