using System.IO.Compression;
using System.Runtime.InteropServices;

namespace VoiceSmith.Text.Phonemes.Homographs;

/// <summary>Learnt weights of the homograph classifier.</summary>
/// <param name="Features">Weights of hashed features, as multiples of a step; a power of two of them.</param>
/// <param name="Step">What one step is worth.</param>
/// <param name="Network">Reads contexts.</param>
/// <param name="Vectors">By word id: weights of what the network says, [128].</param>
internal sealed record HomographWeights(
    sbyte[] Features,
    float Step,
    ContextNetwork Network,
    IReadOnlyDictionary<string, float[]> Vectors
)
{
    private const int Magic = 0x324D4856; // "VHM2"

    /// <summary>Bits of the size of the table of features.</summary>
    public int Bits { get; } = int.Log2(Features.Length);

    /// <summary>Writes all.</summary>
    public void Write(Stream stream)
    {
        using var writer = new BinaryWriter(new BrotliStream(stream, CompressionLevel.SmallestSize, leaveOpen: true));
        writer.Write(Magic);
        writer.Write(Features.Length);
        writer.Write(Step);
        writer.Write(MemoryMarshal.AsBytes(Features.AsSpan()));
        Network.Write(writer);
        writer.Write(Vectors.Count);
        foreach (var (id, vector) in Vectors)
        {
            writer.Write(id);
            EightBits.Write(writer, vector);
        }
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static HomographWeights Read(Stream stream)
    {
        using var reader = new BinaryReader(new BrotliStream(stream, CompressionMode.Decompress));
        if (reader.ReadInt32() != Magic)
            throw new InvalidDataException("Not the weights of homographs.");
        var features = new sbyte[reader.ReadInt32()];
        var step = reader.ReadSingle();
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(features.AsSpan()));
        var network = ContextNetwork.Read(reader);
        var vectors = new Dictionary<string, float[]>();
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            var (id, vector) = (reader.ReadString(), new float[ContextNetwork.Hidden]);
            EightBits.Read(reader, vector);
            vectors.Add(id, vector);
        }
        return new(features, step, network, vectors);
    }
}
