using System.Buffers.Binary;
using System.Text;

namespace VoiceSmith.Models.Checkpoints.Torch;

/// <summary>A zip archive with uncompressed entries, as PyTorch writes them.</summary>
/// <remarks>
/// Source: PKWARE's APPNOTE, with its 64-bit fields. Nothing is unpacked to disk, and an entry of n bytes is n bytes of
/// the file.
/// </remarks>
internal sealed class StoredZip : IDisposable
{
    private const int MaxEntries = 200_000;
    private const uint EndSignature = 0x06054b50,
        End64Signature = 0x06064b50,
        Locator64Signature = 0x07064b50;
    private const uint DirectorySignature = 0x02014b50,
        LocalSignature = 0x04034b50;
    private const int EndLength = 22,
        Locator64Length = 20,
        DirectoryLength = 46,
        LocalLength = 30;

    private readonly FileStream _file;
    private readonly Dictionary<string, (long Header, long Length)> _entries = new(StringComparer.Ordinal);

    /// <exception cref="InvalidDataException">The file is not such an archive.</exception>
    public StoredZip(string path)
    {
        _file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        try
        {
            ReadDirectory();
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    /// <summary>Length of the archive in bytes.</summary>
    public long Length => _file.Length;

    /// <summary>Names of the entries.</summary>
    public IEnumerable<string> Names => _entries.Keys;

    /// <summary>Length of an entry in bytes.</summary>
    public long LengthOf(string name) => Find(name).Length;

    /// <summary>Reads part of an entry.</summary>
    /// <param name="name">The entry.</param>
    /// <param name="offset">Its first byte to read.</param>
    /// <param name="buffer">Filled completely.</param>
    public void Read(string name, long offset, Span<byte> buffer)
    {
        var (header, length) = Find(name);
        if (offset < 0 || offset > length - buffer.Length)
            throw new InvalidDataException(
                $"the entry '{name}' has {length} bytes, of which {buffer.Length} from byte {offset} are wanted"
            );
        var local = Bytes(header, LocalLength);
        if (Word(local, 0) != LocalSignature)
            throw new InvalidDataException($"there is no entry '{name}' where the directory says");
        var start = header + LocalLength + Half(local, 26) + Half(local, 28);
        if (start > _file.Length - length)
            throw new InvalidDataException($"the entry '{name}' goes beyond the end of the file");
        _file.Position = start + offset;
        _file.ReadExactly(buffer);
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private (long Header, long Length) Find(string name) =>
        _entries.TryGetValue(name, out var entry) ? entry : throw new InvalidDataException($"it has no entry '{name}'");

    private void ReadDirectory()
    {
        var (start, length, count) = FindDirectory();
        if (count > MaxEntries || length > MaxEntries * 1024L)
            throw new InvalidDataException($"its directory claims {count} entries in {length} bytes");
        var directory = Bytes(start, (int)length);
        var position = 0;
        for (long i = 0; i < count; i++)
        {
            if (position > directory.Length - DirectoryLength || Word(directory, position) != DirectorySignature)
                throw new InvalidDataException($"its directory breaks off after {i} of {count} entries");
            var (nameLength, extraLength, commentLength) = (
                Half(directory, position + 28),
                Half(directory, position + 30),
                Half(directory, position + 32)
            );
            var next = position + DirectoryLength + nameLength + extraLength + commentLength;
            if (next > directory.Length)
                throw new InvalidDataException("its directory breaks off within an entry");
            var name = Encoding.UTF8.GetString(directory, position + DirectoryLength, nameLength);
            var extra = directory.AsSpan(position + DirectoryLength + nameLength, extraLength);
            Add(name, directory.AsSpan(position, DirectoryLength), extra);
            position = next;
        }
    }

    private void Add(string name, ReadOnlySpan<byte> entry, ReadOnlySpan<byte> extra)
    {
        if (Half(entry, 10) != 0 || (Half(entry, 8) & 1) != 0)
            throw new InvalidDataException($"the entry '{name}' is compressed or encrypted, which PyTorch never does");
        long packed = Word(entry, 20),
            length = Word(entry, 24),
            header = Word(entry, 42);
        while (extra.Length >= 4)
        {
            var (tag, size) = (Half(extra, 0), Half(extra, 2));
            var field = extra[4..Math.Min(extra.Length, 4 + size)];
            if (tag == 1)
                (length, packed, header) = (
                    Widen(length, ref field),
                    Widen(packed, ref field),
                    Widen(header, ref field)
                );
            extra = extra[Math.Min(extra.Length, 4 + size)..];
        }
        if (
            packed != length
            || length < 0
            || header < 0
            || header > _file.Length - LocalLength
            || length > _file.Length - header
        )
            throw new InvalidDataException($"the entry '{name}' lies outside the file");
        if (!_entries.TryAdd(name, (header, length)))
            throw new InvalidDataException($"the entry '{name}' occurs twice");
    }

    /// <summary>The value of a 32-bit field, or the next 64-bit value where the field is at its maximum.</summary>
    private static long Widen(long value, ref ReadOnlySpan<byte> wide)
    {
        if (value != uint.MaxValue || wide.Length < 8)
            return value;
        value = BinaryPrimitives.ReadInt64LittleEndian(wide);
        wide = wide[8..];
        return value;
    }

    private (long Start, long Length, long Count) FindDirectory()
    {
        var tailLength = (int)Math.Min(_file.Length, EndLength + ushort.MaxValue);
        var tailStart = _file.Length - tailLength;
        var tail = Bytes(tailStart, tailLength);
        var end = tailLength - EndLength;
        while (end >= 0 && Word(tail, end) != EndSignature)
            end--;
        if (end < 0)
            throw new InvalidDataException(
                "it is no zip archive, or its end is missing; files of PyTorch before 1.6 are not"
            );
        (long start, long length, long count) = (Word(tail, end + 16), Word(tail, end + 12), Half(tail, end + 10));
        var locator = tailStart + end - Locator64Length;
        if ((start == uint.MaxValue || length == uint.MaxValue || count == ushort.MaxValue) && locator >= 0)
        {
            var where = Bytes(locator, Locator64Length);
            if (Word(where, 0) == Locator64Signature)
            {
                var wide = Bytes(BinaryPrimitives.ReadInt64LittleEndian(where.AsSpan(8)), 56);
                if (Word(wide, 0) != End64Signature)
                    throw new InvalidDataException("its 64-bit directory is not where it should be");
                (count, length, start) = (Long(wide, 32), Long(wide, 40), Long(wide, 48));
            }
        }
        if (start < 0 || length < 0 || count < 0 || start > _file.Length || length > _file.Length - start)
            throw new InvalidDataException("its directory lies outside the file");
        return (start, length, count);
    }

    private byte[] Bytes(long position, int length)
    {
        if (position < 0 || position > _file.Length - length)
            throw new InvalidDataException($"it should have {length} bytes at {position}, but ends at {_file.Length}");
        var bytes = new byte[length];
        _file.Position = position;
        _file.ReadExactly(bytes);
        return bytes;
    }

    private static ushort Half(ReadOnlySpan<byte> bytes, int position) =>
        BinaryPrimitives.ReadUInt16LittleEndian(bytes[position..]);

    private static uint Word(ReadOnlySpan<byte> bytes, int position) =>
        BinaryPrimitives.ReadUInt32LittleEndian(bytes[position..]);

    private static long Long(ReadOnlySpan<byte> bytes, int position) =>
        BinaryPrimitives.ReadInt64LittleEndian(bytes[position..]);
}
