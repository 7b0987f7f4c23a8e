using System.Buffers.Binary;
using System.IO.Compression;
using TorchSharp;
using VoiceSmith.Audio;
using VoiceSmith.Models;
using VoiceSmith.Models.Checkpoints;
using VoiceSmith.Models.Checkpoints.Torch;
using VoiceSmith.Testing;
using static TorchSharp.torch;

namespace VoiceSmith.Bench.Fuzz;

/// <summary>Files that are read: sounds, weights, PyTorch's checkpoints, voices.</summary>
internal static class FileHarnesses
{
    public static Harness Wav() =>
        new(
            "wav",
            bytes =>
            {
                using var stream = new MemoryStream(bytes);
                var clip = WavFile.Read(stream);
                if (clip.Samples.Length > bytes.Length || clip.Samples.Any(sample => !float.IsFinite(sample)))
                    throw new InvalidDataException("More samples than bytes, or samples that are not finite.");
            },
            [Sound(WavEncoding.Pcm16, 1), Sound(WavEncoding.Pcm24, 2), Sound(WavEncoding.IeeeFloat32, 1)],
            Harness.Bytes("RIFF", "WAVE", "fmt ", "data", "LIST", "fact", "bext", "JUNK")
        );

    public static Harness SafeTensorsFile() =>
        new(
            "safetensors",
            bytes =>
            {
                using var stream = new MemoryStream(bytes);
                foreach (var value in SafeTensors.Read(stream, "fuzz").Values)
                    value.Dispose();
            },
            [Weights(), Named("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"__metadata__":{"b":"c"}}""")],
            Harness.Bytes(
                "\"dtype\":", "\"shape\":[", "\"data_offsets\":[", "\"F32\"", "\"BF16\"", "\"BOOL\"", "\"I64\"",
                "\"__metadata__\":", "{", "}", "[", "]", ",", ":", "\"a\"", "null", "-1", "1e3", "9223372036854775807"
            )
        );

    /// <summary>A file, or a pickle, around which a file of two storages is put.</summary>
    public static Harness Checkpoint()
    {
        var folder = Directory.CreateTempSubdirectory("voicesmith-fuzz").FullName;
        var path = Path.Combine(folder, "fuzz.pt");
        return new(
            "checkpoint",
            bytes =>
            {
                File.WriteAllBytes(path, bytes.AsSpan().StartsWith("PK"u8) ? bytes : Archived(bytes));
                using var file = TorchFile.Open(path);
                foreach (var network in TorchContents.Of(file).Networks)
                    using (var scope = NewDisposeScope())
                        foreach (var value in network.Tensors.Values)
                            file.Read(value);
                using (var scope = NewDisposeScope())
                    if (file.Root is PickledMap root)
                        foreach (var value in root.Named.Values.OfType<TorchTensor>())
                            file.Read(value);
            },
            [
                Archived(Pickle()), Pickle(),
                new PickleBytes().Op("}").Text("state_dict").Op("}(").Text("src_word_emb").Tensor("0", 4, [2], [1])
                    .Op("us").ToArray(),
                new PickleBytes().Op("]q").Raw(0).Op("h").Raw(0).Op("a").ToArray(),
            ],
            [
                .. Harness.Bytes(
                    "cos\nsystem\n", "ctorch._utils\n_rebuild_tensor_v2\n", "ccollections\nOrderedDict\n", "(", "t", "R",
                    "}", "]", "(u", "e", ".", ")", "X\x01\0\0\0a", "h\0", "q\0", "storage", "FloatStorage", "data.pkl"
                ),
                [0x8a, 8, 255, 255, 255, 255, 255, 255, 255, 127], [0x8e, 255, 255, 255, 255, 255, 255, 255, 127],
                [0x93], [0x81], [0x94], [0x85], [0x86], [0x87],
            ]
        );
    }

    /// <summary>A .voice file, or a manifest, around which a voice's weights are put.</summary>
    public static Harness VoiceFile()
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("voicesmith-fuzz").FullName, "tiny.voice");
        TinyVoice.Write(path);
        var files = new Dictionary<string, byte[]>();
        using (var archive = ZipFile.OpenRead(path))
            foreach (var entry in archive.Entries)
            {
                using var content = new MemoryStream();
                using var stream = entry.Open();
                stream.CopyTo(content);
                files[entry.FullName] = content.ToArray();
            }
        var manifest = files["manifest.json"];
        return new(
            "voice",
            bytes =>
            {
                using var stream = new MemoryStream(
                    bytes.AsSpan().StartsWith("PK"u8)
                        ? bytes
                        : Zip([.. files.Select(file => (file.Key, file.Key == "manifest.json" ? bytes : file.Value))])
                );
                Voice.Load(stream, "fuzz").Dispose();
            },
            [manifest, Zip([("manifest.json", manifest), ("acoustic.safetensors", Weights())])],
            Harness.Bytes(
                "null", "-1", "0", "1e9", "2147483647", "[]", "{}", "\"\"", "\"../../x\"", "\"$type\"", "\"Acoustic\":",
                "\"Vocoder\":", "\"Channels\":", "\"Layers\":", "\"Heads\":", "\"Symbols\":", "\"Speakers\":[],",
                "\"Hashes\":", "true", "false", "[8,8]", "\"Reference\"", "NaN", "\"espeak-ng:en-us\""
            ),
            1 << 13
        );
    }

    /// <summary>An archive of uncompressed files.</summary>
    internal static byte[] Zip((string Name, byte[] Content)[] files)
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var (name, content) in files)
            {
                using var entry = archive.CreateEntry(name, CompressionLevel.NoCompression).Open();
                entry.Write(content);
            }
        return stream.ToArray();
    }

    private static byte[] Archived(byte[] pickle) =>
        Zip([("archive/data.pkl", pickle), ("archive/data/0", new byte[16]), ("archive/data/1", new byte[64])]);

    private static byte[] Pickle() =>
        new PickleBytes().Op("}(").Text("a").Tensor("0", 4, [2, 2], [2, 1]).Text("b").Number(7).Op("u").ToArray();

    private static byte[] Sound(WavEncoding encoding, int channels)
    {
        using var stream = new MemoryStream();
        WavFile.Write(stream, new([.. Enumerable.Range(0, 64).Select(i => i / 100f)], 22050, channels), encoding);
        return stream.ToArray();
    }

    private static byte[] Weights()
    {
        using var scope = NewDisposeScope();
        using var stream = new MemoryStream();
        SafeTensors.Write(
            stream,
            new Dictionary<string, Tensor> { ["a"] = zeros(2, 3), ["b.c"] = ones(4, dtype: ScalarType.Int64) }
        );
        return stream.ToArray();
    }

    private static byte[] Named(string header)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, header.Length);
        return [.. bytes, .. System.Text.Encoding.ASCII.GetBytes(header), .. new byte[8]];
    }
}
