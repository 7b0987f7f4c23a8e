using CsCheck;

namespace VoiceSmith.Audio.Tests;

public sealed class WavFileTests
{
    [Theory]
    [InlineData(WavEncoding.Pcm16, 1.0 / 32768)]
    [InlineData(WavEncoding.Pcm24, 1.0 / (1 << 23))]
    [InlineData(WavEncoding.Pcm32, 1e-7)]
    [InlineData(WavEncoding.IeeeFloat32, 0)]
    public void Read_WhatWasWritten_IsTheSame(WavEncoding encoding, double step) =>
        Gen.Select(Gen.Int[1, 4], Gen.Int[8000, 96000], Gen.Int[0, 40_000], Gen.Int)
            .Sample(
                (channels, rate, length, seed) =>
                {
                    var clip = new AudioClip(Sounds.Noise(seed, length * channels, 0.9), rate, channels);
                    var stream = new MemoryStream();
                    WavFile.Write(stream, clip, encoding);
                    Assert.Equal(0, stream.Length % 2);
                    stream.Position = 0;
                    var read = WavFile.Read(stream);
                    Assert.Equal((rate, channels, length), (read.SampleRate, read.Channels, read.Length));
                    for (var i = 0; i < clip.Samples.Length; i++)
                        Assert.True(Math.Abs(clip.Samples[i] - read.Samples[i]) <= step / 2 + 1e-9);
                },
                iter: 20
            );

    [Fact]
    public void Write_BeyondFullScale_ClampsAndNanIsSilent()
    {
        foreach (var encoding in new[] { WavEncoding.Pcm16, WavEncoding.Pcm24, WavEncoding.Pcm32 })
        {
            var read = RoundTrip(new AudioClip([2, -2, float.NaN, float.PositiveInfinity], 22050), encoding);
            Assert.Equal([1, -1, 0, 1], read.Samples.Select(sample => MathF.Round(sample)));
        }
    }

    [Fact]
    public void Writer_StreamThatCannotSeek_IsReadToItsEnd()
    {
        var memory = new MemoryStream();
        using (var writer = new WavWriter(new ForwardOnly(memory), 22050))
        {
            writer.Write([0.25f, 0.5f]);
            writer.Write([-0.5f]);
        }
        var read = WavFile.Read(new ForwardOnly(new MemoryStream(memory.ToArray())));
        Assert.Equal([0.25f, 0.5f, -0.5f], read.Samples);
    }

    /// <summary>Headers of writers that cannot seek and left the size of an empty file, or none.</summary>
    [Theory]
    [InlineData(0u)]
    [InlineData(36u)]
    [InlineData(uint.MaxValue)]
    public void Read_DataLengthZero_GoesOnToTheEnd(uint riffSize)
    {
        var bytes = Written([0.25f, 0.5f, -0.5f]);
        BitConverter.TryWriteBytes(bytes.AsSpan(4), riffSize);
        BitConverter.TryWriteBytes(bytes.AsSpan(40), 0u);
        Assert.Equal([0.25f, 0.5f, -0.5f], WavFile.Read(new MemoryStream(bytes)).Samples);
    }

    [Fact]
    public void Read_EmptyDataBeforeAnotherChunk_HasNoSamples()
    {
        var bytes = Written([]);
        byte[] chunk = [.. "LIST"u8, 4, 0, 0, 0, .. "INFO"u8];
        BitConverter.TryWriteBytes(bytes.AsSpan(4), (uint)(36 + chunk.Length));
        Assert.Empty(WavFile.Read(new MemoryStream([.. bytes, .. chunk])).Samples);
    }

    [Fact]
    public void Writer_StreamThatSeeks_GetsTheTrueSizes()
    {
        var streamed = new MemoryStream();
        using (var writer = new WavWriter(streamed, 22050, leaveOpen: true))
            writer.WriteEncoded(Pcm16.Encode([0.25f, 0.5f, -0.5f]));
        var whole = new MemoryStream();
        WavFile.Write(whole, new AudioClip([0.25f, 0.5f, -0.5f], 22050));
        Assert.Equal(whole.ToArray(), streamed.ToArray());
    }

    private static byte[] Written(float[] samples)
    {
        var stream = new MemoryStream();
        WavFile.Write(stream, new AudioClip(samples, 22050));
        return stream.ToArray();
    }

