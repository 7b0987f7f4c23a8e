using System.Text.Json;
using TorchSharp;
using VoiceSmith.Models;
using VoiceSmith.Models.Checkpoints;
using VoiceSmith.Models.Layers;
using VoiceSmith.Models.Vocoder;
using VoiceSmith.Models.Vocoder.UnivNet;
using static TorchSharp.torch;

namespace VoiceSmith.Training.Checkpoints;

/// <summary>Vocoders of checkpoints and voices.</summary>
public static class StoredVocoder
{
    /// <summary>The vocoder of a checkpoint, of a .voice file, or of the built-in voice.</summary>
    /// <param name="path">A checkpoint, a run's folder or a .voice file; null for the built-in voice.</param>
    /// <returns>Null where there is no built-in voice.</returns>
    /// <exception cref="VoiceSmithException">VS2004: not a voice; or as <see cref="OfCheckpoint"/>.</exception>
    public static IVocoder? Load(string? path)
    {
        if (path is not null && !File.Exists(path))
            return OfCheckpoint(CheckpointFolder.NewestIn(path));
        if (path is null && !Voice.HasEmbedded)
            return null;
        var voice = path is null ? Voice.LoadEmbedded() : Voice.Load(path);
        voice.Acoustic.Dispose();
        return voice.Vocoder;
    }

    /// <summary>A source-filter vocoder to start training from.</summary>
    /// <param name="path">As for <see cref="Load"/>.</param>
    /// <returns>The vocoder, and the version of its voice; empty for a checkpoint.</returns>
    /// <exception cref="VoiceSmithException">VS3006: a vocoder of another kind.</exception>
    public static (SourceFilterVocoder Vocoder, string Version) LoadForTraining(string? path)
    {
        using var loaded = Load(path);
        if (loaded is not SourceFilterVocoder stored)
            throw new VoiceSmithException(
                "VS3006",
                $"Training cannot start from '{path ?? "the built-in voice"}'.",
                "It has no source-filter vocoder.",
                "Name a voice that was trained here, or a run of 'train vocoder'."
            );
        var vocoder = new SourceFilterVocoder(stored.Config); // its weights in the layout of training
        ModuleWeights.Load(vocoder, ModuleWeights.Of(stored).ToDictionary(), path ?? "the built-in voice");
        return (vocoder, path is not null && File.Exists(path) ? Voice.ReadManifest(path).Version : "");
    }

    /// <summary>A vocoder with a checkpoint's averaged weights, for inference.</summary>
    /// <param name="folder">A checkpoint of 'train vocoder', 'train univnet' or 'train joint'.</param>
    /// <exception cref="VoiceSmithException">
    /// VS3002: not a checkpoint; VS3006: of another kind; VS3007: damaged.
    /// </exception>
    public static IVocoder OfCheckpoint(string folder)
    {
        using var scope = NewDisposeScope();
        var manifest = CheckpointFolder.ReadManifest(folder);
        switch (manifest.Kind)
        {
            case CheckpointKind.Vocoder:
                return Load(new SourceFilterVocoder(manifest.Config.Deserialize<SourceFilterConfig>()!), folder, "");
            case CheckpointKind.Joint:
                return Load(
                    new SourceFilterVocoder(manifest.Config.Deserialize<JointConfig>()!.Vocoder),
                    folder,
                    CheckpointKind.JointVocoderPrefix
                );
            case CheckpointKind.UnivNet:
                var univnet = Load(
                    new UnivNetGenerator(manifest.Config.Deserialize<UnivNetConfig>()!),
                    folder,
                    CheckpointKind.UnivNetGeneratorPrefix
                );
                NormedConvolution.FoldAll(univnet);
                return univnet;
            default:
                throw new VoiceSmithException(
                    "VS3006",
                    $"'{folder}' holds no vocoder.",
                    $"It is a checkpoint of kind '{manifest.Kind}'.",
                    "Name a checkpoint of 'voicesmith train vocoder', 'train univnet' or 'train joint'."
                );
        }
    }

    private static TVocoder Load<TVocoder>(TVocoder vocoder, string folder, string prefix)
        where TVocoder : nn.Module
    {
        ModuleWeights.Load(vocoder, CheckpointFolder.ReadAverage(folder), folder, prefix);
        vocoder.eval();
        return vocoder;
    }
}
