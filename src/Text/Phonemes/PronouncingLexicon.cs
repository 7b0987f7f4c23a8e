using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace VoiceSmith.Text.Phonemes;

/// <summary>
/// Words and their pronunciations in a compact, sorted, front-coded table that is searched where it lies.
/// </summary>
/// <remarks><see cref="PronouncingLexiconWriter"/> describes the format.</remarks>
public sealed class PronouncingLexicon
{
    private const int MostShared = 11,
        FewestShared = 3,
        MostNeighbours = 60,
        EnoughNeighbours = 3;

    internal const int BlockSize = 16;
    internal const int HeaderLength = 12;
    internal const uint Magic = 0x31445056; // "VPD1"

    private static readonly Lazy<PronouncingLexicon> LazyEnglish = new(() => LoadResource("cmudict.bin"));

    private readonly byte[] _data;
    private readonly int _blocks;
    private readonly int _entries;

    private PronouncingLexicon(byte[] data)
    {
        _data = data;
        if (data.Length < HeaderLength || BinaryPrimitives.ReadUInt32LittleEndian(data) != Magic)
            throw new InvalidDataException("Not a pronouncing dictionary.");
        WordCount = ReadInt32(4);
        _blocks = ReadInt32(8);
        _entries = HeaderLength + 4 * _blocks;
    }

    /// <summary>The CMU Pronouncing Dictionary, loaded when first asked for.</summary>
    public static PronouncingLexicon English => LazyEnglish.Value;

    /// <summary>Number of words.</summary>
    public int WordCount { get; }

    /// <summary>Reads a table that <see cref="PronouncingLexiconWriter"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The stream holds something else.</exception>
    public static PronouncingLexicon Load(Stream stream)
    {
        using var brotli = new BrotliStream(stream, CompressionMode.Decompress, leaveOpen: true);
        using var plain = new MemoryStream(2 << 20);
        brotli.CopyTo(plain);
        return new(plain.ToArray());
    }

    /// <summary>True where the dictionary has the word.</summary>
    /// <param name="word">Lower case.</param>
    public bool Contains(ReadOnlySpan<char> word) => Find(word) >= 0;

    /// <summary>All pronunciations of a word, the usual one first; empty where the dictionary lacks it.</summary>
    /// <param name="word">Lower case, apostrophes as <c>'</c>.</param>
    public IReadOnlyList<string[]> Lookup(ReadOnlySpan<char> word)
    {
        var at = Find(word);
        return at < 0 ? [] : ReadPronunciations(ref at);
    }

    /// <summary>The usual pronunciation of a word; null where the dictionary lacks it.</summary>
    /// <param name="word">Lower case, apostrophes as <c>'</c>.</param>
    public string[]? First(ReadOnlySpan<char> word)
    {
        var at = Find(word);
        if (at < 0)
            return null;
        at++;
        return ReadPronunciation(ref at);
    }

    /// <summary>
    /// True for a word that is said, false for one that is spelled as FBI; null where the dictionary lacks it.
    /// </summary>
    /// <param name="word">Lower case.</param>
    public bool? IsSaid(string word) => First(word) is { } phones ? !LetterNames.IsSpelling(word, phones) : null;

    /// <summary>Every word with its pronunciations, sorted by code.</summary>
    public IEnumerable<(string Word, IReadOnlyList<string[]> Pronunciations)> Entries()
    {
        var word = new byte[256];
        var at = _entries;
        for (var i = 0; i < WordCount; i++)
        {
            int shared = _data[at],
                length = shared + _data[at + 1];
            _data.AsSpan(at + 2, length - shared).CopyTo(word.AsSpan(shared));
            at += 2 + length - shared;
            yield return (Encoding.UTF8.GetString(word, 0, length), ReadPronunciations(ref at));
        }
    }

