using TorchSharp;
using static TorchSharp.torch;

namespace VoiceSmith.Training.Reference;

/// <summary>Networks and the step they were trained for, as one: the step is a buffer, so every way of loading brings it back.</summary>
/// <remarks>The keys begin as in the reference's checkpoints: "acoustic_model.", "univnet.", "discriminator.".</remarks>
internal sealed class SteppedNetwork : nn.Module
{
    private const string StepKey = "step";

    public SteppedNetwork(string name, params (string Name, nn.Module Network)[] networks) : base(name)
    {
        foreach (var (key, network) in networks)
            register_module(key, network);
        register_buffer(StepKey, tensor(0L).DetachFromDisposeScope());
    }

    /// <summary>Optimizer steps done.</summary>
    public long Step
    {
        get => get_buffer(StepKey)!.ToInt64();
        set
        {
            using var quiet = no_grad();
            get_buffer(StepKey)!.fill_(value);
        }
    }
}
