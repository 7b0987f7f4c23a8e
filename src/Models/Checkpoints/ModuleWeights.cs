using TorchSharp;
using static TorchSharp.torch;

namespace VoiceSmith.Models.Checkpoints;

/// <summary>Strict loading of named tensors into modules.</summary>
public static class ModuleWeights
{
    /// <summary>Copies tensors into a module after comparing every name and shape; float16 is widened.</summary>
    /// <param name="module">Parameters and persistent buffers are overwritten.</param>
    /// <param name="tensors">By state_dict key, without <paramref name="prefix"/>.</param>
    /// <param name="path">Name of the source in errors.</param>
    /// <param name="prefix">Prefix of the names to load; other tensors are ignored.</param>
    /// <exception cref="CheckpointMismatchException">Names or shapes differ; the module is unchanged.</exception>
    public static void Load(
        nn.Module module,
        IReadOnlyDictionary<string, Tensor> tensors,
        string path,
        string prefix = ""
    )
    {
        var own = module.state_dict();
        var given = tensors
            .Where(entry => entry.Key.StartsWith(prefix, StringComparison.Ordinal))
            .ToDictionary(entry => entry.Key[prefix.Length..], entry => entry.Value);
        var missing = own.Keys.Where(key => !given.ContainsKey(key)).ToArray();
        var unexpected = given.Keys.Where(key => !own.ContainsKey(key)).ToArray();
        string Sizes(Tensor tensor) => $"[{string.Join(", ", tensor.shape)}]";
        var misshapen = own.Where(entry =>
                given.TryGetValue(entry.Key, out var value) && !value.shape.SequenceEqual(entry.Value.shape)
            )
            .Select(entry => $"{entry.Key} {Sizes(given[entry.Key])} ≠ {Sizes(entry.Value)}")
            .ToArray();
        if (missing.Length + unexpected.Length + misshapen.Length > 0)
            throw new CheckpointMismatchException(path, missing, unexpected, misshapen);
        using var _ = no_grad();
        foreach (var (key, value) in own)
            value.copy_(given[key]);
    }

    /// <summary>Parameters and persistent buffers of a module, with a prefix added to their keys.</summary>
    public static IEnumerable<KeyValuePair<string, Tensor>> Of(nn.Module module, string prefix = "") =>
        module.state_dict().Select(entry => KeyValuePair.Create(prefix + entry.Key, entry.Value));
}
