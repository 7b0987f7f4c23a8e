using System.Text.Json;
using TorchSharp;
using VoiceSmith.Models;
using VoiceSmith.Models.Acoustic;
using VoiceSmith.Models.Checkpoints;
using VoiceSmith.Models.Layers;
using VoiceSmith.Models.Vocoder;
using VoiceSmith.Models.Vocoder.UnivNet;
using VoiceSmith.Training.Data;
using static TorchSharp.torch;

namespace VoiceSmith.Training;

/// <summary>What becomes a voice, and what it says of itself.</summary>
public sealed record VoicePacking
{
    /// <summary>A checkpoint of an acoustic run.</summary>
    public required string Acoustic { get; init; }

    /// <summary>A checkpoint of a vocoder run, or a voice whose vocoder is taken.</summary>
    public required string Vocoder { get; init; }

    /// <summary>The .voice file to write.</summary>
    public required string Path { get; init; }

    /// <summary>What listeners will call it.</summary>
    public required string Name { get; init; }

    /// <summary>What the acoustic model was trained on; null where its checkpoint says so itself.</summary>
    public DatasetManifest? Data { get; init; }

    /// <summary>Overrides the data's licence.</summary>
    public string? Licence { get; init; }

    /// <summary>What was said of the right to use the recorded voice.</summary>
    public string Consent { get; init; } = "";

    /// <summary>Who said it.</summary>
    public string ConsentBy { get; init; } = "";

    /// <summary>The speaker who is to be the voice's first, and so speaks where a request names none; null for the order as it was trained.</summary>
    public string? FirstSpeaker { get; init; }

    /// <summary>Scores from elsewhere, besides those of the checkpoints' validations.</summary>
    public IReadOnlyDictionary<string, double> Metrics { get; init; } = new Dictionary<string, double>();

    /// <summary>Whether to add what only training needs, so that the voice can be fine-tuned.</summary>
    public bool WithTrainingParts { get; init; }

    /// <summary>See <see cref="SourceFilterConfig.VoicedNoise"/>; null keeps the checkpoint's.</summary>
    public double? VoicedNoise { get; init; }

    /// <summary>See <see cref="VoiceManifest.PitchRange"/>.</summary>
    public double PitchRange { get; init; } = 1;

    /// <summary>Words that the voice says in a way of its own, as <see cref="VoiceManifest.Lexicon"/>.</summary>
    public string Lexicon { get; init; } = "";
}

