using System.Buffers.Binary;

namespace VoiceSmith.Audio.Encoders;

/// <summary>Writes one logical stream of Opus packets as pages of Ogg.</summary>
/// <remarks>RFC 3533; headers of RFC 7845.</remarks>
internal sealed class OggPages
{
    private const int HeaderLength = 27,
        LongestTable = 255,
        LacingValue = 255;
    private const byte First = 2,
        Last = 4;

    // one stream a file: any number will do, and the same sound gives the same bytes
    private const uint Serial = 0x564F4943;

    private static readonly uint[] CrcTable = [.. Enumerable.Range(0, 256).Select(value => CrcOf((uint)value << 24))];

    private uint _number;

    /// <summary>The identification header.</summary>
    /// <param name="preSkip">Samples at 48 kHz that players drop.</param>
    /// <param name="inputRate">Rate of the original sound, Hz.</param>
    public byte[] Head(int preSkip, int inputRate)
    {
        var head = new byte[19];
        "OpusHead"u8.CopyTo(head);
        (head[8], head[9]) = (1, 1); // version, channels
        BinaryPrimitives.WriteUInt16LittleEndian(head.AsSpan(10), checked((ushort)preSkip));
        BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(12), inputRate);
        return Page([head], 0, First);
    }

    /// <summary>The comment header.</summary>
    public byte[] Tags(string vendor)
    {
        var tags = new byte[8 + 4 + vendor.Length + 4];
        "OpusTags"u8.CopyTo(tags);
        BinaryPrimitives.WriteInt32LittleEndian(tags.AsSpan(8), vendor.Length);
        System.Text.Encoding.ASCII.GetBytes(vendor, tags.AsSpan(12));
        return Page([tags], 0, 0);
    }

    /// <summary>Pages with packets: one, or several where they do not fit.</summary>
    /// <param name="packets">Whole packets.</param>
    /// <param name="position">Samples at 48 kHz up to the end of the last packet, the pre-skip included.</param>
    /// <param name="last">True for the end of the stream.</param>
    public byte[] Page(IReadOnlyList<byte[]> packets, long position, bool last)
    {
        var pages = new List<byte>();
        var (batch, segments) = (new List<byte[]>(), 0);
        foreach (var packet in packets)
        {
            var needed = packet.Length / LacingValue + 1;
            if (segments + needed > LongestTable)
            {
                pages.AddRange(Page(batch, -1, 0)); // -1: its end has no position of its own
                (batch, segments) = ([], 0);
            }
            batch.Add(packet);
            segments += needed;
        }
        pages.AddRange(Page(batch, position, last ? Last : (byte)0));
        return [.. pages];
    }

    private byte[] Page(IReadOnlyList<byte[]> packets, long position, byte flags)
    {
        byte[] table =
        [
            .. packets.SelectMany(packet =>
                Enumerable
                    .Repeat((byte)LacingValue, packet.Length / LacingValue)
                    .Append((byte)(packet.Length % LacingValue))
            ),
        ];
        var page = new byte[HeaderLength + table.Length + packets.Sum(packet => packet.Length)];
        "OggS"u8.CopyTo(page);
        page[5] = flags;
        BinaryPrimitives.WriteInt64LittleEndian(page.AsSpan(6), position);
        BinaryPrimitives.WriteUInt32LittleEndian(page.AsSpan(14), Serial);
        BinaryPrimitives.WriteUInt32LittleEndian(page.AsSpan(18), _number++);
        page[26] = (byte)table.Length;
        table.CopyTo(page, HeaderLength);
        var at = HeaderLength + table.Length;
        foreach (var packet in packets)
        {
            packet.CopyTo(page, at);
            at += packet.Length;
        }
        BinaryPrimitives.WriteUInt32LittleEndian(page.AsSpan(22), Crc(page));
        return page;
    }

    private static uint Crc(ReadOnlySpan<byte> page)
    {
        var crc = 0u;
        foreach (var value in page)
            crc = (crc << 8) ^ CrcTable[(crc >> 24) ^ value];
        return crc;
    }

    private static uint CrcOf(uint value)
    {
        for (var bit = 0; bit < 8; bit++)
            value = (value & 0x8000_0000) != 0 ? (value << 1) ^ 0x04C1_1DB7 : value << 1;
        return value;
    }
}
