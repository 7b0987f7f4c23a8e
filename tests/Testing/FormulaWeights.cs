using System.Text;
using System.Text.Json.Nodes;
using TorchSharp;
using static TorchSharp.torch;

namespace VoiceSmith.Testing;

/// <summary>
/// Weights that are a function of their names, so that golden files of big networks need not store them.
/// </summary>
/// <remarks>
/// FNV-1a of the key starts a SplitMix64 sequence, one value per element; ../shared/reference/README.md gives the
/// formula.
/// </remarks>
public static class FormulaWeights
{
    /// <summary>
    /// Fills every parameter of a network: by its name, then with what the manifest entry overrides and rescales.
    /// Buffers keep their values.
    /// </summary>
    public static void Fill(nn.Module network, JsonObject manifest)
    {
        var overrides = manifest["overrides"]?.AsObject();
        var rules =
            manifest["scale_rules"]
                ?.AsArray()
                .Select(rule => (Suffix: rule![0]!.GetValue<string>(), Factor: rule[1]!.GetValue<double>()))
                .ToArray()
            ?? [];
        using var quiet = no_grad();
        foreach (var (key, parameter) in network.named_parameters())
        {
            var values = Values(key, parameter.shape);
            if (overrides?[key] is { } constant)
                values.AsSpan().Fill((float)constant.GetValue<double>());
            foreach (var (_, factor) in rules.Where(rule => key.EndsWith(rule.Suffix, StringComparison.Ordinal)))
                for (var i = 0; i < values.Length; i++)
                    values[i] = (float)(values[i] * factor);
            using var filled = tensor(values, parameter.shape);
            parameter.copy_(filled);
        }
    }

    /// <summary>One parameter's values, row-major.</summary>
    public static float[] Values(string key, long[] shape)
    {
        const ulong step = 0x9E3779B97F4A7C15;
        var hash = 0xcbf29ce484222325;
        foreach (var octet in Encoding.UTF8.GetBytes(key))
            hash = (hash ^ octet) * 0x100000001b3;
        var last = key[(key.LastIndexOf('.') + 1)..];
        var (centre, spread) =
            last is "original0" or "weight_g" ? (1, 0.1)
            : shape.Length >= 2 ? (0, Math.Sqrt(3.0 / shape.Skip(1).Aggregate(1L, (product, size) => product * size)))
            : last == "weight" ? (1, 0.1)
            : (0.0, 0.1);
        var values = new float[shape.Aggregate(1L, (product, size) => product * size)];
        for (var i = 0; i < values.Length; i++)
        {
            var z = hash + ((ulong)i + 1) * step;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            z ^= z >> 31;
            values[i] = (float)(centre + spread * ((z >> 40) / (double)(1 << 23) - 1));
        }
        return values;
    }
}
