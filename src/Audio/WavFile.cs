namespace VoiceSmith.Audio;

/// <summary>WAV files whole: integers of 16, 24 and 32 bits and floats, any channels (also read: 8 bits, 64-bit floats).</summary>
public static class WavFile
{
    /// <summary>Samples of all channels that are read at most: 3.4 hours of mono at 22,050 Hz.</summary>
    public const int MaxSamples = 1 << 28;

    private const int BlockBytes = 1 << 16;

    /// <summary>Reads a file.</summary>
    /// <exception cref="WavFormatException">Not WAV, cut short, or contradicting itself.</exception>
    /// <exception cref="WavEncodingException">Samples in an encoding that is not read here.</exception>
    /// <exception cref="AudioTooLongException">More than <see cref="MaxSamples"/>.</exception>
    public static AudioClip Read(string path)
    {
        using var stream = File.OpenRead(path);
        return Read(stream, path);
    }

    /// <summary>Reads a stream up to the last sample, as <see cref="Read(string)"/> does. Memory grows with what arrives, not with what the header claims.</summary>
    /// <param name="stream">At the first byte of the file; need not seek.</param>
    /// <param name="source">What errors call it.</param>
    public static AudioClip Read(Stream stream, string source = "stream")
    {
        var header = WavHeader.Read(stream, source);
        var size = header.Encoding.BytesPerSample();
        if (header.DataBytes / size > MaxSamples)
            throw new AudioTooLongException(source, MaxSamples);
        var samples = ReadSamples(stream, header, source);
        if (header.DataBytes is { } claimed && (long)samples.Length * size < claimed - claimed % (size * header.Channels))
            throw new WavFormatException(source, $"Of {claimed / size} samples that its header promises, {samples.Length} are there.");
        return new(samples, header.SampleRate, header.Channels);
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
        using var writer = new WavWriter(stream, clip.SampleRate, clip.Channels, encoding, samples: clip.Samples.Length, leaveOpen: true);
        writer.Write(clip.Samples);
    }

    private static float[] ReadSamples(Stream stream, WavHeader header, string source)
    {
        var size = header.Encoding.BytesPerSample();
        var block = new byte[BlockBytes / (size * header.Channels) * size * header.Channels];
        var remaining = header.DataBytes ?? long.MaxValue;
        var samples = new float[Math.Min(remaining, BlockBytes) / size];
        var count = 0;
        while (remaining > 0)
        {
            var wanted = (int)Math.Min(remaining, block.Length);
            var read = stream.ReadAtLeast(block.AsSpan(0, wanted), wanted, throwOnEndOfStream: false);
            var whole = read / (size * header.Channels) * header.Channels;
            if (count + (long)whole > MaxSamples)
                throw new AudioTooLongException(source, MaxSamples);
            if (count + whole > samples.Length)
                Array.Resize(ref samples, (int)Math.Max(count + whole, Math.Min(2L * samples.Length, Math.Min(remaining / size + count, MaxSamples))));
            header.Encoding.Decode(block, samples.AsSpan(count, whole));
            count += whole;
            remaining -= read;
            if (read < wanted)
                break;
        }
        Array.Resize(ref samples, count);
        return samples;
    }
}
