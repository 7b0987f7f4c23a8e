using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using VoiceSmith.Models.Checkpoints.Torch;

namespace VoiceSmith.Models.Tests.Checkpoints;

public sealed class StoredZipTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"voicesmith-{Guid.NewGuid():n}.zip");

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(ushort.MaxValue)]
    public void Read_ArchiveOfDotNet_GivesItsEntries(int comment)
    {
        using (var archive = ZipFile.Open(_path, ZipArchiveMode.Create))
        {
            archive.Comment = new string('c', comment);
            foreach (var name in new[] { "a/b", "ü", "empty" })
            {
                using var entry = archive.CreateEntry(name, CompressionLevel.NoCompression).Open();
                entry.Write(name == "empty" ? [] : [1, 2, 3, 4, (byte)name.Length]);
            }
        }
        using var zip = new StoredZip(_path);
        Assert.Equal(new FileInfo(_path).Length, zip.Length);
        Assert.Equal(["a/b", "ü", "empty"], zip.Names);
        Assert.Equal((5, 5, 0), (zip.LengthOf("a/b"), zip.LengthOf("ü"), zip.LengthOf("empty")));
        Assert.Equal([1, 2, 3, 4, 3], Bytes(zip, "a/b", 0, 5));
        Assert.Equal([3, 4], Bytes(zip, "a/b", 2, 2));
        Assert.Equal([1], Bytes(zip, "ü", 4, 1));
        Assert.Empty(Bytes(zip, "empty", 0, 0));
        foreach (var (offset, length) in new[] { (-1, 1), (0, 6), (5, 1), (4, 2) })
            Assert.Throws<InvalidDataException>(() => Bytes(zip, "a/b", offset, length));
        Assert.Throws<InvalidDataException>(() => zip.LengthOf("b"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Read_SixtyFourBitFields_AreTheLengths(bool otherFieldFirst)
    {
        File.WriteAllBytes(_path, Wide(otherFieldFirst: otherFieldFirst));
        using var zip = new StoredZip(_path);
        Assert.Equal(["one", "two"], zip.Names);
        Assert.Equal([1, 1, 1], Bytes(zip, "one", 0, 3));
        Assert.Equal([2, 2, 2], Bytes(zip, "two", 0, 3));
    }

    [Fact]
    public void Open_SixtyFourBitDirectoryElsewhere_IsRefused()
    {
        var bytes = Wide();
        var end = bytes.AsSpan().IndexOf("PK\u0006\u0006"u8);
        bytes[end]++;
        File.WriteAllBytes(_path, bytes);
        AssertRefused("64-bit directory");
        bytes[end]--;
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(end + 48), -1);
        File.WriteAllBytes(_path, bytes);
        AssertRefused("directory lies outside the file");
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(end + 32), 1L << 40);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(end + 48), 0);
        File.WriteAllBytes(_path, bytes);
        AssertRefused("its directory claims 1099511627776 entries");
    }

    /// <summary>Fields of the second entry in the directory, and what is said of their values.</summary>
    [Theory]
    [InlineData(0, 0, "breaks off after 1 of 2 entries")]
    [InlineData(8, 1, "compressed or encrypted")]
    [InlineData(10, 8, "compressed or encrypted")]
    [InlineData(20, 2, "lies outside the file")]
    [InlineData(24, 4, "lies outside the file")]
    [InlineData(28, 200, "breaks off within an entry")]
    [InlineData(30, 200, "breaks off within an entry")]
    [InlineData(32, 200, "breaks off within an entry")]
    [InlineData(42, 250, "lies outside the file")]
    public void Open_DirectoryThatContradictsItself_IsRefused(int field, byte value, string reason)
    {
        var bytes = Narrow();
        bytes[bytes.AsSpan().LastIndexOf("PK\u0001\u0002"u8) + field] = value;
        File.WriteAllBytes(_path, bytes);
        AssertRefused(reason);
    }

    [Fact]
    public void Read_EntryThatIsNotThere_IsRefused()
    {
        var bytes = Narrow();
        var second = bytes.AsSpan().LastIndexOf("PK\u0003\u0004"u8);
        bytes[second + 26] = 250; // the name's length, beyond the end of the file
        File.WriteAllBytes(_path, bytes);
        using (var zip = new StoredZip(_path))
            Assert.Throws<InvalidDataException>(() => Bytes(zip, "two", 0, 3));
        bytes[second] = 0;
        File.WriteAllBytes(_path, bytes);
        using (var zip = new StoredZip(_path))
        {
            Assert.Throws<InvalidDataException>(() => Bytes(zip, "two", 0, 3));
            Assert.Equal([1, 1, 1], Bytes(zip, "one", 0, 3));
        }
    }

    [Fact]
    public void Open_RefusedFile_IsClosed()
    {
        File.WriteAllBytes(_path, new byte[10]);
        AssertRefused("no zip archive");
        using var alone = new FileStream(_path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
    }

    public void Dispose() => File.Delete(_path);

    private static byte[] Bytes(StoredZip zip, string name, long offset, int length)
    {
        var bytes = new byte[length];
        zip.Read(name, offset, bytes);
        return bytes;
    }

    private void AssertRefused(string reason) =>
        Assert.Contains(
            reason,
            Assert.Throws<InvalidDataException>(() => new StoredZip(_path)).Message,
            StringComparison.Ordinal
        );

    /// <summary>An archive of "one" and "two" as any program writes it.</summary>
    private static byte[] Narrow() => Archive(wide: false, otherFieldFirst: false);

    /// <summary>The same with every length and place in 64-bit fields, as of archives beyond 4 GB.</summary>
    private static byte[] Wide(bool otherFieldFirst = false) => Archive(wide: true, otherFieldFirst);

    private static byte[] Archive(bool wide, bool otherFieldFirst)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        var headers = new List<long>();
        string[] names = ["one", "two"];
        foreach (var name in names)
        {
            headers.Add(stream.Position);
            writer.Write("PK\u0003\u0004"u8);
            writer.Write(new byte[22]);
            writer.Write((short)3);
            writer.Write((short)5); // an extra field, by which PyTorch aligns numbers
            writer.Write(Encoding.ASCII.GetBytes(name + "extra"));
            writer.Write(name == "one" ? [1, 1, 1] : (byte[])[2, 2, 2]);
        }
        var directory = stream.Position;
        for (var i = 0; i < names.Length; i++)
        {
            byte[] other = otherFieldFirst ? [9, 0, 2, 0, 7, 7] : [];
            writer.Write("PK\u0001\u0002"u8);
            writer.Write(new byte[16]);
            writer.Write(wide ? uint.MaxValue : 3);
            writer.Write(wide ? uint.MaxValue : 3);
            writer.Write((short)3);
            writer.Write((short)(wide ? other.Length + 4 + 24 : 0));
            writer.Write(new byte[10]);
            writer.Write(wide ? uint.MaxValue : (uint)headers[i]);
            writer.Write(Encoding.ASCII.GetBytes(names[i]));
            if (!wide)
                continue;
            writer.Write(other);
            writer.Write((short)1);
            writer.Write((short)24);
            writer.Write(3L);
            writer.Write(3L);
            writer.Write(headers[i]);
        }
        var length = stream.Position - directory;
        if (wide)
        {
            var end = stream.Position;
            writer.Write("PK\u0006\u0006"u8);
            writer.Write(new byte[28]);
            writer.Write(2L);
            writer.Write(length);
            writer.Write(directory);
            writer.Write("PK\u0006\u0007"u8);
            writer.Write(0);
            writer.Write(end);
            writer.Write(1);
        }
        writer.Write("PK\u0005\u0006"u8);
        writer.Write(new byte[6]);
        writer.Write(wide ? ushort.MaxValue : (ushort)2);
        writer.Write(wide ? uint.MaxValue : (uint)length);
        writer.Write(wide ? uint.MaxValue : (uint)directory);
        writer.Write((short)0);
        return stream.ToArray();
    }
}
