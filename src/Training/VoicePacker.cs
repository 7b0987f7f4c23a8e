using System.Text.Json;
using TorchSharp;
using VoiceSmith.Contracts;
using VoiceSmith.Models;
using VoiceSmith.Models.Acoustic;
using VoiceSmith.Models.Checkpoints;
using VoiceSmith.Models.Layers;
using VoiceSmith.Models.Vocoder;
using VoiceSmith.Models.Vocoder.UnivNet;
using VoiceSmith.Training.Acoustic;
using VoiceSmith.Training.Data;
using VoiceSmith.Training.FineTuning;
using VoiceSmith.Training.Joint;
using static TorchSharp.torch;

namespace VoiceSmith.Training;

/// <summary>The parts of a voice to be packed.</summary>
public sealed record VoicePacking
{
    /// <summary>A checkpoint of an acoustic run, or a voice whose acoustic model is taken with all that its manifest says.</summary>
    public required string Acoustic { get; init; }

    /// <summary>A checkpoint of a vocoder run, or a voice whose vocoder is taken.</summary>
    public required string Vocoder { get; init; }

    /// <summary>The .voice file to write.</summary>
    public required string Path { get; init; }

    /// <summary>The voice's display name.</summary>
    public required string Name { get; init; }

    /// <summary>Training data of the acoustic model; null if its checkpoint names it.</summary>
    public DatasetManifest? Data { get; init; }

    /// <summary>Licence, consent and scores that override those of the parts; what is empty is theirs, as are steps, data hash and parent.</summary>
    public Provenance Provenance { get; init; } = new();

    /// <summary>The default speaker, moved to row 0; null keeps the order of training.</summary>
    public string? FirstSpeaker { get; init; }

    /// <summary>Leaves all speakers but the first out.</summary>
    public bool OnlyFirstSpeaker { get; init; }

    /// <summary>Adds the parts that only training needs, so that the voice can be fine-tuned.</summary>
    public bool WithTrainingParts { get; init; }

    /// <summary>See <see cref="SourceFilterConfig.VoicedNoise"/>; null keeps the checkpoint's.</summary>
    public double? VoicedNoise { get; init; }

    /// <summary>See <see cref="VoiceManifest.PitchRange"/>; null for the acoustic voice's, else 1.</summary>
    public double? PitchRange { get; init; }

    /// <summary>Pronunciations of the voice's own, as <see cref="VoiceManifest.Lexicon"/>; null for the acoustic voice's, else none.</summary>
    public string? Lexicon { get; init; }

    /// <summary>Recordings against which smoothness of the predicted mels is measured; required for sharpening. Changed in place.</summary>
    public Dataset? Recordings { get; init; }

    /// <summary>Sharpening across bands: 0 for none, 1 for the recordings' variation, more to overshoot.</summary>
    public double Sharpness { get; init; }

    /// <summary>The same over time.</summary>
    public double TemporalSharpness { get; init; }
}

