using System.Buffers.Binary;
using System.Globalization;
using System.Text.Json.Nodes;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace VoiceSmith.Testing;

/// <summary>One golden file: inputs, weights and outputs that the reference implementation gave.</summary>
/// <remarks>
/// Small files lie in tests/Golden, the others in ../shared/reference/golden: a test that asks for one that is nowhere
/// is skipped.
/// </remarks>
public sealed class Golden
{
    private readonly byte[] bytes;
    private readonly JsonObject header;
    private readonly int dataStart;

    private Golden(string name, byte[] bytes)
    {
        (Name, this.bytes) = (name, bytes);
        dataStart = 8 + checked((int)BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        header = JsonNode.Parse(bytes.AsSpan(8, dataStart - 8))!.AsObject();
        Manifest = ReadManifest(name + ".safetensors");
    }

    /// <summary>The file's name without its extension.</summary>
    public string Name { get; }

    /// <summary>
    /// Its entry in manifest.json: config, scalar_inputs, precision, overrides, scale_rules, notes.
    /// </summary>
    public JsonObject Manifest { get; }

    /// <summary>The tensors' keys: "in/…", "out/…", "alt/…", "weights/…", "grad/…", "after/…".</summary>
    public IEnumerable<string> Keys => header.Select(entry => entry.Key).Where(key => key != "__metadata__");

    /// <summary>Opens a golden file. Skips the running test where it is in neither place.</summary>
    /// <param name="name">Its name without extension, such as "conformer".</param>
    public static Golden Open(string name) => new(name, File.ReadAllBytes(Locate(name + ".safetensors")));

    /// <summary>
    /// The path of a file of the golden folder, such as a .json or a .ckpt. Skips the running test where it is absent.
    /// </summary>
    public static string Locate(string file)
    {
        var own = Path.Combine(SharedFolder.Repository, "tests", "Golden", file);
        return File.Exists(own) ? own : SharedFolder.Require("reference", "golden", file);
    }

    /// <summary>True if the file has this tensor.</summary>
    public bool Has(string key) => header.ContainsKey(key);

    /// <summary>A tensor of the file, on the CPU. The caller, or its dispose scope, owns it.</summary>
    /// <param name="key">Its key, such as "in/wav".</param>
    public Tensor this[string key]
    {
        get
        {
            var (type, shape, data) = Find(key);
            var tensor = empty(shape, type);
            if (data.Count > 0)
                tensor.bytes = data.AsSpan();
            return tensor;
        }
    }

    /// <summary>A tensor's values as float32, whatever its kind, row-major.</summary>
    public float[] Floats(string key)
    {
        using var tensor = this[key];
        using var single = tensor.to(ScalarType.Float32);
        return single.data<float>().ToArray();
    }

    /// <summary>A tensor's values as float64, whatever its kind, row-major.</summary>
    public double[] Doubles(string key)
    {
        using var tensor = this[key];
        using var real = tensor.to(ScalarType.Float64);
        return real.data<double>().ToArray();
    }

    /// <summary>Copies the file's "weights/…" into a network of the same names and shapes.</summary>
    /// <param name="network">A network whose state_dict has exactly these keys.</param>
    /// <param name="prefix">What the keys begin with in the file.</param>
    /// <param name="within">
    /// Takes only the keys below this module, such as "decoder.", and drops that part of their names.
    /// </param>
    public void LoadWeights(nn.Module network, string prefix = "weights/", string within = "")
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var state = network.state_dict();
        prefix += within;
        var stored = Keys.Where(key => key.StartsWith(prefix, StringComparison.Ordinal))
            .Select(key => key[prefix.Length..]);
        Assert.Equal(stored.Order(StringComparer.Ordinal), state.Keys.Order(StringComparer.Ordinal));
        foreach (var (key, tensor) in state)
        {
            var source = this[prefix + key];
            Assert.Equal(source.shape, tensor.shape);
            tensor.copy_(source);
        }
    }

    /// <summary>The greatest difference an output may have: ten times what float32 and float64 differ by in the
    /// reference, at least <paramref name="floor"/>.</summary>
    /// <param name="key">The output's key, such as "out/mel".</param>
    /// <param name="floor">For outputs whose recorded difference is zero or absent.</param>
    public double Tolerance(string key, double floor = 1e-6)
    {
        var recorded =
            Manifest["precision"]?[key[(key.IndexOf('/') + 1)..]]?["max_abs_diff_f32_f64"]?.GetValue<double>() ?? 0;
        return Math.Max(10 * recorded, floor);
    }

    /// <summary>
    /// Fails unless shapes agree and every value is within the manifest's tolerance (relative 1e-4 besides) of the
    /// golden one.
    /// </summary>
    public void AssertClose(string key, Tensor actual, double floor = 1e-6, double relative = 1e-4)
    {
        using var scope = NewDisposeScope();
        var expected = this[key].to(ScalarType.Float64);
        var got = actual.detach().cpu().to(ScalarType.Float64);
        Assert.Equal(expected.shape, got.shape);
        if (expected.numel() == 0)
            return;
        var tolerance = Tolerance(key, floor);
        var excess = ((got - expected).abs() - relative * expected.abs() - tolerance)
            .nan_to_num(double.MaxValue)
            .flatten();
        var worst = excess.argmax().item<long>();
        if (excess[worst].item<double>() > 0)
            Assert.Fail(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Name} {key}: element {worst} is {got.flatten()[worst].item<double>():g9}, should be {expected.flatten()[worst].item<double>():g9} ± {tolerance:g3}; largest difference {(got - expected).abs().max().item<double>():g3}."
                )
            );
    }

    private (ScalarType Type, long[] Shape, ArraySegment<byte> Data) Find(string key)
    {
        var entry =
            header[key] as JsonObject
            ?? throw new KeyNotFoundException($"{Name} has no tensor '{key}', but: {string.Join(", ", Keys)}");
        var type = entry["dtype"]!.GetValue<string>() switch
        {
            "F32" => ScalarType.Float32,
            "F64" => ScalarType.Float64,
            "I64" => ScalarType.Int64,
            "I32" => ScalarType.Int32,
            "BOOL" => ScalarType.Bool,
            var other => throw new NotSupportedException($"{Name} '{key}' is {other}."),
        };
        var shape = entry["shape"]!.AsArray().Select(size => size!.GetValue<long>()).ToArray();
        var offsets = entry["data_offsets"]!.AsArray().Select(offset => offset!.GetValue<int>()).ToArray();
        return (type, shape, new ArraySegment<byte>(bytes, dataStart + offsets[0], offsets[1] - offsets[0]));
    }

    private static JsonObject ReadManifest(string file)
    {
        var manifest = JsonNode.Parse(File.ReadAllText(Locate("manifest.json")))!;
        return manifest["entries"]!
            .AsArray()
            .Select(entry => entry!.AsObject())
            .First(entry => entry["file"]!.GetValue<string>() == file);
    }
}
