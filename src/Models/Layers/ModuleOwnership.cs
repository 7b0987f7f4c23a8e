using TorchSharp;
using static TorchSharp.torch;

namespace VoiceSmith.Models.Layers;

/// <summary>Who disposes a module's tensors: the module, not the dispose scope it happened to be made in.</summary>
internal static class ModuleOwnership
{
    /// <summary>Takes parameters and buffers out of the current dispose scope, so that a module outlives it.</summary>
    public static void OwnTensors(this nn.Module module)
    {
        foreach (var value in module.parameters().Concat(module.buffers()))
            value.DetachFromDisposeScope();
    }
}
