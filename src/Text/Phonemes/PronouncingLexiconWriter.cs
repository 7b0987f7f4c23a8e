using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace VoiceSmith.Text.Phonemes;

/// <summary>Writes the table that <see cref="PronouncingLexicon"/> searches.</summary>
/// <remarks>
/// Brotli around: magic, number of words, number of blocks (int32 each), the blocks' offsets (int32), the entries in
/// order of their UTF-8 bytes. An entry is: bytes shared with the entry before (0 at the start of each block of 16),
/// bytes that follow, these bytes, number of pronunciations, and for each its length and places in
/// <see cref="Arpabet.Symbols"/>.
/// </remarks>
public static class PronouncingLexiconWriter
{
    /// <summary>Writes all words.</summary>
    /// <param name="pronunciations">Word and pronunciation; of one word the usual pronunciation first.</param>
    /// <param name="stream">Stream to write the table to.</param>
    public static void Write(IEnumerable<(string Word, string[] Phones)> pronunciations, Stream stream)
    {
        var words = pronunciations
            .GroupBy(entry => entry.Word, entry => entry.Phones)
            .Select(group => (Word: Encoding.UTF8.GetBytes(group.Key), Variants: group.ToArray()))
            .ToArray();
        Array.Sort(words, (a, b) => a.Word.AsSpan().SequenceCompareTo(b.Word));

        using var entries = new MemoryStream();
        var offsets = new List<int>();
        byte[] before = [];
        for (var i = 0; i < words.Length; i++)
        {
            if (i % PronouncingLexicon.BlockSize == 0)
            {
                offsets.Add((int)entries.Position);
                before = [];
            }
            WriteEntry(entries, words[i].Word, before, words[i].Variants);
            before = words[i].Word;
        }

        using var brotli = new BrotliStream(stream, CompressionLevel.SmallestSize, leaveOpen: true);
        foreach (var number in (int[])[(int)PronouncingLexicon.Magic, words.Length, offsets.Count, .. offsets])
            WriteInt32(brotli, number);
        entries.WriteTo(brotli);
    }

    /// <summary>Reads lines of <c>word TAB phones</c>, as the dictionary's project copy has them.</summary>
    public static IEnumerable<(string Word, string[] Phones)> ReadTable(TextReader reader)
    {
        while (reader.ReadLine() is { } line)
        {
            var tab = line.IndexOf('\t', StringComparison.Ordinal);
            yield return (line[..tab], Arpabet.Parse(line[(tab + 1)..]));
        }
    }

    private static void WriteEntry(MemoryStream stream, byte[] word, byte[] before, string[][] variants)
    {
        var shared = word.AsSpan().CommonPrefixLength(before);
        stream.WriteByte(checked((byte)shared));
        stream.WriteByte(checked((byte)(word.Length - shared)));
        stream.Write(word.AsSpan(shared));
        stream.WriteByte(checked((byte)variants.Length));
        foreach (var phones in variants)
        {
            stream.WriteByte(checked((byte)phones.Length));
            foreach (var phone in phones)
                stream.WriteByte((byte)Arpabet.IndexOf(phone));
        }
    }

    private static void WriteInt32(Stream stream, int number)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
        stream.Write(bytes);
    }
}
