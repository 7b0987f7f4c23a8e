using System.Security.Cryptography;
using System.Text.Json;
using TorchSharp;
using VoiceSmith.Audio;
using VoiceSmith.Models.Acoustic;
using VoiceSmith.Models.Vocoder;
using VoiceSmith.Models.Vocoder.HiFiGan;
using VoiceSmith.Text.Phonemes;
using VoiceSmith.Text.Phonemizers;

namespace VoiceSmith.Models.Checkpoints.Torch;

/// <summary>Facts that a PyTorch file does not state.</summary>
public sealed record VoiceImportOptions
{
    /// <summary>The voice's display name.</summary>
    public string Name { get; init; } = "imported";

    /// <summary>Licence of its training data, and so of the voice.</summary>
    public string Licence { get; init; } = "unknown: see where the checkpoint comes from";

    /// <summary>Row of its language; 3 is English in the reference's table.</summary>
    public int LanguageRow { get; init; } = 3;

    /// <summary>The espeak-ng voice whose phonemes it was trained on.</summary>
    public string EspeakVoice { get; init; } = "en-us";

    /// <summary>Prefers averaged weights where the file has both.</summary>
    public bool PreferAverage { get; init; }
}

/// <summary>Result of an import from a PyTorch file.</summary>
/// <param name="Taken">Imported networks, with their place and size.</param>
/// <param name="Left">Ignored networks and tensors, by name.</param>
/// <param name="Voice">The folder's manifest once it is a complete voice; null while a network is missing.</param>
public sealed record VoiceImportReport(IReadOnlyList<string> Taken, IReadOnlyList<string> Left, VoiceManifest? Voice);

/// <summary>
/// Import of PyTorch checkpoints as a voice's folder; acoustic model and vocoder may come from different files.
/// </summary>
public static class VoiceImport
{
    private const string PartsFile = "import.json";

    /// <summary>Networks imported so far.</summary>
    private sealed record Parts
    {
        public AcousticConfig? Acoustic { get; init; }

        public long AcousticStep { get; init; }

        public VocoderConfig? Vocoder { get; init; }

        public long VocoderStep { get; init; }

        public IReadOnlyDictionary<string, string> Hashes { get; init; } = new Dictionary<string, string>();
    }

    /// <summary>Imports the networks of a file into a folder.</summary>
    /// <param name="path">A .pt or .ckpt file.</param>
    /// <param name="folder">Created if absent; networks that it has are replaced.</param>
    /// <param name="options">Facts that the file does not state.</param>
    /// <exception cref="TorchFileException">VS2010: the file cannot be read.</exception>
    /// <exception cref="TorchImportException">VS2011: it contains no acoustic model or vocoder.</exception>
    /// <exception cref="CheckpointMismatchException">
    /// VS2002: names or shapes of its weights do not fit the network they belong to.
    /// </exception>
    public static VoiceImportReport Import(string path, string folder, VoiceImportOptions options)
    {
        using var file = TorchFile.Open(path);
        var contents = TorchContents.Of(file);
        var chosen = new[]
        {
            Choose(contents, options, TorchNetworkKind.Acoustic),
            Choose(contents, options, TorchNetworkKind.UnivNet) ?? Choose(contents, options, TorchNetworkKind.HiFiGan),
        }
            .OfType<TorchNetwork>()
            .ToArray();
        if (chosen.Length == 0)
            throw new TorchImportException(
                path,
                $"it is a {contents.Layout} file without an acoustic model or vocoder, "
                    + $"of {contents.Others.Count} other tensors",
                "Import a checkpoint of DelightfulTTS, UnivNet or HiFi-GAN."
            );
        Directory.CreateDirectory(folder);
        var parts = chosen.Aggregate(
            ReadParts(folder),
            (parts, network) => Take(file, network, contents.Step, folder, parts)
        );
        WriteJson(Path.Combine(folder, PartsFile), parts);
        return new(
            [
                .. chosen.Select(network =>
                    $"{network.Kind} ({network.Label}): {network.Tensors.Count} tensors, {network.Parameters:N0} numbers"
                ),
            ],
            [
                .. contents
                    .Networks.Except(chosen)
                    .Select(network => $"{network.Kind} ({network.Label}): {network.Tensors.Count} tensors"),
                .. contents.Others,
            ],
            Complete(folder, parts, options)
        );
    }