/// <summary>Packs two checkpoints into a voice: averaged weights as float16.</summary>
public static class VoicePacker
{
    /// <returns>The manifest as written.</returns>
    /// <exception cref="VoiceSmithException">
    /// VS3002: no checkpoint; VS3006: of another kind, of unknown data, or sharpening without recordings; VS3007: damaged;
    /// VS3009: a voice without training parts.
    /// </exception>
    public static VoiceManifest Pack(VoicePacking packing)
    {
        using var scope = NewDisposeScope();
        var acoustic = AcousticPart.Of(packing.Acoustic, packing.Data);
        using var vocoder = VocoderPart.Of(packing.Vocoder, packing.VoicedNoise);
        using var shape = new AcousticModel(acoustic.Manifest.Acoustic);
        var manifest = acoustic.Manifest with
        {
            Name = packing.Name, Vocoder = vocoder.Config, Lexicon = packing.Lexicon ?? acoustic.Manifest.Lexicon,
            PitchRange = packing.PitchRange ?? acoustic.Manifest.PitchRange, Sharpening = Sharpening(packing),
            Provenance = Join(packing.Provenance, acoustic.Manifest.Provenance) with
            {
                VocoderStep = vocoder.Step, Metrics = Metrics(packing, acoustic.Manifest.Provenance.Metrics, vocoder),
            },
        };
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(packing.Path))!);
        var weights = acoustic.Weights;
        if (packing.FirstSpeaker is { } first)
            (manifest, weights) = Reorder(manifest, weights, first, packing.OnlyFirstSpeaker);
        return Voice.Write(packing.Path, manifest, Narrow(weights, shape, key => !AcousticModel.IsForTraining(key)), Narrow(vocoder.Weights, vocoder.Shape, _ => true),
            packing.WithTrainingParts ? Narrow(weights, shape, AcousticModel.IsForTraining) : null);
    }

    /// <summary>Gains that make the acoustic model's predictions vary as its recordings do; null where none are asked for.</summary>
    private static MelSharpening? Sharpening(VoicePacking packing)
    {
        if (packing is { Sharpness: 0, TemporalSharpness: 0 })
            return null;
        if (packing.Recordings is not { } recordings)
            throw new VoiceSmithException("VS3006", "The voice cannot be sharpened.", "Sharpening is measured against recordings, and none are named.",
                "Name the prepared recordings with --data.");
        var start = FineTuningBase.Load(packing.Acoustic, recordings.Manifest);
        using var module = new AcousticModule(start.Model, recordings, new(), vocode: null);
        recordings.TakeTermsOf(start.Data);
        using var variation = new MelVariation(module, recordings.Manifest);
        return variation.Sharpening(packing.Sharpness, packing.TemporalSharpness);
    }

    /// <summary>A vocoder with a checkpoint's averaged weights, for listening.</summary>
    /// <param name="folder">A checkpoint folder of a run of 'train vocoder' or 'train univnet'.</param>
    /// <exception cref="VoiceSmithException">VS3002: no checkpoint; VS3006: of another kind; VS3007: damaged.</exception>
    public static IVocoder LoadVocoder(string folder)
    {
        using var scope = NewDisposeScope();
        var manifest = CheckpointFolder.ReadManifest(folder);
        switch (manifest.Kind)
        {
            case "vocoder":
                return Load(new SourceFilterVocoder(manifest.Config.Deserialize<SourceFilterConfig>()!), folder, "");
            case JointModule.CheckpointKind:
                return Load(new SourceFilterVocoder(manifest.Config.Deserialize<JointConfig>()!.Vocoder), folder, JointModule.VocoderPrefix);
            case not Reference.VocoderModule.CheckpointKind:
                throw new VoiceSmithException("VS3006", $"'{folder}' holds no vocoder.", $"It is a checkpoint of kind '{manifest.Kind}'.",
                    "Name a checkpoint of 'voicesmith train vocoder', 'train univnet' or 'train joint'.");
        }
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

    /// <summary>The same voice with a speaker's row first, the others after it in their order, or left out.</summary>
    private static (VoiceManifest, IReadOnlyDictionary<string, Tensor>) Reorder(
        VoiceManifest manifest, IReadOnlyDictionary<string, Tensor> weights, string first, bool alone)
    {
        const string table = "speaker_embed";
        var row = manifest.Speakers.ToList().IndexOf(first);
        if (row < 0)
            throw new VoiceSmithException("VS3006", $"'{first}' cannot be the voice's first speaker.", $"Its speakers are {string.Join(", ", manifest.Speakers)}.", "Name one of them.");
        int[] order = [row, .. Enumerable.Range(0, manifest.Speakers.Count).Where(other => other != row && !alone)];
        return (manifest with { Acoustic = manifest.Acoustic with { Speakers = order.Length }, Speakers = [.. order.Select(i => manifest.Speakers[i])], SpeakerLogF0 = [.. order.Select(manifest.LogF0Of)] },
            new Dictionary<string, Tensor>(weights) { [table] = weights[table].index_select(0, tensor(order)) });
    }

    /// <summary>The acoustic model's provenance with the licence and consent that are stated.</summary>
    private static Provenance Join(Provenance stated, Provenance acoustic) => acoustic with
    {
        Licence = stated.Licence.Length > 0 ? stated.Licence : acoustic.Licence,
        Consent = stated.Consent.Length > 0 ? stated.Consent : acoustic.Consent,
        ConsentBy = stated.ConsentBy.Length > 0 ? stated.ConsentBy : acoustic.ConsentBy,
    };

    private static Dictionary<string, double> Metrics(VoicePacking packing, IReadOnlyDictionary<string, double> acoustic, VocoderPart vocoder)
    {
        var metrics = acoustic.Where(metric => !metric.Key.StartsWith("vocoder/", StringComparison.Ordinal)).ToDictionary();
        foreach (var (name, value) in vocoder.Metrics)
            metrics[$"vocoder/{name}"] = value;
        foreach (var (name, value) in packing.Provenance.Metrics)
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

    /// <summary>An acoustic model to be packed: of a run, or of a voice.</summary>
    /// <param name="Manifest">A voice's, or the beginnings of one.</param>
    /// <param name="Weights">All of them, those for training included.</param>
    private sealed record AcousticPart(VoiceManifest Manifest, IReadOnlyDictionary<string, Tensor> Weights)
    {
        public static AcousticPart Of(string path, DatasetManifest? knownData)
        {
            if (!File.Exists(Path.Combine(path, CheckpointManifest.FileName)))
            {
                var (voice, stored) = Voice.ReadForTraining(path);
                return new(voice, stored ?? throw FineTuningBase.WithoutParts(path));
            }
            var checkpoint = CheckpointFolder.ReadManifest(path);
            var (config, weights) = AcousticCheckpoint.Read(path, checkpoint);
            var data = checkpoint.Data ?? knownData ?? throw new VoiceSmithException("VS3006", $"'{path}' cannot be packed by itself.",
                "It is of an earlier version and does not say what it was trained on.", "Name that data with --data.");
            return new(new()
            {
                Name = "", Symbols = data.Symbols, Speakers = data.Speakers, Mel = data.Mel, Acoustic = config, Vocoder = new SourceFilterConfig(),
                LogF0 = data.LogF0, SpeakerLogF0 = data.SpeakerLogF0, Energy = data.Energy, Hashes = new Dictionary<string, string>(),
                Provenance = new()
                {
                    AcousticStep = checkpoint.Step, DataHash = data.Hash, Licence = data.Licence, Parent = checkpoint.Parent,
                    Metrics = checkpoint.Metrics.ToDictionary(metric => $"acoustic/{metric.Key}", metric => metric.Value),
                },
            }, weights);
        }
    }

    /// <summary>A vocoder to be packed: of a run, or of another voice.</summary>
    private sealed record VocoderPart(VocoderConfig Config, nn.Module Shape, IReadOnlyDictionary<string, Tensor> Weights, long Step, IReadOnlyDictionary<string, double> Metrics)
        : IDisposable
    {
        public static VocoderPart Of(string path, double? voicedNoise)
        {
            if (!File.Exists(Path.Combine(path, CheckpointManifest.FileName)))
                return OfVoice(path, voicedNoise);
            var manifest = CheckpointFolder.ReadManifest(path);
            var vocoder = LoadVocoder(path);
            VocoderConfig config = vocoder switch
            {
                SourceFilterVocoder own => WithNoise(own.Config, voicedNoise),
                UnivNetGenerator univnet => univnet.Config with { Weights = WeightLayout.Plain },
                _ => throw new NotSupportedException(vocoder.GetType().Name),
            };
            return new(config, (nn.Module)vocoder, ModuleWeights.Of((nn.Module)vocoder).ToDictionary(), manifest.Step, manifest.Metrics);
        }

        public void Dispose() => Shape.Dispose();

        private static VocoderConfig WithNoise(VocoderConfig config, double? voicedNoise) =>
            config is SourceFilterConfig own && voicedNoise is { } noise ? own with { VoicedNoise = noise } : config;

        private static VocoderPart OfVoice(string path, double? voicedNoise)
        {
            var voice = Voice.Load(path);
            voice.Acoustic.Dispose();
            var metrics = voice.Manifest.Provenance.Metrics.Where(metric => metric.Key.StartsWith("vocoder/", StringComparison.Ordinal)).ToDictionary(metric => metric.Key["vocoder/".Length..], metric => metric.Value);
            var shape = (nn.Module)voice.Vocoder;
            return new(WithNoise(voice.Manifest.Vocoder, voicedNoise), shape, ModuleWeights.Of(shape).ToDictionary(), voice.Manifest.Provenance.VocoderStep, metrics);
        }
    }
}
