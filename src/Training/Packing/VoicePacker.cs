using TorchSharp;
using VoiceSmith.Contracts;
using VoiceSmith.Models;
using VoiceSmith.Models.Acoustic;
using VoiceSmith.Models.Checkpoints;
using VoiceSmith.Models.Layers;
using VoiceSmith.Models.Vocoder;
using VoiceSmith.Models.Vocoder.UnivNet;
using VoiceSmith.Training.Acoustic;
using VoiceSmith.Training.Checkpoints;
using VoiceSmith.Training.Data;
using static TorchSharp.torch;

namespace VoiceSmith.Training.Packing;

/// <summary>Packs an acoustic model and a vocoder into a voice: averaged weights as float16.</summary>
public static class VoicePacker
{
    private const string VocoderMetricPrefix = "vocoder/";

    /// <returns>The manifest as written.</returns>
    /// <exception cref="VoiceSmithException">
    /// VS3002: not a checkpoint; VS3006: of another kind, without a description of its data, averaged with a model of
    /// other sizes, symbols or speakers, or sharpening without recordings; VS3007: damaged; VS3009: a voice without
    /// training parts.
    /// </exception>
    public static VoiceManifest Pack(VoicePacking packing)
    {
        using var scope = NewDisposeScope();
        var acoustic = AcousticPart.Of(packing.Acoustic, packing.Data);
        if (packing.Average is { } other)
            acoustic = acoustic.AveragedWith(AcousticPart.Of(other, packing.Data), packing);
        using var vocoder = VocoderPart.Of(packing.Vocoder, packing.VoicedNoise);
        var config = WithNoise(acoustic.Manifest.Acoustic, packing.MelNoise);
        using var shape = new AcousticModel(config);
        var provenance = acoustic.Manifest.Provenance;
        var manifest = acoustic.Manifest with
        {
            Name = packing.Name,
            Acoustic = config,
            Vocoder = vocoder.Config,
            Lexicon = packing.Lexicon ?? acoustic.Manifest.Lexicon,
            PitchRange = packing.PitchRange ?? acoustic.Manifest.PitchRange,
            Sharpening = Sharpening(packing, acoustic.Weights, config.SynthesisNoise),
            Provenance = Join(packing.Provenance, provenance) with
            {
                VocoderStep = vocoder.Step,
                Metrics = Metrics(packing, provenance.Metrics, vocoder),
            },
        };
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(packing.Path))!);
        var weights = acoustic.Weights;
        if (packing.FirstSpeaker is { } first)
            (manifest, weights) = Reorder(manifest, weights, first, packing.OnlyFirstSpeaker);
        return Voice.Write(
            packing.Path,
            manifest,
            Narrow(weights, shape, key => !shape.IsForTraining(key)),
            Narrow(vocoder.Weights, vocoder.Shape, _ => true),
            packing.WithTrainingParts ? Narrow(weights, shape, shape.IsForTraining) : null
        );
    }

    private static AcousticConfig WithNoise(AcousticConfig config, double? factor)
    {
        var noisy = config with { SynthesisNoise = factor ?? config.SynthesisNoise };
        return noisy is not { SynthesisNoise: > 0, NoiseChannels: 0 }
            ? noisy
            : throw new VoiceSmithException(
                "VS3006",
                "The voice cannot speak with noise in its mel.",
                "Its acoustic model was trained without.",
                "Train it with --noise-channels, or pack it without --mel-noise."
            );
    }

    /// <summary>Gains for the variation of the recordings; null where none are asked for.</summary>
    private static MelSharpening? Sharpening(
        VoicePacking packing,
        IReadOnlyDictionary<string, Tensor> weights,
        double noise
    )
    {
        if (packing is { Sharpness: 0, TemporalSharpness: 0 })
            return null;
        if (packing.Recordings is not { } recordings)
            throw new VoiceSmithException(
                "VS3006",
                "The voice cannot be sharpened.",
                "Sharpening is measured against recordings, and none are named.",
                "Name the prepared recordings with --data."
            );
        var stored = StoredAcoustic.Load(packing.Acoustic, recordings.Manifest);
        if (packing.Average is not null)
            ModuleWeights.Load(stored.Model, weights, packing.Acoustic);
        using var module = new AcousticModule(stored.Model, recordings, new(), vocode: null);
        recordings.ConformTo(stored.Data);
        using var variation = new MelVariation(module, recordings.Manifest, noise);
        return variation.Sharpening(packing.Sharpness, packing.TemporalSharpness);
    }

    /// <summary>The same voice with a speaker's row first, the others after it in their order, or left out.</summary>
    private static (VoiceManifest, IReadOnlyDictionary<string, Tensor>) Reorder(
        VoiceManifest manifest,
        IReadOnlyDictionary<string, Tensor> weights,
        string first,
        bool alone
    )
    {
        var row = manifest.Speakers.ToList().IndexOf(first);
        if (row < 0)
            throw new VoiceSmithException(
                "VS3006",
                $"'{first}' cannot be the voice's first speaker.",
                $"Its speakers are {string.Join(", ", manifest.Speakers)}.",
                "Name one of them."
            );
        var others = Enumerable.Range(0, manifest.Speakers.Count).Where(other => other != row && !alone);
        int[] order = [row, .. others];
        var reordered = manifest with
        {
            Acoustic = manifest.Acoustic with { Speakers = order.Length },
            Speakers = [.. order.Select(i => manifest.Speakers[i])],
            SpeakerLogF0 = [.. order.Select(manifest.LogF0Of)],
        };
        return (
            reordered,
            new Dictionary<string, Tensor>(weights)
            {
                [StoredAcoustic.SpeakerTable] = weights[StoredAcoustic.SpeakerTable].index_select(0, tensor(order)),
            }
        );
    }

    /// <summary>The acoustic model's provenance with the given licence and consent.</summary>
    private static Provenance Join(Provenance given, Provenance acoustic) =>
        acoustic with
        {
            Licence = given.Licence.Length > 0 ? given.Licence : acoustic.Licence,
            Consent = given.Consent.Length > 0 ? given.Consent : acoustic.Consent,
            ConsentBy = given.ConsentBy.Length > 0 ? given.ConsentBy : acoustic.ConsentBy,
        };

    private static Dictionary<string, double> Metrics(
        VoicePacking packing,
        IReadOnlyDictionary<string, double> acoustic,
        VocoderPart vocoder
    )
    {
        var metrics = acoustic.Where(metric => !IsOfVocoder(metric.Key)).ToDictionary();
        foreach (var (name, value) in vocoder.Metrics)
            metrics[VocoderMetricPrefix + name] = value;
        foreach (var (name, value) in packing.Provenance.Metrics)
            metrics[name] = value;
        return metrics;
    }

    private static bool IsOfVocoder(string metric) => metric.StartsWith(VocoderMetricPrefix, StringComparison.Ordinal);

    /// <summary>The selected weights of a network: parameters as float16, constants as they are.</summary>
    private static IEnumerable<KeyValuePair<string, Tensor>> Narrow(
        IReadOnlyDictionary<string, Tensor> weights,
        nn.Module shape,
        Func<string, bool> selected
    )
    {
        var parameters = shape.named_parameters().Select(parameter => parameter.name).ToHashSet();
        return shape
            .state_dict()
            .Keys.Where(selected)
            .Select(key =>
                KeyValuePair.Create(key, parameters.Contains(key) ? weights[key].to(ScalarType.Float16) : weights[key])
            );
    }

    /// <summary>An acoustic model to be packed, of a run or of a voice.</summary>
    /// <param name="Manifest">The voice's manifest, or that of a new voice without its vocoder.</param>
    /// <param name="Weights">All weights, those of training parts included.</param>
    private sealed record AcousticPart(VoiceManifest Manifest, IReadOnlyDictionary<string, Tensor> Weights)
    {
        public static AcousticPart Of(string path, PreparedCorpusManifest? knownData)
        {
            if (!CheckpointFolder.IsCheckpoint(path))
            {
                var (voice, stored) = Voice.ReadForTraining(path);
                return new(voice, stored ?? throw StoredAcoustic.WithoutParts(path));
            }
            var checkpoint = CheckpointFolder.ReadManifest(path);
            var (config, weights) = AcousticCheckpoint.Read(path, checkpoint);
            var data =
                checkpoint.Data
                ?? knownData
                ?? throw new VoiceSmithException(
                    "VS3006",
                    $"'{path}' cannot be packed by itself.",
                    "It is of an earlier version, which does not describe its training data.",
                    "Name that data with --data."
                );
            var metrics = checkpoint.Metrics.ToDictionary(metric => $"acoustic/{metric.Key}", metric => metric.Value);
            return new(
                new()
                {
                    Name = "",
                    Symbols = data.Symbols,
                    Speakers = data.Speakers,
                    Mel = data.Mel,
                    Acoustic = config,
                    Vocoder = new SourceFilterConfig(),
                    LogF0 = data.LogF0,
                    SpeakerLogF0 = data.SpeakerLogF0,
                    Energy = data.Energy,
                    Hashes = new Dictionary<string, string>(),
                    Provenance = new()
                    {
                        AcousticStep = checkpoint.Step,
                        DataHash = data.Hash,
                        Licence = data.Licence,
                        Parent = checkpoint.Parent,
                        Metrics = metrics,
                    },
                },
                weights
            );
        }

        /// <summary>The same voice with the mean of its weights and another's, which may have more speakers.</summary>
        public AcousticPart AveragedWith(AcousticPart other, VoicePacking packing)
        {
            var speakers = other.Manifest.Speakers.ToList();
            int[] rows = [.. Manifest.Speakers.Select(one => speakers.IndexOf(one))];
            var others = new Dictionary<string, Tensor>(other.Weights);
            if (!rows.Contains(-1))
                others[StoredAcoustic.SpeakerTable] = others[StoredAcoustic.SpeakerTable]
                    .index_select(0, tensor(rows));
            if (
                rows.Contains(-1)
                || !Manifest.Symbols.SequenceEqual(other.Manifest.Symbols)
                || Weights.Any(one => !IsLike(one.Value, others.GetValueOrDefault(one.Key)))
            )
                throw new VoiceSmithException(
                    "VS3006",
                    $"'{packing.Acoustic}' and '{packing.Average}' cannot be averaged.",
                    "The second lacks a speaker of the first, or their acoustic models differ in sizes or symbols.",
                    "Name two that were trained from one start."
                );
            return new(
                Manifest,
                Weights.ToDictionary(
                    one => one.Key,
                    one =>
                        one.Value.is_floating_point()
                            ? one.Value.to(ScalarType.Float32)
                                .lerp(others[one.Key].to(ScalarType.Float32), packing.AverageWeight)
                            : one.Value
                )
            );
        }

        private static bool IsLike(Tensor one, Tensor? other) =>
            other is not null && one.shape.AsSpan().SequenceEqual(other.shape);
    }

    /// <summary>A vocoder to be packed, of a run or of another voice.</summary>
    private sealed record VocoderPart(
        VocoderConfig Config,
        nn.Module Shape,
        IReadOnlyDictionary<string, Tensor> Weights,
        long Step,
        IReadOnlyDictionary<string, double> Metrics
    ) : IDisposable
    {
        public static VocoderPart Of(string path, double? voicedNoise)
        {
            if (!CheckpointFolder.IsCheckpoint(path))
                return OfVoice(path, voicedNoise);
            var manifest = CheckpointFolder.ReadManifest(path);
            var vocoder = StoredVocoder.OfCheckpoint(path);
            VocoderConfig config = vocoder switch
            {
                SourceFilterVocoder own => WithNoise(own.Config, voicedNoise),
                UnivNetGenerator univnet => univnet.Config with { Weights = WeightLayout.Plain },
                _ => throw new NotSupportedException(vocoder.GetType().Name),
            };
            var shape = (nn.Module)vocoder;
            return new(config, shape, ModuleWeights.Of(shape).ToDictionary(), manifest.Step, manifest.Metrics);
        }

        public void Dispose() => Shape.Dispose();

        private static VocoderConfig WithNoise(VocoderConfig config, double? voicedNoise) =>
            config is SourceFilterConfig own && voicedNoise is { } noise ? own with { VoicedNoise = noise } : config;

        private static VocoderPart OfVoice(string path, double? voicedNoise)
        {
            var voice = Voice.Load(path);
            voice.Acoustic.Dispose();
            var provenance = voice.Manifest.Provenance;
            var metrics = provenance
                .Metrics.Where(metric => IsOfVocoder(metric.Key))
                .ToDictionary(metric => metric.Key[VocoderMetricPrefix.Length..], metric => metric.Value);
            var shape = (nn.Module)voice.Vocoder;
            return new(
                WithNoise(voice.Manifest.Vocoder, voicedNoise),
                shape,
                ModuleWeights.Of(shape).ToDictionary(),
                provenance.VocoderStep,
                metrics
            );
        }
    }
}
