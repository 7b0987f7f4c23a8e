namespace VoiceSmith.Audio;

/// <summary>Writes WAV while the sound is being made, its length not known yet.</summary>
/// <remarks>
/// Where the stream can seek, closing puts the true sizes into the header; elsewhere they stay at "unknown", which
/// players take for a stream.
/// </remarks>
public sealed class WavWriter : IDisposable
{
    private readonly Stream stream;
    private readonly int sampleRate,
        channels;
    private readonly WavEncoding encoding;
    private readonly bool leaveOpen;
    private readonly long start;
    private readonly long? promised;
    private long written;

    /// <param name="stream">Stream to write to; the header is written at once.</param>
    /// <param name="sampleRate">Hz.</param>
    /// <param name="channels">Channels, interleaved in what is written.</param>
    /// <param name="encoding">Encoding of a sample.</param>
    /// <param name="samples">Samples of all channels that will come, where that is known.</param>
    /// <param name="leaveOpen">True to leave the stream open when this is disposed.</param>
    public WavWriter(
        Stream stream,
        int sampleRate,
        int channels = 1,
        WavEncoding encoding = WavEncoding.Pcm16,
        long? samples = null,
        bool leaveOpen = false
    )
    {
        (this.stream, this.sampleRate, this.channels, this.encoding, this.leaveOpen) = (
            stream,
            sampleRate,
            channels,
            encoding,
            leaveOpen
        );
        start = stream.CanSeek ? stream.Position : 0;
        promised = samples * encoding.BytesPerSample();
        WavHeader.Write(stream, sampleRate, channels, encoding, promised);
    }

    /// <summary>Appends samples (full scale ±1, channels interleaved).</summary>
    public void Write(ReadOnlySpan<float> samples)
    {
        var size = encoding.BytesPerSample();
        Span<byte> bytes = stackalloc byte[4096];
        while (samples.Length > 0)
        {
            var part = samples[..Math.Min(samples.Length, bytes.Length / size)];
            encoding.Encode(part, bytes);
            WriteEncoded(bytes[..(part.Length * size)]);
            samples = samples[part.Length..];
        }
    }

    /// <summary>
    /// Appends samples that are encoded as the file is: the bytes of <see cref="Pcm16"/> in a 16-bit file.
    /// </summary>
    public void WriteEncoded(ReadOnlySpan<byte> bytes)
    {
        stream.Write(bytes);
        written += bytes.Length;
    }

    /// <summary>Completes the file; the header says its true length if the stream can seek.</summary>
    public void Dispose()
    {
        if ((written & 1) == 1)
            stream.WriteByte(0);
        if (stream.CanSeek && written != promised)
        {
            var end = stream.Position;
            stream.Position = start;
            WavHeader.Write(stream, sampleRate, channels, encoding, written);
            stream.Position = end;
        }
        stream.Flush();
        if (!leaveOpen)
            stream.Dispose();
    }
}