    [Fact]
    public void Read_ExtensibleHeaderAndUnknownChunks_AreUnderstood()
    {
        byte[] format =
        [
            .. U16(0xFFFE),
            .. U16(1),
            .. U32(22050),
            .. U32(66150),
            .. U16(3),
            .. U16(24),
            .. U16(22),
            .. U16(24),
            .. U32(4),
            .. U16(1),
            0, 0, 0, 0,
            0x10,
            0,
            0x80,
            0,
            0,
            0xAA,
            0,
            0x38,
            0x9B,
            0x71,
        ];
        var file = Riff([
            .. Chunk("JUNK", new byte[5]),
            .. Chunk("fmt ", format),
            .. Chunk("LIST", new byte[5000]),
            .. Chunk("data", [0, 0, 64, 0, 0, 192]),
        ]);
        Assert.Equal([0.5f, -0.5f], WavFile.Read(new MemoryStream(file)).Samples);
    }

    [Theory]
    [InlineData(0u, 0u)] // neither length was known when the header was written
    [InlineData(36u, 0u)] // that of an empty file
    [InlineData(uint.MaxValue, uint.MaxValue)]
    [InlineData(0x7FFF_F024u, 0x7FFF_F000u)]
    public void Read_HeaderOfAStream_ReadsToTheEnd(uint riff, uint data)
    {
        byte[] file =
        [
            .. "RIFF"u8,
            .. U32(riff),
            .. "WAVE"u8,
            .. Chunk("fmt ", Format(1, 1, 22050, 2, 16)),
            .. "data"u8,
            .. U32(data),
            0, 64, 0, 192,
        ];
        Assert.Equal([0.5f, -0.5f], WavFile.Read(new ForwardOnly(new MemoryStream(file))).Samples);
    }