/// <summary>Makes a voice of a pair of checkpoints: averaged weights as float16, without what only training needs.</summary>
public static class VoicePacker
{
    /// <returns>The manifest as written.</returns>
    /// <exception cref="VoiceSmithException">VS3002: no checkpoint; VS3006: of another kind, or of unknown data; VS3007: damaged.</exception>
    public static VoiceManifest Pack(VoicePacking packing)
    {
        using var scope = NewDisposeScope();
        var acoustic = Read(packing.Acoustic, "acoustic");
        var data = packing.Data ?? acoustic.Data ?? throw new VoiceSmithException("VS3006", $"'{packing.Acoustic}' cannot be packed by itself.",
            "It is of an earlier version and does not say what it was trained on.", "Name that data with --data.");
        var config = acoustic.Config.Deserialize<AcousticConfig>()!;
        using var vocoder = VocoderPart.Of(packing.Vocoder, packing.VoicedNoise);
        using var shape = new AcousticModel(config);
        var manifest = new VoiceManifest
        {
            Name = packing.Name, Symbols = data.Symbols, Speakers = data.Speakers, Mel = data.Mel, Acoustic = config, Vocoder = vocoder.Config,
            LogF0 = data.LogF0, SpeakerLogF0 = data.SpeakerLogF0, Energy = data.Energy, AcousticStep = acoustic.Step, VocoderStep = vocoder.Step,
            DataHash = data.Hash, Licence = packing.Licence ?? data.Licence, Consent = packing.Consent, ConsentBy = packing.ConsentBy, Parent = acoustic.Parent, Lexicon = packing.Lexicon, PitchRange = packing.PitchRange,
            Metrics = Metrics(packing, acoustic, vocoder), Hashes = new Dictionary<string, string>(),
        };
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(packing.Path))!);
        var average = CheckpointFolder.ReadAverage(packing.Acoustic);
        if (packing.FirstSpeaker is { } first)
            (manifest, average) = Reorder(manifest, average, first);
        return Voice.Write(packing.Path, manifest, Narrow(average, shape, key => !AcousticModel.IsForTraining(key)), Narrow(vocoder.Weights, vocoder.Shape, _ => true),
            packing.WithTrainingParts ? Narrow(average, shape, AcousticModel.IsForTraining) : null);
    }

    /// <summary>A vocoder with a checkpoint's averaged weights, for listening.</summary>
    /// <param name="folder">A checkpoint folder of a run of 'train vocoder' or 'train univnet'.</param>
    /// <exception cref="VoiceSmithException">VS3002: no checkpoint; VS3006: of another kind; VS3007: damaged.</exception>
    public static IVocoder LoadVocoder(string folder)
    {
        using var scope = NewDisposeScope();
        var manifest = CheckpointFolder.ReadManifest(folder);
        if (manifest.Kind != Reference.VocoderModule.CheckpointKind)
            return Load(new SourceFilterVocoder(Read(folder, "vocoder").Config.Deserialize<SourceFilterConfig>()!), folder, "");
        var univnet = Load(new UnivNetGenerator(manifest.Config.Deserialize<UnivNetConfig>()!), folder, Reference.VocoderModule.GeneratorPrefix);
        NormedConvolution.FoldAll(univnet);
        return univnet;
    }

    private static TVocoder Load<TVocoder>(TVocoder vocoder, string folder, string prefix) where TVocoder : nn.Module
    {
        ModuleWeights.Load(vocoder, CheckpointFolder.ReadAverage(folder), folder, prefix);
        vocoder.eval();
        return vocoder;
    }

    /// <summary>The same voice with a speaker's row first, the others after it in their order.</summary>
    private static (VoiceManifest, IReadOnlyDictionary<string, Tensor>) Reorder(VoiceManifest manifest, IReadOnlyDictionary<string, Tensor> weights, string first)
    {
        const string table = "speaker_embed";
        var row = manifest.Speakers.ToList().IndexOf(first);
        if (row < 0)
            throw new VoiceSmithException("VS3006", $"'{first}' cannot be the voice's first speaker.", $"Its speakers are {string.Join(", ", manifest.Speakers)}.", "Name one of them.");
        int[] order = [row, .. Enumerable.Range(0, manifest.Speakers.Count).Where(other => other != row)];
        return (manifest with { Speakers = [.. order.Select(i => manifest.Speakers[i])], SpeakerLogF0 = [.. order.Select(manifest.LogF0Of)] },
            new Dictionary<string, Tensor>(weights) { [table] = weights[table].index_select(0, tensor(order)) });
    }

    private static CheckpointManifest Read(string folder, string kind)
    {
        var manifest = CheckpointFolder.ReadManifest(folder);
        return manifest.Kind == kind ? manifest : throw new VoiceSmithException("VS3006", $"'{folder}' cannot be packed as {kind}.",
            $"It is a checkpoint of kind '{manifest.Kind}'.", $"Name a checkpoint of 'voicesmith train {kind}'.");
    }

    private static Dictionary<string, double> Metrics(VoicePacking packing, CheckpointManifest acoustic, VocoderPart vocoder)
    {
        var metrics = new Dictionary<string, double>();
        foreach (var (name, value) in acoustic.Metrics)
            metrics[$"acoustic/{name}"] = value;
        foreach (var (name, value) in vocoder.Metrics)
            metrics[$"vocoder/{name}"] = value;
        foreach (var (name, value) in packing.Metrics)
            metrics[name] = value;
        return metrics;
    }

    /// <summary>The weights that a network has and that are wanted; parameters narrowed, constants as they are.</summary>
    private static IEnumerable<KeyValuePair<string, Tensor>> Narrow(IReadOnlyDictionary<string, Tensor> weights, nn.Module shape, Func<string, bool> wanted)
    {
        var parameters = shape.named_parameters().Select(parameter => parameter.name).ToHashSet();
        return shape.state_dict().Keys.Where(wanted).Select(key =>
            KeyValuePair.Create(key, parameters.Contains(key) ? weights[key].to(ScalarType.Float16) : weights[key]));
    }

    /// <summary>A vocoder to be packed: of a run, or of another voice.</summary>
    private sealed record VocoderPart(VocoderConfig Config, nn.Module Shape, IReadOnlyDictionary<string, Tensor> Weights, long Step, IReadOnlyDictionary<string, double> Metrics)
        : IDisposable
    {
        public static VocoderPart Of(string path, double? voicedNoise)
        {
            if (!File.Exists(Path.Combine(path, CheckpointManifest.FileName)))
                return OfVoice(path);
            var manifest = CheckpointFolder.ReadManifest(path);
            var vocoder = LoadVocoder(path);
            VocoderConfig config = vocoder switch
            {
                SourceFilterVocoder own => own.Config with { VoicedNoise = voicedNoise ?? own.Config.VoicedNoise },
                UnivNetGenerator univnet => univnet.Config with { Weights = WeightLayout.Plain },
                _ => throw new NotSupportedException(vocoder.GetType().Name),
            };
            return new(config, (nn.Module)vocoder, ModuleWeights.Of((nn.Module)vocoder).ToDictionary(), manifest.Step, manifest.Metrics);
        }

        public void Dispose() => Shape.Dispose();

        private static VocoderPart OfVoice(string path)
        {
            var voice = Voice.Load(path);
            voice.Acoustic.Dispose();
            var metrics = voice.Manifest.Metrics.Where(metric => metric.Key.StartsWith("vocoder/", StringComparison.Ordinal)).ToDictionary(metric => metric.Key["vocoder/".Length..], metric => metric.Value);
            var shape = (nn.Module)voice.Vocoder;
            return new(voice.Manifest.Vocoder, shape, ModuleWeights.Of(shape).ToDictionary(), voice.Manifest.VocoderStep, metrics);
        }
    }
}
