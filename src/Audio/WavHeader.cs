using System.Buffers.Binary;

namespace VoiceSmith.Audio;

/// <summary>A WAV file's header, checked: nothing in it is believed that could cost memory or time.</summary>
/// <param name="SampleRate">Hz.</param>
/// <param name="Channels">Channels, interleaved in the samples.</param>
/// <param name="Encoding">Encoding of a sample.</param>
/// <param name="DataBytes">
/// Bytes of samples; null if the writer did not know, as in a stream: they go on to the end.
/// </param>
internal sealed record WavHeader(int SampleRate, int Channels, WavEncoding Encoding, long? DataBytes)
{
    public const int MinRate = 1000,
        MaxRate = 768_000,
        MaxChannels = 64;
    private const int Pcm = 1,
        Float = 3,
        Extensible = 0xFFFE,
        RiffHead = 8;

    /// <summary>Writers that cannot seek leave a size at or just under its maximum, or at 0.</summary>
    private const uint UnknownSize = 0x7FFF_F000;

    /// <summary>Reads up to the first sample.</summary>
    /// <exception cref="WavFormatException">Not WAV, cut short, or contradicting itself.</exception>
    /// <exception cref="WavEncodingException">Samples in an encoding that is not read here.</exception>
    public static WavHeader Read(Stream stream, string source)
    {
        var reader = new ChunkReader(stream, source);
        Span<byte> riff = stackalloc byte[12];
        reader.Fill(riff, "the RIFF header");
        if (!riff[..4].SequenceEqual("RIFF"u8) || !riff[8..].SequenceEqual("WAVE"u8))
            throw new WavFormatException(source, "It does not begin with RIFF and WAVE.");
        var claimed = BinaryPrimitives.ReadUInt32LittleEndian(riff[4..]);
        WavHeader? format = null;
        while (true)
        {
            var (id, size) = reader.NextChunk();
            if (id == "fmt ")
                format = ReadFormat(reader.Payload(size), source);
            else if (id == "data" && EndsAt(riff, reader.Position) is var isLast)
                return (format ?? throw new WavFormatException(source, "Its samples come before their format.")) with
                {
                    DataBytes = size >= UnknownSize || size == 0 && isLast ? null : size,
                };
            else
                reader.Skip(size + (size & 1));
        }
    }

    /// <summary>
    /// True if by the RIFF header's own size nothing follows a position, or the size was never filled in: samples after
    /// an empty data chunk are then those of a writer that could not seek.
    /// </summary>
    private static bool EndsAt(ReadOnlySpan<byte> riff, long position)
    {
        var size = BinaryPrimitives.ReadUInt32LittleEndian(riff[4..]);
        return size >= UnknownSize || size + 8L <= position;
    }

    private static WavHeader ReadFormat(ReadOnlySpan<byte> format, string source)
    {
        int tag = BinaryPrimitives.ReadUInt16LittleEndian(format),
            channels = BinaryPrimitives.ReadUInt16LittleEndian(format[2..]);
        var rate = BinaryPrimitives.ReadUInt32LittleEndian(format[4..]);
        int block = BinaryPrimitives.ReadUInt16LittleEndian(format[12..]),
            bits = BinaryPrimitives.ReadUInt16LittleEndian(format[14..]);
        if (tag == Extensible && format.Length >= 40)
            tag = BinaryPrimitives.ReadUInt16LittleEndian(format[24..]); // the first bytes of the sub-format's GUID
        var encoding = (tag, bits) switch
        {
            (Pcm, 8) => WavEncoding.Pcm8,
            (Pcm, 16) => WavEncoding.Pcm16,
            (Pcm, 24) => WavEncoding.Pcm24,
            (Pcm, 32) => WavEncoding.Pcm32,
            (Float, 32) => WavEncoding.IeeeFloat32,
            (Float, 64) => WavEncoding.IeeeFloat64,
            _ => throw new WavEncodingException(source, $"format {tag} of {bits} bits"),
        };
        if (channels is 0 or > MaxChannels)
            throw new WavFormatException(source, $"It claims {channels} channels.");
        if (rate is < MinRate or > MaxRate)
            throw new WavFormatException(source, $"It claims a rate of {rate} Hz.");
        if (block != channels * encoding.BytesPerSample())
            throw new WavFormatException(source, $"It claims {block} bytes for {channels} samples of {bits} bits.");
        return new((int)rate, channels, encoding, null);
    }

