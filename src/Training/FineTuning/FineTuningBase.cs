using System.Text.Json;
using TorchSharp;
using VoiceSmith.Models;
using VoiceSmith.Models.Acoustic;
using VoiceSmith.Models.Checkpoints;
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
    /// <param name="speaker">The new or existing speaker's name; null for the model as it is.</param>
    /// <exception cref="VoiceSmithException">VS3009: a voice without training parts, or a checkpoint that does not describe its data.</exception>
    public static FineTuningBase Load(string? from, DatasetManifest? original, string? speaker)
    {
        using var scope = NewDisposeScope();
        var folder = from is null ? null : CheckpointFolder.NewestIn(from);
        return folder is not null && File.Exists(Path.Combine(folder, CheckpointManifest.FileName)) ? OfCheckpoint(folder, original, speaker) : OfVoice(from, speaker);
    }

    /// <summary>Looks whether a .voice file can be tuned, without its weights.</summary>
    /// <exception cref="VoiceSmithException">VS3009: it was packed without training parts.</exception>
    public static void RequireTunable(string voice)
    {
        var manifest = Voice.ReadManifest(voice);
        if (!Voice.IsTunable(manifest))
            throw WithoutParts(manifest.Name);
    }

    private static FineTuningBase OfCheckpoint(string folder, DatasetManifest? original, string? speaker)
    {
        var manifest = CheckpointFolder.ReadManifest(folder);
        var data = manifest.Data ?? original ?? throw Unfit(folder, "Its manifest does not say what data it was trained on.", "Name that data with --original.");
        return Widened(manifest.Config.Deserialize<AcousticConfig>()!, CheckpointFolder.ReadAverage(folder), data, $"{manifest.Kind} step {manifest.Step}", speaker, folder);
    }

    private static FineTuningBase OfVoice(string? path, string? speaker)
    {
        var (manifest, weights) = Voice.ReadForTraining(path);
        if (weights is null)
            throw WithoutParts(path ?? "the built-in voice");
        var data = new DatasetManifest
        {
            Mel = manifest.Mel, Symbols = manifest.Symbols, Speakers = manifest.Speakers, LogF0 = manifest.LogF0, SpeakerLogF0 = manifest.SpeakerLogF0,
            Energy = manifest.Energy, Licence = manifest.Licence, Hash = manifest.DataHash, Utterances = [],
        };
        return Widened(manifest.Acoustic, weights, data, manifest.Version, speaker, path ?? manifest.Name);
    }

    /// <summary>A model with a row for the speaker: the mean of all rows, where it is new.</summary>
    private static FineTuningBase Widened(AcousticConfig config, IReadOnlyDictionary<string, Tensor> weights, DatasetManifest data, string version, string? speaker, string path)
    {
        const string table = "speaker_embed";
        if (speaker is null || data.Speakers.Contains(speaker))
        {
            var same = new AcousticModel(config);
            ModuleWeights.Load(same, weights, path);
            return new(same, data, version);
        }
        var wider = new AcousticModel(config with { Speakers = config.Speakers + 1 });
        var rows = weights[table].to(ScalarType.Float32);
        ModuleWeights.Load(wider, new Dictionary<string, Tensor>(weights) { [table] = cat([rows, rows.mean([0], keepdim: true)]) }, path);
        return new(wider, data with { Speakers = [.. data.Speakers, speaker] }, version);
    }

    private static VoiceSmithException WithoutParts(string what) => Unfit(what, "It was packed without aligner and prosody encoder.",
        "Pack it with --with-training-parts, or name the acoustic checkpoint that it was made of.");

    private static VoiceSmithException Unfit(string what, string why, string fix) => new("VS3009", $"'{what}' cannot be fine-tuned.", why, fix);
}