    private static TorchNetwork? Choose(TorchContents contents, VoiceImportOptions options, TorchNetworkKind kind) =>
        contents
            .Networks.Where(network => network.Kind == kind)
            .OrderByDescending(network => network.IsAverage == options.PreferAverage)
            .FirstOrDefault();

    private static Parts Take(TorchFile file, TorchNetwork network, long step, string folder, Parts parts)
    {
        switch (network.Kind)
        {
            case TorchNetworkKind.Acoustic:
                using (var model = TorchWeights.Acoustic(file, network))
                    return parts with
                    {
                        Acoustic = model.Config,
                        AcousticStep = step,
                        Hashes = Write(model, folder, Voice.AcousticFile, parts),
                    };
            case TorchNetworkKind.UnivNet:
                using (var model = TorchWeights.UnivNet(file, network))
                    return parts with
                    {
                        Vocoder = model.Config,
                        VocoderStep = step,
                        Hashes = Write(model, folder, Voice.VocoderFile, parts),
                    };
            default:
                using (var model = TorchWeights.HiFiGan(file, network))
                    return parts with
                    {
                        Vocoder = model.Config,
                        VocoderStep = step,
                        Hashes = Write(model, folder, Voice.VocoderFile, parts),
                    };
        }
    }

    private static Dictionary<string, string> Write(torch.nn.Module model, string folder, string name, Parts parts)
    {
        var path = Path.Combine(folder, name);
        SafeTensors.Write(path, ModuleWeights.Of(model));
        using var stream = File.OpenRead(path);
        return new(parts.Hashes) { [name] = Convert.ToHexStringLower(SHA256.HashData(stream)) };
    }

    private static VoiceManifest? Complete(string folder, Parts parts, VoiceImportOptions options)
    {
        if (parts is not { Acoustic: { } acoustic, Vocoder: { } vocoder })
            return null;
        var mel = vocoder is HiFiGanConfig { SampleRate: 44100 } hifi
            ? new MelConfig(44100, 2048, 512, hifi.MelBands)
            : new MelConfig(Bands: BandsOf(vocoder));
        if (mel.Bands != acoustic.MelBands)
            throw new TorchImportException(
                folder,
                $"its acoustic model makes {acoustic.MelBands} mel bands and its vocoder reads {mel.Bands}",
                "Import an acoustic model and a vocoder that were made for each other."
            );
        var manifest = new VoiceManifest
        {
            Name = options.Name,
            Symbols = [.. IpaInventory.Inventory.Symbols.Take(acoustic.Vocabulary)],
            Speakers = [.. Enumerable.Range(0, acoustic.Speakers).Select(row => $"speaker {row}")],
            LanguageRow = Math.Min(options.LanguageRow, acoustic.Languages - 1),
            Phonemizer = VoiceManifest.EspeakPhonemizer + options.EspeakVoice,
            Mel = mel,
            Acoustic = acoustic,
            Vocoder = vocoder,
            LogF0 = new(0, 1),
            Energy = new(0, 1),
            Provenance = new()
            {
                AcousticStep = parts.AcousticStep,
                VocoderStep = parts.VocoderStep,
                Licence = options.Licence,
            },
            Hashes = parts.Hashes,
        };
        WriteJson(Path.Combine(folder, Voice.ManifestFile), manifest);
        return manifest;
    }

    private static int BandsOf(VocoderConfig vocoder) =>
        vocoder switch
        {
            Vocoder.UnivNet.UnivNetConfig univnet => univnet.MelBands,
            HiFiGanConfig hifi => hifi.MelBands,
            SourceFilterConfig own => own.Mel.Bands,
            _ => throw new NotSupportedException(vocoder.GetType().Name),
        };

    private static Parts ReadParts(string folder)
    {
        var path = Path.Combine(folder, PartsFile);
        return File.Exists(path) ? JsonSerializer.Deserialize<Parts>(File.ReadAllBytes(path), Voice.Json)! : new();
    }

    private static void WriteJson<T>(string path, T value) =>
        AtomicFile.Write(path, stream => JsonSerializer.Serialize(stream, value, Voice.Json));
}