    /// <summary>
    /// Words that share the longest beginning with a word; with the next shorter one where they are fewer than three.
    /// </summary>
    /// <param name="word">Lower case.</param>
    /// <returns>null where no word begins with the same three letters.</returns>
    public WordNeighbours? Neighbours(string word)
    {
        ArgumentNullException.ThrowIfNull(word);
        for (var shared = Math.Min(word.Length, MostShared); shared >= FewestShared; shared--)
            if (Beginning(word.AsSpan(0, shared)) is { Count: > 0 } found)
            {
                if (found.Count >= EnoughNeighbours || shared == FewestShared)
                    return new(shared, found);
                return new(shared - 1, Beginning(word.AsSpan(0, shared - 1)));
            }
        return null;
    }

    /// <summary>The usual pronunciations of the first words that begin so.</summary>
    private List<string[]> Beginning(ReadOnlySpan<char> prefix)
    {
        var found = new List<string[]>();
        Span<byte> key = stackalloc byte[256];
        if (!Encoding.UTF8.TryGetBytes(prefix, key, out var length) || _blocks == 0)
            return found;
        key = key[..length];
        var block = BlockOf(key);
        var at = BlockStart(block);
        Span<byte> word = stackalloc byte[512];
        for (var i = block * BlockSize; i < WordCount && found.Count < MostNeighbours; i++)
        {
            int shared = _data[at],
                end = shared + _data[at + 1];
            _data.AsSpan(at + 2, end - shared).CopyTo(word[shared..]);
            at += 2 + end - shared;
            if (word[..end].StartsWith(key))
            {
                var first = at + 1;
                found.Add(ReadPronunciation(ref first));
            }
            else if (word[..end].SequenceCompareTo(key) > 0)
                break;
            SkipPronunciations(ref at);
        }
        return found;
    }

    private static PronouncingLexicon LoadResource(string name)
    {
        using var stream =
            typeof(PronouncingLexicon).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidDataException($"The assembly lacks its resource '{name}'.");
        return Load(stream);
    }

    /// <summary>Index of the word's first pronunciation; −1 where it is missing.</summary>
    private int Find(ReadOnlySpan<char> word)
    {
        Span<byte> key = stackalloc byte[256];
        if (word.IsEmpty || !Encoding.UTF8.TryGetBytes(word, key, out var length))
            return -1;
        key = key[..length];
        return _blocks == 0 ? -1 : FindInBlock(key, BlockOf(key));
    }

    /// <summary>The last block whose first word is not behind a key.</summary>
    private int BlockOf(ReadOnlySpan<byte> key)
    {
        int low = 0,
            high = _blocks - 1;
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            var head = BlockStart(middle);
            if (key.SequenceCompareTo(_data.AsSpan(head + 2, _data[head + 1])) < 0)
                high = middle - 1;
            else
                low = middle;
        }
        return low;
    }

    /// <summary>Walks a block, keeping how many bytes of the key agree with the entry before.</summary>
    private int FindInBlock(ReadOnlySpan<byte> key, int block)
    {
        var at = BlockStart(block);
        var count = Math.Min(BlockSize, WordCount - block * BlockSize);
        var agreed = 0;
        for (var i = 0; i < count; i++)
        {
            int shared = _data[at],
                length = _data[at + 1];
            if (shared < agreed)
                return -1; // entries are past the key
            var suffix = _data.AsSpan(at + 2, length);
            at += 2 + length;
            if (shared == agreed)
            {
                agreed += key[shared..].CommonPrefixLength(suffix);
                if (agreed == shared + length && agreed == key.Length)
                    return at;
            }
            SkipPronunciations(ref at);
        }
        return -1;
    }

    private int BlockStart(int block) => _entries + ReadInt32(HeaderLength + 4 * block);

    private int ReadInt32(int at) => BinaryPrimitives.ReadInt32LittleEndian(_data.AsSpan(at));

    private void SkipPronunciations(ref int at)
    {
        for (var left = _data[at++]; left > 0; left--)
            at += 1 + _data[at];
    }

    private string[][] ReadPronunciations(ref int at)
    {
        var variants = new string[_data[at++]][];
        for (var i = 0; i < variants.Length; i++)
            variants[i] = ReadPronunciation(ref at);
        return variants;
    }

    private string[] ReadPronunciation(ref int at)
    {
        var phones = new string[_data[at++]];
        for (var i = 0; i < phones.Length; i++)
            phones[i] = Arpabet.Symbols[_data[at++]];
        return phones;
    }
}
