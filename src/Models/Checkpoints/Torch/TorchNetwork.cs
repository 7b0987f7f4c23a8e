namespace VoiceSmith.Models.Checkpoints.Torch;

/// <summary>The networks that a PyTorch file can bring.</summary>
public enum TorchNetworkKind
{
    /// <summary>DelightfulTTS.</summary>
    Acoustic,

    /// <summary>UnivNet's generator.</summary>
    UnivNet,

    /// <summary>HiFi-GAN's generator.</summary>
    HiFiGan,

    /// <summary>A discriminator, which only training needs.</summary>
    Discriminator,
}

/// <summary>A network's weights in a PyTorch file, not yet read.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Place">Where in the file its names begin, such as "state_dict: acoustic_model.".</param>
/// <param name="Tensors">By name, without that beginning.</param>
/// <param name="IsAverage">Whether these are weights averaged in training.</param>
public sealed record TorchNetwork(TorchNetworkKind Kind, string Place, IReadOnlyDictionary<string, TorchTensor> Tensors, bool IsAverage)
{
    /// <summary>Its place, for people.</summary>
    public string Label => Place.TrimEnd('.', ':', ' ') is { Length: > 0 } label ? label : "the file itself";

    /// <summary>Numbers in it.</summary>
    public long Parameters => Tensors.Values.Sum(tensor => tensor.Shape.Aggregate(1L, (product, size) => product * size));
}

/// <summary>What a PyTorch file says: its networks, the step they were saved at, and what belongs to none.</summary>
/// <param name="Layout">"Lightning", "first generation" (gen, generator, discriminator), or "state_dict".</param>
/// <param name="Step">Optimizer steps done; 0 where the file does not say.</param>
/// <param name="Networks">Known networks.</param>
/// <param name="Others">Names of tensors that belong to no known network.</param>
public sealed record TorchContents(string Layout, long Step, IReadOnlyList<TorchNetwork> Networks, IReadOnlyList<string> Others)
{
    /// <summary>A name that a network of each kind has, after what all its names begin with.</summary>
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
                networks.Add(new(kind, place + prefix, tensors.Where(entry => OwnerOf(entry.Key) == prefix)
                    .ToDictionary(entry => entry.Key[prefix.Length..], entry => entry.Value), prefix.Contains(AveragePrefix, StringComparison.Ordinal)));
            others.AddRange(tensors.Keys.Where(key => OwnerOf(key) is null).Select(key => place + key));

            // The longest beginning that fits: a bare network's is empty, and fits everything.
            string? OwnerOf(string key) => prefixes.Keys.Where(prefix => key.StartsWith(prefix, StringComparison.Ordinal)).MaxBy(prefix => prefix.Length);
        }
        var root = file.Root as PickledMap;
        return new(layout, (root?["global_step"] ?? root?["steps"] ?? root?["step"]) as long? ?? 0, networks, others);
    }

    private static Dictionary<string, TorchNetworkKind> PrefixesIn(IEnumerable<string> keys)
    {
        var prefixes = new Dictionary<string, TorchNetworkKind>();
        foreach (var key in keys)
            foreach (var (signature, kind) in Signatures)
                if (key.EndsWith(signature, StringComparison.Ordinal) && (key.Length == signature.Length || key[^(signature.Length + 1)] == '.'))
                    prefixes.TryAdd(key[..^signature.Length], kind);
        return prefixes;
    }

    private static (string Layout, IReadOnlyList<(string Place, Dictionary<string, TorchTensor> Tensors)> Groups) Groups(PickledMap? root)
    {
        if (root is null)
            return ("unknown", []);
        if (root["state_dict"] is PickledMap state)
            return ("Lightning", [("state_dict: ", TensorsIn(state))]);
        string[] parts = ["gen", "generator", "discriminator", "model", "mpd", "msd"];
        var found = parts.Where(part => root[part] is PickledMap).Select(part => (part + ": ", TensorsIn((PickledMap)root[part]!))).ToArray();
        return found.Length > 0 ? ("first generation", found) : ("state_dict", [("", TensorsIn(root))]);
    }

    private static Dictionary<string, TorchTensor> TensorsIn(PickledMap map) =>
        map.Named.Where(entry => entry.Value is TorchTensor).ToDictionary(entry => entry.Key, entry => (TorchTensor)entry.Value!);
}
