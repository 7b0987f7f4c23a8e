using System.IO.Compression;
using System.Runtime.InteropServices;

namespace VoiceSmith.Text.Phonemes.Homographs;

/// <summary>Weights of the homograph classifier.</summary>
/// <param name="Features">Weights of hashed features, as multiples of a step; a power of two of them.</param>
/// <param name="Step">Size of a step.</param>
/// <param name="Network">Encodes contexts.</param>
/// <param name="Vectors">By word id: weights of the network's features, [128].</param>
public sealed record HomographWeights(
    sbyte[] Features,
    float Step,
    ContextNetwork Network,
    IReadOnlyDictionary<string, float[]> Vectors
)
{
    private const int Magic = 0x324D4856; // "VHM2"

    /// <summary>log2 of the number of weights of features.</summary>
    public int Bits { get; } = int.Log2(Features.Length);

    /// <summary>Weights as they are stored, from those that were trained.</summary>
    /// <param name="features">Weights of hashed features; a power of two of them.</param>
    /// <param name="network">Encodes contexts.</param>
    /// <param name="vectors">By word id: weights of the network's features, [128].</param>
    public static HomographWeights Quantize(
        ReadOnlySpan<float> features,
        ContextNetwork network,
        IReadOnlyDictionary<string, float[]> vectors
    )
    {
        var (steps, step) = EightBits.Of(features);
        return new(steps, step, network, vectors);
    }

    /// <summary>Writes the weights, compressed.</summary>
    /// <param name="stream">Receives them; stays open.</param>
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

    /// <summary>Reads weights that <see cref="Write"/> wrote.</summary>
    /// <param name="stream">The file.</param>
    /// <exception cref="InvalidDataException">It is of another kind.</exception>
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
