using NAudio.Wave;

namespace VoiceSmith.Audio;

/// <summary>
/// WAV files in memory: integers of 16, 24 and 32 bits and floats, any channels (also read: 8 bits, 64-bit floats).
/// </summary>
public static class WavFile
{
    /// <summary>Most samples of all channels that are read: 3.4 hours of mono at 22,050 Hz.</summary>
    public const int MaxSamples = 1 << 28;

    private const int BlockSamples = 1 << 14;

    /// <summary>Reads a file.</summary>
    /// <exception cref="WavFormatException">
    /// Not WAV, cut short, contradicting itself, or with samples that are not finite.
    /// </exception>
    /// <exception cref="WavEncodingException">Samples in an encoding that is not read here.</exception>
    /// <exception cref="AudioTooLongException">More than <see cref="MaxSamples"/>.</exception>
    public static AudioClip Read(string path)
    {
        using var stream = File.OpenRead(path);
        return Read(stream, path);
    }

    /// <summary>
    /// Reads a stream up to the last sample, as <see cref="Read(string)"/> does. Memory grows with the bytes that
    /// arrive.
    /// </summary>
    /// <param name="stream">At the first byte of the file; need not seek.</param>
    /// <param name="source">Name of the stream in errors.</param>
    public static AudioClip Read(Stream stream, string source = "stream")
    {
        var wave = new WavStream(stream, source);
        if (wave.Promised > MaxSamples)
            throw new AudioTooLongException(source, MaxSamples);
        var samples = ReadToEnd(wave.ToSampleProvider(), source, wave.Promised);
        var odd = Array.FindIndex(samples, sample => !float.IsFinite(sample));
        if (odd >= 0)
            throw new WavFormatException(source, $"Its sample {odd} is not a finite number.");
        return new(samples, wave.WaveFormat.SampleRate, wave.WaveFormat.Channels);
    }

    /// <summary>Writes a clip to a file.</summary>
    public static void Write(string path, AudioClip clip, WavEncoding encoding = WavEncoding.Pcm16)
    {
        using var stream = File.Create(path);
        Write(stream, clip, encoding);
    }

    /// <summary>Writes a clip to a stream, which need not seek and stays open.</summary>
    public static void Write(Stream stream, AudioClip clip, WavEncoding encoding = WavEncoding.Pcm16)
    {
        using var writer = new WavWriter(
            stream,
            clip.SampleRate,
            clip.Channels,
            encoding,
            samples: clip.Samples.Length,
            leaveOpen: true
        );
        writer.Write(clip.Samples);
    }

    /// <summary>All samples of a source.</summary>
    /// <param name="sound">At its beginning.</param>
    /// <param name="source">Name of the source in errors.</param>
    /// <param name="expected">Number of samples; null if unknown. Only bounds how far memory grows ahead.</param>
    /// <exception cref="AudioTooLongException">More than <see cref="MaxSamples"/>.</exception>
    internal static float[] ReadToEnd(ISampleProvider sound, string source, long? expected)
    {
        var block = BlockSamples / sound.WaveFormat.Channels * sound.WaveFormat.Channels;
        var samples = new float[Math.Min(block, expected ?? block)];
        var buffer = new float[block];
        var count = 0;
        while (sound.Read(buffer) is > 0 and var read)
        {
            if (count + read > MaxSamples)
                throw new AudioTooLongException(source, MaxSamples);
            if (count + read > samples.Length)
                Array.Resize(
                    ref samples,
                    (int)Math.Max(count + read, Math.Min(2L * samples.Length, expected ?? MaxSamples))
                );
            buffer.AsSpan(0, read).CopyTo(samples.AsSpan(count));
            count += read;
        }
        Array.Resize(ref samples, count);
        return samples;
    }
}