    [Fact]
    public void Read_NoSamplesBeforeAnotherChunk_IsEmpty()
    {
        var file = Riff([
            .. Chunk("fmt ", Format(1, 1, 22050, 2, 16)),
            .. Chunk("data", []),
            .. Chunk("LIST", new byte[100]),
        ]);
        Assert.Empty(WavFile.Read(new MemoryStream(file)).Samples);
        Assert.Empty(WavFile.Read(new MemoryStream(file[..44])).Samples);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.NegativeInfinity)]
    public void Read_SampleThatIsNotFinite_SaysWhich(float odd)
    {
        var stream = new MemoryStream();
        WavFile.Write(stream, new AudioClip([0.5f, 0, odd], 22050), WavEncoding.IeeeFloat32);
        stream.Position = 0;
        var error = Assert.Throws<WavFormatException>(() => WavFile.Read(stream));
        Assert.Contains("sample 2 is not a finite number", error.Why, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_EightBitAndDouble_AreUnderstood()
    {
        var bytes = Riff([.. Chunk("fmt ", Format(1, 1, 8000, 1, 8)), .. Chunk("data", [128, 192, 0])]);
        Assert.Equal([0, 0.5f, -1], WavFile.Read(new MemoryStream(bytes)).Samples);
        var doubles = Riff([
            .. Chunk("fmt ", Format(3, 1, 8000, 8, 64)),
            .. Chunk("data", BitConverter.GetBytes(0.25)),
        ]);
        Assert.Equal([0.25f], WavFile.Read(new MemoryStream(doubles)).Samples);
    }

    [Fact]
    public void Read_CutAnywhere_SaysSo()
    {
        var stream = new MemoryStream();
        WavFile.Write(stream, new AudioClip(Sounds.Noise(1, 100), 22050, 2));
        var whole = stream.ToArray();
        for (var length = 0; length < whole.Length; length++)
            Assert.Equal(
                "VS5001",
                Assert.Throws<WavFormatException>(() => WavFile.Read(new MemoryStream(whole[..length]))).Code
            );
    }

    [Fact]
    public void Read_HostileHeaders_FailClearlyAndCheaply()
    {
        byte[] format = Format(1, 1, 22050, 2, 16);
        byte[][] hostile =
        [
            [.. "RIFX\0\0\0\0WAVE"u8],
            Riff(Chunk("data", [0, 0])),
            Riff([.. "fmt "u8, .. U32(uint.MaxValue)]),
            Riff([.. "fmt "u8, .. U32(4), 1, 0, 1, 0]),
            Riff([.. "junk"u8, .. U32(uint.MaxValue), 1, 2, 3]),
            Riff([.. Chunk("fmt ", Format(1, 0, 22050, 0, 16)), .. Chunk("data", [0, 0])]),
            Riff([.. Chunk("fmt ", Format(1, 65535, 22050, 65535, 16)), .. Chunk("data", [0, 0])]),
            Riff([.. Chunk("fmt ", Format(1, 1, 0, 2, 16)), .. Chunk("data", [0, 0])]),
            Riff([.. Chunk("fmt ", Format(1, 1, uint.MaxValue, 2, 16)), .. Chunk("data", [0, 0])]),
            Riff([.. Chunk("fmt ", Format(1, 1, 22050, 1, 16)), .. Chunk("data", [0, 0])]),
            Riff([.. Chunk("fmt ", format), .. "data"u8, .. U32(400_000_000), 0, 0]),
            Riff([.. Chunk("fmt ", format), .. "data"u8, .. U32(0x7000_0000), 0, 0]),
            Riff([.. Enumerable.Repeat(Chunk("x   ", []), 20_000).SelectMany(chunk => chunk)]),
        ];
        var before = GC.GetAllocatedBytesForCurrentThread();
        foreach (var file in hostile)
            Assert.ThrowsAny<VoiceSmithException>(() => WavFile.Read(new MemoryStream(file)));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8 << 20);
    }

    [Fact]
    public void Read_AdpcmOrOddBits_NamesTheEncoding()
    {
        var error = Assert.Throws<WavEncodingException>(() =>
            WavFile.Read(
                new MemoryStream(
                    Riff([.. Chunk("fmt ", Format(17, 1, 22050, 512, 4)), .. Chunk("data", new byte[512])])
                )
            )
        );
        Assert.Equal(("VS5002", "format 17 of 4 bits"), (error.Code, error.Encoding));
    }

    [Fact]
    public void Read_RandomDamage_NeverFailsInAnotherWay()
    {
        var stream = new MemoryStream();
        WavFile.Write(stream, new AudioClip(Sounds.Noise(1, 64), 22050));
        var whole = stream.ToArray();
        Gen.Select(Gen.Int[0, 43], Gen.Byte, Gen.Int[0, 43], Gen.Byte)
            .Sample(
                (at, value, second, other) =>
                {
                    var damaged = whole.ToArray();
                    (damaged[at], damaged[second]) = (value, other);
                    try
                    {
                        Assert.InRange(WavFile.Read(new MemoryStream(damaged)).Samples.Length, 0, whole.Length);
                    }
                    catch (VoiceSmithException)
                    {
                        // What a damaged file should give.
                    }
                }
            );
    }

    private static AudioClip RoundTrip(AudioClip clip, WavEncoding encoding)
    {
        var stream = new MemoryStream();
        WavFile.Write(stream, clip, encoding);
        stream.Position = 0;
        return WavFile.Read(stream);
    }

    private static byte[] Riff(byte[] chunks) => [.. "RIFF"u8, .. U32((uint)chunks.Length + 4), .. "WAVE"u8, .. chunks];

    private static byte[] Chunk(string id, byte[] payload) =>
        [
            .. System.Text.Encoding.ASCII.GetBytes(id),
            .. U32((uint)payload.Length),
            .. payload,
            .. new byte[payload.Length & 1],
        ];

    private static byte[] Format(int tag, int channels, uint rate, int block, int bits) =>
        [
            .. U16(tag),
            .. U16(channels),
            .. U32(rate),
            .. U32(unchecked(rate * (uint)block)),
            .. U16(block),
            .. U16(bits),
        ];

    private static byte[] U16(int value) => BitConverter.GetBytes((ushort)value);

    private static byte[] U32(uint value) => BitConverter.GetBytes(value);

    /// <summary>A stream as a pipe is one.</summary>
    private sealed class ForwardOnly(Stream inner) : Stream
    {
        public override bool CanRead => inner.CanRead;
        public override bool CanSeek => false;
        public override bool CanWrite => inner.CanWrite;
        public override long Length => throw new NotSupportedException();
        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Flush() => inner.Flush();

        public override int Read(byte[] buffer, int offset, int count) =>
            inner.Read(buffer, offset, Math.Min(count, 7));

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => inner.Write(buffer, offset, count);
    }
}
