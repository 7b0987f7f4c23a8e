using TorchSharp;
using static TorchSharp.torch;

namespace VoiceSmith.Torch;

/// <summary>Detaches a module's tensors from the dispose scope in which the module was made.</summary>
public static class ModuleOwnership
{
    /// <summary>Detaches parameters and buffers from the current dispose scope, so that the module owns them.</summary>
    public static void OwnTensors(this nn.Module module)
    {
        foreach (var value in module.parameters().Concat(module.buffers()))
            value.DetachFromDisposeScope();
    }
}
