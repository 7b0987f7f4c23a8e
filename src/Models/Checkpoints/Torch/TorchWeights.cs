using System.Text.RegularExpressions;
using TorchSharp;
using VoiceSmith.Models.Acoustic;
using VoiceSmith.Models.Layers;
using VoiceSmith.Models.Vocoder.HiFiGan;
using VoiceSmith.Models.Vocoder.UnivNet;
using static TorchSharp.torch;

namespace VoiceSmith.Models.Checkpoints.Torch;

/// <summary>
/// Networks from the weights of a PyTorch file: sizes from shapes, weight norm converted, every tensor accounted for.
/// </summary>
public static partial class TorchWeights
{
    /// <summary>An acoustic model in the reference form.</summary>
    /// <param name="file">The open file.</param>
    /// <param name="network">One of its networks, of kind <see cref="TorchNetworkKind.Acoustic"/>.</param>
    /// <param name="forTraining">True to load aligner and prosody encoders; exported files have no encoders.</param>
    /// <param name="compat">See <see cref="AcousticConfig.Compat"/>.</param>
    /// <exception cref="VoiceSmithException">
    /// VS2002, VS2011: the weights do not fit; VS2010: they cannot be read.
    /// </exception>
    public static AcousticModel Acoustic(
        TorchFile file,
        TorchNetwork network,
        bool forTraining = false,
        bool compat = false
    )
    {
        var config = TorchConfigs.Acoustic(new WeightShapes(file.Path, network)) with { Compat = compat };
        return Load(
            new AcousticModel(config, forTraining),
            file,
            network,
            name => name,
            name => !forTraining && OnlyForTraining().IsMatch(name)
        );
    }

    /// <summary>A UnivNet generator, from any layout of weight norm.</summary>
    /// <param name="file">The open file.</param>
    /// <param name="network">One of its networks, of kind <see cref="TorchNetworkKind.UnivNet"/>.</param>
    /// <param name="layout">Layout of its weights: plain for inference, parametrised for training.</param>
    public static UnivNetGenerator UnivNet(
        TorchFile file,
        TorchNetwork network,
        WeightLayout layout = WeightLayout.Plain
    ) =>
        Load(
            new UnivNetGenerator(TorchConfigs.UnivNet(new(file.Path, network)) with { Weights = layout }),
            file,
            network,
            name => name,
            _ => false,
            layout
        );

    /// <summary>Loads weights of the same names into a network.</summary>
    /// <param name="module">Overwritten.</param>
    /// <param name="file">The open file.</param>
    /// <param name="network">One of its networks.</param>
    /// <param name="prefix">Prefix of the names to load, which is removed.</param>
    /// <param name="layout">Layout of the network's weights.</param>
    public static void Into(nn.Module module, TorchFile file, TorchNetwork network, string prefix, WeightLayout layout)
    {
        using var scope = NewDisposeScope();
        var own = network
            .Tensors.Where(entry => entry.Key.StartsWith(prefix, StringComparison.Ordinal))
            .ToDictionary(entry => entry.Key[prefix.Length..], entry => entry.Value);
        ModuleWeights.Load(module, Converted(file, own, layout), file.Path);
    }

    /// <summary>
    /// A HiFi-GAN generator with plain weights; consecutively numbered blocks of published models are renamed.
    /// </summary>
    /// <param name="file">The open file.</param>
    /// <param name="network">One of its networks, of kind <see cref="TorchNetworkKind.HiFiGan"/>.</param>
    public static HiFiGanGenerator HiFiGan(TorchFile file, TorchNetwork network)
    {
        var config = TorchConfigs.HiFiGan(new(file.Path, network));
        var perStage = config.ResidualKernels.Count;
        return Load(
            new HiFiGanGenerator(config),
            file,
            network,
            name =>
                NumberedBlock()
                    .Replace(
                        name,
                        match =>
                        {
                            var number = int.Parse(
                                match.Groups[1].ValueSpan,
                                System.Globalization.CultureInfo.InvariantCulture
                            );
                            return $"resblocks.{number / perStage}.{number % perStage}.convs";
                        }
                    ),
            _ => false
        );
    }

    private static T Load<T>(
        T module,
        TorchFile file,
        TorchNetwork network,
        Func<string, string> rename,
        Func<string, bool> ignore,
        WeightLayout layout = WeightLayout.Plain
    )
        where T : nn.Module
    {
        try
        {
            using var scope = NewDisposeScope();
            var renamed = new Dictionary<string, TorchTensor>();
            foreach (var (name, tensor) in network.Tensors.Where(entry => !ignore(entry.Key)))
                if (!renamed.TryAdd(rename(name), tensor))
                    throw new WeightShapes(file.Path, network).Wrong($"'{name}' occurs under two names");
            ModuleWeights.Load(module, Converted(file, renamed, layout), file.Path);
            module.eval();
            return module;
        }
        catch
        {
            module.Dispose();
            throw;
        }
    }

    /// <summary>Reads tensors; pairs of length and direction are converted to the layout.</summary>
    private static Dictionary<string, Tensor> Converted(
        TorchFile file,
        Dictionary<string, TorchTensor> tensors,
        WeightLayout layout
    )
    {
        var read = new Dictionary<string, Tensor>();
        foreach (var (name, tensor) in tensors)
            read.Add(name, file.Read(tensor));
        foreach (
            var (lengthKey, directionKey) in new[]
            {
                (WeightNorm.LengthKey, WeightNorm.DirectionKey),
                (WeightNorm.LegacyLengthKey, WeightNorm.LegacyDirectionKey),
            }
        )
            foreach (var name in read.Keys.Where(key => key.EndsWith("." + lengthKey, StringComparison.Ordinal)).ToArray())
            {
                var layer = name[..^lengthKey.Length];
                if (!read.TryGetValue(layer + directionKey, out var direction) || !Fits(read[name], direction))
                    continue;
                read.Remove(name, out var length);
                read.Remove(layer + directionKey);
                if (layout == WeightLayout.Parametrized)
                    (read[layer + WeightNorm.LengthKey], read[layer + WeightNorm.DirectionKey]) = (length!, direction);
                else
                    read[layer + "weight"] = WeightNorm.Fuse(length!, direction);
            }
        if (layout == WeightLayout.Parametrized)
            foreach (var name in read.Keys.Where(key => key.EndsWith(".weight", StringComparison.Ordinal)).ToArray())
            {
                read.Remove(name, out var weight);
                var layer = name[..^"weight".Length];
                (read[layer + WeightNorm.LengthKey], read[layer + WeightNorm.DirectionKey]) = (
                    WeightNorm.Length(weight!),
                    weight!
                );
            }
        return read;
    }

    private static bool Fits(Tensor length, Tensor direction) =>
        length.dim() == direction.dim() && length.size(0) == direction.size(0) && length.numel() == direction.size(0);

    [GeneratedRegex(@"^(aligner|utterance_prosody_encoder|phoneme_prosody_encoder)\.")]
    private static partial Regex OnlyForTraining();

    [GeneratedRegex(@"^resblocks\.(\d{1,6})\.convs")]
    private static partial Regex NumberedBlock();
}
