using System.Buffers.Binary;
using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;

namespace VoiceSmith.Models.Checkpoints;

/// <summary>Name, type and shape of a tensor in a file.</summary>
public sealed record TensorDescription(string Name, string Type, IReadOnlyList<long> Shape);

/// <summary>
/// The safetensors format: an eight-byte length, a JSON header, and the tensors' bytes. It contains no code.
/// </summary>
/// <remarks>Source: the format's specification (Hugging Face). Little-endian, row-major.</remarks>
public static class SafeTensors
{
    private const int MaxHeaderBytes = 16 << 20;
    private const string MetadataKey = "__metadata__";

    private static readonly (string Name, ScalarType Type, int Bytes)[] Types =
    [
        ("F64", ScalarType.Float64, 8),
        ("F32", ScalarType.Float32, 4),
        ("F16", ScalarType.Float16, 2),
        ("BF16", ScalarType.BFloat16, 2),
        ("I64", ScalarType.Int64, 8),
        ("I32", ScalarType.Int32, 4),
        ("I16", ScalarType.Int16, 2),
        ("I8", ScalarType.Int8, 1),
        ("U8", ScalarType.Byte, 1),
        ("BOOL", ScalarType.Bool, 1),
    ];

    /// <summary>Reads every tensor of a file.</summary>
    /// <returns>CPU tensors by name, detached from dispose scopes: the caller disposes them.</returns>
    /// <exception cref="VoiceSmithException">VS2003: the file is damaged or of another format.</exception>
    public static Dictionary<string, Tensor> Read(string path)
    {
        using var stream = File.OpenRead(path);
        return Read(stream, path);
    }

    /// <summary>Reads every tensor of a seekable stream.</summary>
    /// <param name="stream">Positioned at the header's length.</param>
    /// <param name="name">Name of the source in errors.</param>
    /// <returns>CPU tensors by name, detached from dispose scopes: the caller disposes them.</returns>
    /// <exception cref="VoiceSmithException">VS2003: the content is damaged or of another format.</exception>
    public static Dictionary<string, Tensor> Read(Stream stream, string name)
    {
        var tensors = new Dictionary<string, Tensor>();
        try
        {
            using var header = ReadHeader(stream, name);
            var data = stream.Position;
            foreach (var entry in header.RootElement.EnumerateObject().Where(entry => entry.Name != MetadataKey))
                tensors.Add(entry.Name, ReadTensor(stream, data, entry.Value, $"{name}: {entry.Name}"));
            return tensors;
        }
        catch (Exception error)
            when (error
                    is JsonException
                        or EndOfStreamException
                        or InvalidOperationException
                        or FormatException
                        or KeyNotFoundException
                        or ArgumentException
                        or OverflowException
            )
        {
            Dispose(tensors);
            throw Damaged(name, error.Message);
        }
        catch (VoiceSmithException)
        {
            Dispose(tensors);
            throw;
        }
    }

    /// <summary>Names, types and shapes, without reading the tensors.</summary>
    /// <exception cref="VoiceSmithException">VS2003: the file is damaged or of another format.</exception>
    public static IReadOnlyList<TensorDescription> Describe(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            using var header = ReadHeader(stream, path);
            return
            [
                .. header
                    .RootElement.EnumerateObject()
                    .Where(entry => entry.Name != MetadataKey)
                    .Select(entry => new TensorDescription(
                        entry.Name,
                        entry.Value.GetProperty("dtype").GetString()!,
                        [.. entry.Value.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64())]
                    )),
            ];
        }
        catch (Exception error)
            when (error
                    is JsonException
                        or EndOfStreamException
                        or InvalidOperationException
                        or FormatException
                        or KeyNotFoundException
            )
        {
            throw Damaged(path, error.Message);
        }
    }

    /// <summary>Writes tensors to a file, atomically.</summary>
    public static void Write(string path, IEnumerable<KeyValuePair<string, Tensor>> tensors) =>
        AtomicFile.Write(path, stream => Write(stream, tensors));

    /// <summary>Writes tensors to a stream.</summary>
    public static void Write(Stream stream, IEnumerable<KeyValuePair<string, Tensor>> tensors)
    {
        var entries = tensors.OrderBy(entry => entry.Key, StringComparer.Ordinal).ToArray();
        long offset = 0;
        var header = new Dictionary<string, object>();
        foreach (var (name, value) in entries)
        {
            var (type, _, bytes) = Types.First(type => type.Type == value.dtype);
            var end = offset + value.numel() * bytes;
            header[name] = new
            {
                dtype = type,
                shape = value.shape,
                data_offsets = new[] { offset, end },
            };
            offset = end;
        }
        var json = JsonSerializer.SerializeToUtf8Bytes(header).ToList();
        while (json.Count % 8 != 0)
            json.Add((byte)' ');
        Span<byte> prefix = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(prefix, (ulong)json.Count);
        stream.Write(prefix);
        stream.Write([.. json]);
        foreach (var (_, value) in entries)
        {
            using var scope = NewDisposeScope();
            if (value.numel() > 0)
                stream.Write(value.detach().cpu().contiguous().bytes);
        }
    }

    private static JsonDocument ReadHeader(Stream stream, string name)
    {
        Span<byte> prefix = stackalloc byte[8];
        stream.ReadExactly(prefix);
        var headerLength = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        var left = stream.Length - stream.Position;
        if (headerLength > MaxHeaderBytes || (long)headerLength > left)
            throw Damaged(name, $"its header has {headerLength} bytes where {left} are left");
        var headerBytes = new byte[headerLength];
        stream.ReadExactly(headerBytes);
        return JsonDocument.Parse(headerBytes);
    }

    private static Tensor ReadTensor(Stream stream, long data, JsonElement entry, string name)
    {
        var typeName = entry.GetProperty("dtype").GetString();
        var type = Types.FirstOrDefault(type => type.Name == typeName);
        if (type.Name is null)
            throw Damaged(name, $"type '{typeName}' is unknown");
        var shape = entry.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64()).ToArray();
        var offsets = entry.GetProperty("data_offsets").EnumerateArray().Select(offset => offset.GetInt64()).ToArray();
        if (
            offsets is not [>= 0 and var start, var end]
            || shape.Any(size => size < 0)
            || end < start
            || end > stream.Length - data
        )
            throw Damaged(name, "its offsets are outside the file");
        var length = shape.Aggregate((long)type.Bytes, (product, size) => checked(product * size));
        if (length != end - start)
            throw Damaged(name, $"its shape [{string.Join(", ", shape)}] does not fit its {end - start} bytes");
        var value = empty(shape, dtype: type.Type, device: CPU).DetachFromDisposeScope();
        if (length > 0)
        {
            stream.Position = data + start;
            stream.ReadExactly(value.bytes);
        }
        return value;
    }

    private static void Dispose(Dictionary<string, Tensor> tensors)
    {
        foreach (var value in tensors.Values)
            value.Dispose();
    }

    private static VoiceSmithException Damaged(string name, string why) =>
        new(
            "VS2003",
            $"'{name}' cannot be read as safetensors.",
            $"It is damaged or of another format: {why}.",
            "Fetch or export the file again."
        );
}
