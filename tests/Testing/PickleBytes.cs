using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace VoiceSmith.Testing;

/// <summary>Writes pickles operation by operation, sane and insane ones, and files around them.</summary>
public sealed class PickleBytes
{
    private readonly List<byte> _bytes = [];

    public PickleBytes() => Raw(0x80, 2);

    public PickleBytes Raw(params byte[] bytes)
    {
        _bytes.AddRange(bytes);
        return this;
    }

    public PickleBytes Op(string operations) => Raw(Encoding.Latin1.GetBytes(operations));

    public PickleBytes Text(string text) =>
        Op("X").Raw(Word((uint)Encoding.UTF8.GetByteCount(text))).Raw(Encoding.UTF8.GetBytes(text));

    public PickleBytes Number(long value) => Raw(0x8a, 8).Raw(BitConverter.GetBytes(value));

    public PickleBytes Numbers(params long[] values)
    {
        Op("(");
        foreach (var value in values)
            Number(value);
        return Op("t");
    }

    public PickleBytes Global(string module, string name) => Op($"c{module}\n{name}\n");

    public PickleBytes Storage(string key, string type, long size) =>
        Op("(").Text("storage").Global("torch", type).Text(key).Text("cpu").Number(size).Op("tQ");

    public PickleBytes Tensor(
        string key,
        long size,
        long[] shape,
        long[] strides,
        long offset = 0,
        string type = "FloatStorage"
    ) =>
        Global("torch._utils", "_rebuild_tensor_v2")
            .Op("(")
            .Storage(key, type, size)
            .Number(offset)
            .Numbers(shape)
            .Numbers(strides)
            .Raw(0x89)
            .Global("collections", "OrderedDict")
            .Op(")RtR");

    /// <summary>The pickle, ended.</summary>
    public byte[] ToArray() => [.. _bytes, (byte)'.'];

    /// <summary>A file with this pickle and these storages.</summary>
    public string Save(string folder, params (string Key, byte[] Data)[] storages)
    {
        var path = Path.Combine(folder, Guid.NewGuid() + ".pt");
        using var archive = ZipFile.Open(path, ZipArchiveMode.Create);
        foreach (
            var (name, data) in storages
                .Select(storage => ("archive/data/" + storage.Key, storage.Data))
                .Prepend(("archive/data.pkl", ToArray()))
        )
        {
            using var entry = archive.CreateEntry(name, CompressionLevel.NoCompression).Open();
            entry.Write(data);
        }
        return path;
    }

    public static byte[] Floats(params float[] values) => [.. values.SelectMany(BitConverter.GetBytes)];

    public static byte[] Word(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return bytes;
    }
}
