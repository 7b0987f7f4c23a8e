using System.Text.Json;
using TorchSharp;
using VoiceSmith.Models.Checkpoints;
using static TorchSharp.torch;

namespace VoiceSmith.Training.Reference;

/// <summary>Checkpoints of this project's own trainer, as a way to load a module.</summary>
internal static class TrainingCheckpoint
{
    private const string Weights = "weights.safetensors";

    /// <summary>Whether a path is one.</summary>
    public static bool IsOne(string path) => File.Exists(Path.Combine(path, CheckpointManifest.FileName));

    /// <summary>The sizes it was saved with.</summary>
    public static T Config<T>(string folder) => CheckpointFolder.ReadManifest(folder).Config.Deserialize<T>()!;

    /// <summary>Reads its weights into a network, strictly.</summary>
    public static void LoadInto(nn.Module network, string folder)
    {
        using var scope = NewDisposeScope();
        var tensors = SafeTensors.Read(Path.Combine(folder, Weights));
        foreach (var tensor in tensors.Values)
            tensor.MoveToOuterDisposeScope();
        ModuleWeights.Load(network, tensors, folder);
    }
}
