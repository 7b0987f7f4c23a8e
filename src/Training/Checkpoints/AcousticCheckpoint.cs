using System.Text.Json;
using VoiceSmith.Models.Acoustic;
using static TorchSharp.torch;

namespace VoiceSmith.Training.Checkpoints;

/// <summary>The acoustic model in a checkpoint of 'train acoustic', 'finetune' or 'train joint'.</summary>
internal static class AcousticCheckpoint
{
    /// <summary>Sizes and averaged weights.</summary>
    /// <param name="folder">The checkpoint.</param>
    /// <param name="manifest">Its manifest.</param>
    /// <returns>Weights in the caller's dispose scope.</returns>
    /// <exception cref="VoiceSmithException">VS3006: it holds no acoustic model; VS3007: it is damaged.</exception>
    public static (AcousticConfig Config, IReadOnlyDictionary<string, Tensor> Weights) Read(
        string folder,
        CheckpointManifest manifest
    ) =>
        manifest.Kind switch
        {
            CheckpointKind.Acoustic => (
                manifest.Config.Deserialize<AcousticConfig>()!,
                CheckpointFolder.ReadAverage(folder)
            ),
            CheckpointKind.Joint => (
                manifest.Config.Deserialize<JointConfig>()!.Acoustic,
                CheckpointFolder.ReadAverage(folder, CheckpointKind.JointAcousticPrefix)
            ),
            _ => throw new VoiceSmithException(
                "VS3006",
                $"'{folder}' holds no acoustic model.",
                $"It is a checkpoint of kind '{manifest.Kind}'.",
                "Name a checkpoint of 'voicesmith train acoustic', 'finetune' or 'train joint'."
            ),
        };
}
