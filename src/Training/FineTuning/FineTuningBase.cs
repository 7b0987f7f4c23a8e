using System.Text.Json;
using TorchSharp;
using VoiceSmith.Models;
using VoiceSmith.Models.Acoustic;
using VoiceSmith.Models.Checkpoints;
using VoiceSmith.Training.Acoustic;
using VoiceSmith.Training.Data;
using static TorchSharp.torch;

namespace VoiceSmith.Training.FineTuning;

/// <summary>What is tuned: an acoustic model with the parts that training needs, and what its numbers mean.</summary>
/// <param name="Model">Owned by the holder until a module takes it.</param>
/// <param name="Data">Its symbols, speakers, mel and statistics.</param>
/// <param name="Version">Of the voice or checkpoint.</param>
public sealed record FineTuningBase(AcousticModel Model, DatasetManifest Data, string Version)
{
    /// <summary>Loads a voice that was packed with its training parts, or a checkpoint of 'train acoustic' with averaged weights.</summary>
    /// <param name="from">A .voice file, a voice's folder, a checkpoint, or a run's folder; null for the built-in voice.</param>
    /// <param name="original">Data that it was trained on: needed for checkpoints that do not describe it themselves; else null.</param>
    /// <param name="speakers">New or existing speakers' names; null for the model as it is.</param>
    /// <param name="noiseChannels">See <see cref="AcousticConfig.NoiseChannels"/>; null for the model's own.</param>
    /// <exception cref="VoiceSmithException">VS3009: a voice without training parts, or a checkpoint that does not describe its data.</exception>
    public static FineTuningBase Load(
        string? from, DatasetManifest? original, IReadOnlyList<string>? speakers = null, int? noiseChannels = null)
    {
        using var scope = NewDisposeScope();
        var folder = from is null ? null : CheckpointFolder.NewestIn(from);
        var stored = folder is not null && File.Exists(Path.Combine(folder, CheckpointManifest.FileName)) ? OfCheckpoint(folder, original) : OfVoice(from);
        return stored.Widened(speakers ?? [], noiseChannels ?? stored.Config.NoiseChannels);
    }

    /// <summary>Looks whether a .voice file can be tuned, without its weights.</summary>
    /// <exception cref="VoiceSmithException">VS3009: it was packed without training parts.</exception>
    public static void RequireTunable(string voice)
    {
        var manifest = Voice.ReadManifest(voice);
        if (!Voice.IsTunable(manifest))
            throw WithoutParts(manifest.Name);
    }

    private static Stored OfCheckpoint(string folder, DatasetManifest? original)
    {
        var manifest = CheckpointFolder.ReadManifest(folder);
        var data = manifest.Data ?? original ??
            throw Unfit(folder, "Its manifest does not say what data it was trained on.", "Name that data with --original.");
        var (config, weights) = AcousticCheckpoint.Read(folder, manifest);
        return new(folder, $"{manifest.Kind} step {manifest.Step}", config, data, weights);
    }

    private static Stored OfVoice(string? path)
    {
        var (manifest, weights) = Voice.ReadForTraining(path);
        if (weights is null)
            throw WithoutParts(path ?? "the built-in voice");
        var data = new DatasetManifest
        {
            Mel = manifest.Mel, Symbols = manifest.Symbols, Speakers = manifest.Speakers, LogF0 = manifest.LogF0, SpeakerLogF0 = manifest.SpeakerLogF0,
            Energy = manifest.Energy, Licence = manifest.Provenance.Licence, Hash = manifest.Provenance.DataHash, Utterances = [],
        };
        return new(path ?? manifest.Name, manifest.Version, manifest.Acoustic, data, weights);
    }

    /// <summary>An acoustic model as it lies on disk.</summary>
    private sealed record Stored(string Path, string Version, AcousticConfig Config, DatasetManifest Data, IReadOnlyDictionary<string, Tensor> Weights)
    {
        private const string SpeakerTable = "speaker_embed", NoiseInput = "noise_in.weight";

        /// <summary>A model with a row for every speaker, the mean of all rows for new ones, and fresh weights for new noise channels.</summary>
        public FineTuningBase Widened(IReadOnlyList<string> speakers, int noiseChannels)
        {
            string[] added = [.. speakers.Except(Data.Speakers)];
            var model = new AcousticModel(Config with { Speakers = Config.Speakers + added.Length, NoiseChannels = noiseChannels });
            var weights = new Dictionary<string, Tensor>(Weights);
            var rows = weights[SpeakerTable].to(ScalarType.Float32);
            weights[SpeakerTable] = cat([rows, .. added.Select(_ => rows.mean([0], keepdim: true))]);
            if (noiseChannels == 0)
                weights.Remove(NoiseInput);
            else if (noiseChannels != Config.NoiseChannels)
                weights[NoiseInput] = model.get_parameter(NoiseInput)!;
            ModuleWeights.Load(model, weights, Path);
            return new(model, Data with { Speakers = [.. Data.Speakers, .. added] }, Version);
        }
    }

    /// <summary>VS3009 for a voice that lacks the parts that only training needs.</summary>
    internal static VoiceSmithException WithoutParts(string what) => Unfit(what, "It was packed without aligner and prosody encoder.",
        "Pack it with --with-training-parts, or name the acoustic checkpoint that it was made of.");

    private static VoiceSmithException Unfit(string what, string why, string fix) => new("VS3009", $"'{what}' cannot be fine-tuned.", why, fix);
}
