using TorchSharp;
using static TorchSharp.torch;

namespace VoiceSmith.Models.Checkpoints;

/// <summary>Strict copies between modules and named tensors.</summary>
public static class ModuleWeights
{
    /// <summary>Copies tensors into a module after comparing every name and shape; float16 is widened.</summary>
    /// <param name="module">Its parameters and persistent buffers are overwritten.</param>
    /// <param name="tensors">By state_dict key, without <paramref name="prefix"/>.</param>
    /// <param name="path">What errors call the source.</param>
    /// <param name="prefix">Only tensors whose names begin so are looked at.</param>
    /// <exception cref="CheckpointMismatchException">Names or shapes differ; the module is unchanged.</exception>
    public static void Load(nn.Module module, IReadOnlyDictionary<string, Tensor> tensors, string path, string prefix = "")
    {
        var own = module.state_dict();
        var given = tensors.Where(entry => entry.Key.StartsWith(prefix, StringComparison.Ordinal))
            .ToDictionary(entry => entry.Key[prefix.Length..], entry => entry.Value);
        var missing = own.Keys.Where(key => !given.ContainsKey(key)).ToArray();
        var unexpected = given.Keys.Where(key => !own.ContainsKey(key)).ToArray();
        var misshapen = own.Where(entry => given.TryGetValue(entry.Key, out var value) && !value.shape.SequenceEqual(entry.Value.shape))
            .Select(entry => $"{entry.Key} [{string.Join(", ", given[entry.Key].shape)}] ≠ [{string.Join(", ", entry.Value.shape)}]").ToArray();
        if (missing.Length + unexpected.Length + misshapen.Length > 0)
            throw new CheckpointMismatchException(path, missing, unexpected, misshapen);
        using var _ = no_grad();
        foreach (var (key, value) in own)
            value.copy_(given[key]);
    }

    /// <summary>A module's parameters and persistent buffers, with a prefix before their keys.</summary>
    public static IEnumerable<KeyValuePair<string, Tensor>> Of(nn.Module module, string prefix = "") =>
        module.state_dict().Select(entry => KeyValuePair.Create(prefix + entry.Key, entry.Value));
}
