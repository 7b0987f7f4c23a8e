namespace VoiceSmith.Models.Checkpoints.Torch;

/// <summary>Networks that can be imported from a PyTorch file.</summary>
public enum TorchNetworkKind
{
    /// <summary>DelightfulTTS.</summary>
    Acoustic,

    /// <summary>UnivNet's generator.</summary>
    UnivNet,

    /// <summary>HiFi-GAN's generator.</summary>
    HiFiGan,

    /// <summary>A discriminator, for training only.</summary>
    Discriminator,
}

/// <summary>Weights of a network in a PyTorch file, not yet read.</summary>
/// <param name="Kind">Kind of network.</param>
/// <param name="Place">Prefix of its names in the file, such as "state_dict: acoustic_model.".</param>
/// <param name="Tensors">By name, without that prefix.</param>
/// <param name="IsAverage">True for weights averaged in training.</param>
public sealed record TorchNetwork(
    TorchNetworkKind Kind,
    string Place,
    IReadOnlyDictionary<string, TorchTensor> Tensors,
    bool IsAverage
)
{
    /// <summary>Its place, for display.</summary>
    public string Label => Place.TrimEnd('.', ':', ' ') is { Length: > 0 } label ? label : "the file itself";

    /// <summary>Number of parameters.</summary>
    public long Parameters =>
        Tensors.Values.Sum(tensor => tensor.Shape.Aggregate(1L, (product, size) => product * size));
}

/// <summary>Contents of a PyTorch file: its networks, their step, and other tensors.</summary>
/// <param name="Layout">"Lightning", "first generation" (gen, generator, discriminator), or "state_dict".</param>
/// <param name="Step">Completed optimizer steps; 0 where the file does not state them.</param>
/// <param name="Networks">Known networks.</param>
/// <param name="Others">Names of tensors that belong to no known network.</param>
public sealed record TorchContents(
    string Layout,
    long Step,
    IReadOnlyList<TorchNetwork> Networks,
    IReadOnlyList<string> Others
)
{
    /// <summary>A name by which a network of each kind is recognised, without its prefix.</summary>
    private static readonly (string Signature, TorchNetworkKind Kind)[] Signatures =
    [
        ("src_word_emb", TorchNetworkKind.Acoustic),
        ("res_stack.0.kernel_predictor.bias_conv.bias", TorchNetworkKind.UnivNet),
        ("resblocks.0.0.convs1.0.bias", TorchNetworkKind.HiFiGan),
        ("resblocks.0.convs1.0.bias", TorchNetworkKind.HiFiGan),
        ("MRD.discriminators.0.conv_post.bias", TorchNetworkKind.Discriminator),
        ("mpd.discriminators.0.conv_post.bias", TorchNetworkKind.Discriminator),
        ("msd.discriminators.0.conv_post.bias", TorchNetworkKind.Discriminator),
    ];

    private const string AveragePrefix = "swa_averaged_";

    /// <summary>Finds the networks in a file.</summary>
    public static TorchContents Of(TorchFile file)
    {
        var (layout, groups) = Groups(file.Root as PickledMap);
        var networks = new List<TorchNetwork>();
        var others = new List<string>();
        foreach (var (place, tensors) in groups)
        {
            var prefixes = PrefixesIn(tensors.Keys);
            foreach (var (prefix, kind) in prefixes)
                networks.Add(
                    new(
                        kind,
                        place + prefix,
                        tensors
                            .Where(entry => OwnerOf(entry.Key) == prefix)
                            .ToDictionary(entry => entry.Key[prefix.Length..], entry => entry.Value),
                        prefix.Contains(AveragePrefix, StringComparison.Ordinal)
                    )
                );
            others.AddRange(tensors.Keys.Where(key => OwnerOf(key) is null).Select(key => place + key));

            // The longest prefix that fits: that of a bare network is empty and fits everything.
            string? OwnerOf(string key) =>
                prefixes
                    .Keys.Where(prefix => key.StartsWith(prefix, StringComparison.Ordinal))
                    .MaxBy(prefix => prefix.Length);
        }
        var root = file.Root as PickledMap;
        return new(layout, (root?["global_step"] ?? root?["steps"] ?? root?["step"]) as long? ?? 0, networks, others);
    }

    private static Dictionary<string, TorchNetworkKind> PrefixesIn(IEnumerable<string> keys)
    {
        var prefixes = new Dictionary<string, TorchNetworkKind>();
        foreach (var key in keys)
            foreach (var (signature, kind) in Signatures)
                if (
                    key.EndsWith(signature, StringComparison.Ordinal)
                    && (key.Length == signature.Length || key[^(signature.Length + 1)] == '.')
                )
                    prefixes.TryAdd(key[..^signature.Length], kind);
        return prefixes;
    }

    private static (
        string Layout,
        IReadOnlyList<(string Place, Dictionary<string, TorchTensor> Tensors)> Groups
    ) Groups(PickledMap? root)
    {
        if (root is null)
            return ("unknown", []);
        if (root["state_dict"] is PickledMap state)
            return ("Lightning", [("state_dict: ", TensorsIn(state))]);
        string[] parts = ["gen", "generator", "discriminator", "model", "mpd", "msd"];
        var found = parts
            .Where(part => root[part] is PickledMap)
            .Select(part => (part + ": ", TensorsIn((PickledMap)root[part]!)))
            .ToArray();
        return found.Length > 0 ? ("first generation", found) : ("state_dict", [("", TensorsIn(root))]);
    }

    private static Dictionary<string, TorchTensor> TensorsIn(PickledMap map) =>
        map
            .Named.Where(entry => entry.Value is TorchTensor)
            .ToDictionary(entry => entry.Key, entry => (TorchTensor)entry.Value!);
}