    /// <summary>Writes a header for samples that follow: so many bytes, or null where that is not known yet.</summary>
    public static void Write(Stream stream, int sampleRate, int channels, WavEncoding encoding, long? dataBytes)
    {
        Span<byte> header = stackalloc byte[44];
        var block = channels * encoding.BytesPerSample();
        if (dataBytes > uint.MaxValue - 64)
            dataBytes = null; // beyond what 32 bits can say
        "RIFF"u8.CopyTo(header);
        BinaryPrimitives.WriteUInt32LittleEndian(
            header[4..],
            dataBytes is { } bytes ? (uint)(bytes + (bytes & 1) + 36) : uint.MaxValue
        );
        "WAVEfmt "u8.CopyTo(header[8..]);
        BinaryPrimitives.WriteInt32LittleEndian(header[16..], 16);
        BinaryPrimitives.WriteInt16LittleEndian(
            header[20..],
            encoding == WavEncoding.IeeeFloat32 ? (short)Float : (short)Pcm
        );
        BinaryPrimitives.WriteInt16LittleEndian(header[22..], checked((short)channels));
        BinaryPrimitives.WriteInt32LittleEndian(header[24..], sampleRate);
        BinaryPrimitives.WriteInt32LittleEndian(header[28..], checked(sampleRate * block));
        BinaryPrimitives.WriteInt16LittleEndian(header[32..], checked((short)block));
        BinaryPrimitives.WriteInt16LittleEndian(header[34..], (short)(encoding.BytesPerSample() * 8));
        "data"u8.CopyTo(header[36..]);
        BinaryPrimitives.WriteUInt32LittleEndian(header[40..], dataBytes is { } size ? (uint)size : uint.MaxValue);
        stream.Write(header);
    }

    /// <summary>Walks over RIFF chunks without trusting their sizes.</summary>
    private sealed class ChunkReader(Stream stream, string source)
    {
        private const int MaxChunks = 10_000,
            MaxFormatBytes = 4096,
            MinFormatBytes = 16;
        private readonly byte[] buffer = new byte[MaxFormatBytes];
        private int chunks;

        /// <summary>Bytes read so far.</summary>
        public long Position { get; private set; }

        public void Fill(Span<byte> bytes, string what)
        {
            Position += bytes.Length;
            if (stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
                throw new WavFormatException(source, $"It ends within {what}.");
        }

        public (string Id, uint Size) NextChunk()
        {
            if (++chunks > MaxChunks)
                throw new WavFormatException(source, $"It has more than {MaxChunks} chunks before its samples.");
            Span<byte> head = stackalloc byte[8];
            Fill(head, "its header, before any samples");
            return (
                System.Text.Encoding.Latin1.GetString(head[..4]),
                BinaryPrimitives.ReadUInt32LittleEndian(head[4..])
            );
        }

        public ReadOnlySpan<byte> Payload(uint size)
        {
            if (size is < MinFormatBytes or > MaxFormatBytes)
                throw new WavFormatException(source, $"Its format takes {size} bytes.");
            var padded = Math.Min((int)(size + (size & 1)), MaxFormatBytes);
            Fill(buffer.AsSpan(0, padded), "its format");
            return buffer.AsSpan(0, (int)size);
        }

        public void Skip(long count)
        {
            while (count > 0)
            {
                var part = (int)Math.Min(count, buffer.Length);
                Fill(buffer.AsSpan(0, part), "a chunk before its samples");
                count -= part;
            }
        }
    }
}
