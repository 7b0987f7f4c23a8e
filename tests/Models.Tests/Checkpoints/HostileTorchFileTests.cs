using System.Buffers.Binary;
using System.Diagnostics;
using System.IO.Compression;
using CsCheck;
using VoiceSmith.Models.Checkpoints.Torch;
using VoiceSmith.Testing;
using static TorchSharp.torch;

namespace VoiceSmith.Models.Tests.Checkpoints;

/// <summary>Files made to harm: each gives a clear error, in bounded memory and time.</summary>
public sealed class HostileTorchFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("voicesmith-").FullName;

    [Fact]
    public void Open_NoZip_SaysSo()
    {
        AssertRefused(Write([1, 2, 3]), "no zip archive");
        AssertRefused(Write([]), "no zip archive");
        AssertRefused(Write(new byte[200_000]), "no zip archive");
    }

    [Fact]
    public void Open_TruncatedGolden_Fails()
    {
        var bytes = File.ReadAllBytes(Golden.Locate("ckpt_lightning_acoustic_micro.ckpt"));
        Gen.Int[0, bytes.Length - 1].Sample(length => AssertRefused(Write(bytes[..length]), ""), iter: 30);
    }

    [Fact]
    public void Open_GoldenWithWrongBytes_FailsOrReads() =>
        Gen.Select(Gen.Int[0, 90_000], Gen.Byte, Gen.Int[1, 20])
            .Sample(
                (position, value, count) =>
                {
                    var bytes = File.ReadAllBytes(Golden.Locate("ckpt_lightning_acoustic_micro.ckpt"));
                    for (var i = 0; i < count; i++)
                        bytes[(position * (i + 1) * 7919L) % 70_000] = (byte)(value + i);
                    try
                    {
                        using var file = TorchFile.Open(Write(bytes));
                        if (file.Root is PickledMap root && root["state_dict"] is PickledMap state)
                            foreach (var tensor in state.Named.Values.OfType<TorchTensor>())
                                file.Read(tensor).Dispose();
                    }
                    catch (TorchFileException)
                    {
                        // A clear error is one of the two right answers.
                    }
                },
                iter: 100
            );

    [Fact]
    public void Open_DirectoryWithHugeCounts_Fails()
    {
        var bytes = File.ReadAllBytes(new PickleBytes().Number(1).Save(_folder));
        var end = bytes.AsSpan().LastIndexOf("PK\x05\x06"u8);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(end + 10), 60_000);
        AssertRefused(Write(bytes), "breaks off after 1 of 60000 entries");
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(end + 12), 0xF0000000);
        AssertRefused(Write(bytes), "outside the file");
    }

    [Fact]
    public void Open_CompressedEntries_Fails()
    {
        var path = Path.Combine(_folder, "bomb.pt");
        using (var archive = ZipFile.Open(path, ZipArchiveMode.Create))
        {
            using var entry = archive.CreateEntry("archive/data.pkl", CompressionLevel.SmallestSize).Open();
            entry.Write(new byte[10 << 20]);
        }
        AssertRefused(path, "compressed");
    }

    [Fact]
    public void Open_SameEntryTwice_Fails()
    {
        var path = Path.Combine(_folder, "twice.pt");
        using (var archive = ZipFile.Open(path, ZipArchiveMode.Create))
            for (var i = 0; i < 2; i++)
                using (var entry = archive.CreateEntry("archive/data.pkl", CompressionLevel.NoCompression).Open())
                    entry.Write("N."u8);
        AssertRefused(path, "occurs twice");
    }

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("..")]
    [InlineData("/etc/passwd")]
    [InlineData("0/../1")]
    [InlineData("")]
    public void Open_StorageNamedLikeAPath_Fails(string key) =>
        AssertRefused(new PickleBytes().Storage(key, "FloatStorage", 1).Save(_folder), "no plain number");

    [Theory]
    [InlineData("I1\n", "operation 0x49")]
    [InlineData("\x82\x01", "operation 0x82")]
    [InlineData("\x97", "operation 0x97")]
    [InlineData("R", "values that it never made")]
    [InlineData("t", "values that it never made")]
    [InlineData("h\x07", "never stored")]
    [InlineData("NNa", "uses nothing as PickledList")]
    [InlineData("]N)R", "as PickledName")]
    [InlineData("}(Nu", "key without a value")]
    [InlineData("X\xff\xff\xff\x7f", "claims a value of 2147483647 bytes")]
    [InlineData("\x8e\xff\xff\xff\xff\xff\xff\xff\xff", "claims a value")]
    [InlineData("cos\nsystem", "middle of a name")]
    [InlineData("(NNNtQ", "no storage")]
    public void Open_BrokenPickle_Fails(string operations, string reason) =>
        AssertRefused(new PickleBytes().Op(operations).Save(_folder), reason);

    [Theory]
    [InlineData(new[] { 1L << 40 }, new[] { 1L }, 0, "does not fit the 4 numbers")]
    [InlineData(new[] { 1L << 40 }, new[] { 0L }, 0, "does not fit the 4 numbers")]
    [InlineData(new[] { 1L << 40, 1L << 40 }, new[] { 0L, 0L }, 0, "overflow")]
    [InlineData(new[] { 2L, 2L }, new[] { 1L << 62, 1L << 62 }, 0, "overflow")]
    [InlineData(new[] { 5L }, new[] { 1L }, 0, "a tensor of [5] does not fit the 4 numbers of 'archive/data/0'")]
    [InlineData(new[] { 2L }, new[] { 4L }, 0, "does not fit the 4 numbers")]
    [InlineData(new[] { 2L, 2L }, new[] { 2L, 1L }, 1, "does not fit the 4 numbers")]
    public void Read_ShapeBeyondItsNumbers_Fails(long[] shape, long[] strides, long offset, string reason)
    {
        using var file = TorchFile.Open(
            new PickleBytes()
                .Tensor("0", 4, shape, strides, offset)
                .Save(_folder, ("0", PickleBytes.Floats(1, 2, 3, 4)))
        );
        Assert.Contains(
            reason,
            Assert.Throws<TorchFileException>(() => file.Read(Assert.IsType<TorchTensor>(file.Root))).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Read_LastNumbersOfAStorage_AreRead()
    {
        using var scope = NewDisposeScope();
        using var file = TorchFile.Open(
            new PickleBytes().Tensor("0", 4, [2], [2], offset: 1).Save(_folder, ("0", PickleBytes.Floats(1, 2, 3, 4)))
        );
        Assert.Equal([2, 4], file.Read(Assert.IsType<TorchTensor>(file.Root)).data<float>());
    }

    [Theory]
    [InlineData("big")]
    [InlineData("little")]
    public void Open_ByteOrder_OnlyLittleEndianIsRead(string order)
    {
        var path = Path.Combine(_folder, order);
        using (var archive = ZipFile.Open(path, ZipArchiveMode.Create))
            foreach (var (name, content) in new[] { ("a/data.pkl", "N."), ("a/byteorder", order) })
                using (var entry = archive.CreateEntry(name, CompressionLevel.NoCompression).Open())
                    entry.Write(System.Text.Encoding.ASCII.GetBytes(content));
        if (order == "big")
            AssertRefused(path, "big-endian");
        else
            TorchFile.Open(path).Dispose();
        using var unlocked = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
    }

    [Fact]
    public void Read_OffsetOrEntryMissing_Fails()
    {
        using var beyond = TorchFile.Open(
            new PickleBytes()
                .Tensor("0", 4, [1], [1], offset: long.MaxValue)
                .Save(_folder, ("0", PickleBytes.Floats(1)))
        );
        Assert.Throws<TorchFileException>(() => beyond.Read(Assert.IsType<TorchTensor>(beyond.Root)));
        using var absent = TorchFile.Open(
            new PickleBytes().Tensor("7", 4, [1], [1]).Save(_folder, ("0", PickleBytes.Floats(1)))
        );
        Assert.Contains(
            "no entry",
            Assert.Throws<TorchFileException>(() => absent.Read(Assert.IsType<TorchTensor>(absent.Root))).Message,
            StringComparison.Ordinal
        );
        AssertRefused(new PickleBytes().Tensor("0", 4, [-1], [1]).Save(_folder), "not described");
    }

    [Fact]
    public void Read_OneStorageAThousandTimes_StopsBeforeMemoryDoes()
    {
        using var scope = NewDisposeScope();
        using var file = TorchFile.Open(
            new PickleBytes().Tensor("0", 1000, [1000], [1]).Save(_folder, ("0", new byte[4000]))
        );
        var tensor = Assert.IsType<TorchTensor>(file.Root);
        Assert.Contains(
            "outgrow",
            Assert
                .Throws<TorchFileException>(() =>
                {
                    for (var i = 0; i < 1000; i++)
                        file.Read(tensor);
                })
                .Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Open_ListsOfListsOfThemselves_StayAsSmallAsTheFile()
    {
        var doubling = new PickleBytes().Op("]q\0");
        for (byte i = 1; i < 100; i++)
            doubling.Op("](h").Raw((byte)(i - 1)).Op("h").Raw((byte)(i - 1)).Op("eq").Raw(i);
        using var file = TorchFile.Open(doubling.Save(_folder));
        Assert.IsType<PickledList>(file.Root);
        using var recursive = TorchFile.Open(new PickleBytes().Op("]q\0h\0a").Save(_folder));
        Assert.Same(recursive.Root, Assert.IsType<PickledList>(recursive.Root).Items[0]);
        using var inItself = TorchFile.Open(new PickleBytes().Op("}q\0h\0h\0s").Text("self").Op("h\0s").Save(_folder));
        Assert.Same(inItself.Root, Assert.IsType<PickledMap>(inItself.Root)["self"]);
    }

    [Fact]
    public void Open_MillionsOfValues_StopsInTime()
    {
        var clock = Stopwatch.StartNew();
        var before = GC.GetTotalAllocatedBytes();
        AssertRefused(new PickleBytes().Raw([.. Enumerable.Repeat((byte)'}', 8_000_000)]).Save(_folder), "operations");
        AssertRefused(new PickleBytes().Raw([.. Enumerable.Repeat((byte)'(', 8_000_000)]).Save(_folder), "operations");
        AssertRefused(
            new PickleBytes().Op("]").Raw([.. Enumerable.Repeat((byte)'2', 8_000_000)]).Save(_folder),
            "operations"
        );
        Assert.True(GC.GetTotalAllocatedBytes() - before < 1L << 30);
        Assert.True(clock.Elapsed < TimeSpan.FromMinutes(1));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Write(byte[] bytes)
    {
        var path = Path.Combine(_folder, Guid.NewGuid() + ".pt");
        File.WriteAllBytes(path, bytes);
        return path;
    }

    private static void AssertRefused(string path, string reason)
    {
        var error = Assert.Throws<TorchFileException>(() => TorchFile.Open(path).Dispose());
        Assert.Equal("VS2010", error.Code);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }
}
