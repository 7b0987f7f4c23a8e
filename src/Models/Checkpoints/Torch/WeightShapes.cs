namespace VoiceSmith.Models.Checkpoints.Torch;

/// <summary>Sizes of a network, read off its weights' shapes.</summary>
/// <remarks>
/// Sizes that multiply are demanded together, <see cref="Require"/>: a network is never built larger than the numbers
/// that are there.
/// </remarks>
internal sealed class WeightShapes(string path, TorchNetwork network)
{
    /// <summary>True if there is such a weight.</summary>
    public bool Has(string name) => network.Tensors.ContainsKey(name);

    /// <summary>One size of a weight.</summary>
    /// <exception cref="TorchImportException">There is no such weight, or it has fewer dimensions.</exception>
    public int this[string name, int dimension]
    {
        get
        {
            if (!network.Tensors.TryGetValue(name, out var tensor))
                throw Wrong($"there is no '{name}' in it");
            if (dimension >= tensor.Shape.Count || tensor.Shape[dimension] is < 1 or > int.MaxValue)
                throw Wrong($"'{name}' has the shape [{string.Join(", ", tensor.Shape)}]");
            return (int)tensor.Shape[dimension];
        }
    }

    /// <summary>Number of numbered parts, 0, 1, 2 …, after a prefix.</summary>
    public int CountAfter(string prefix)
    {
        var numbers = network
            .Tensors.Keys.Where(key => key.StartsWith(prefix, StringComparison.Ordinal))
            .Select(key => key[prefix.Length..].Split('.')[0])
            .ToHashSet();
        return Enumerable
            .Range(0, numbers.Count)
            .TakeWhile(number => numbers.Contains(number.ToString(System.Globalization.CultureInfo.InvariantCulture)))
            .Count();
    }

    /// <summary>Demands a weight's whole shape.</summary>
    public void Require(string name, params long[] shape)
    {
        if (!network.Tensors.TryGetValue(name, out var tensor) || !tensor.Shape.SequenceEqual(shape))
            throw Wrong(
                $"'{name}' should have the shape [{string.Join(", ", shape)}], but "
                    + (tensor is null ? "is not there" : $"has [{string.Join(", ", tensor.Shape)}]")
            );
    }

    /// <summary>A weight under whichever of its names is there: plain, or as a direction of either kind.</summary>
    public string WeightOf(string layer) =>
        new[] { ".weight", "." + Layers.WeightNorm.DirectionKey, "." + Layers.WeightNorm.LegacyDirectionKey }
            .Select(ending => layer + ending)
            .FirstOrDefault(Has)
        ?? throw Wrong($"'{layer}' has no weight");

    public TorchImportException Wrong(string reason) =>
        new(
            path,
            $"{network.Label}: {reason}",
            "Import a checkpoint of DelightfulTTS, UnivNet or HiFi-GAN in the reference's layout."
        );
}
