using TorchSharp;
using static TorchSharp.torch;

namespace VoiceSmith.Training.Reference;

/// <summary>
/// Networks with the number of their training steps as a buffer, so that every way of loading restores it.
/// </summary>
/// <remarks>
/// Key prefixes are those of the reference's checkpoints: "acoustic_model.", "univnet.", "discriminator.".
/// </remarks>
internal sealed class SteppedNetwork : nn.Module
{
    private const string StepKey = "step";

    public SteppedNetwork(string name, params (string Name, nn.Module Network)[] networks)
        : base(name)
    {
        foreach (var (key, network) in networks)
            register_module(key, network);
        register_buffer(StepKey, tensor(0L, device: CPU).DetachFromDisposeScope());
    }

    /// <summary>Completed optimizer steps; in the host's memory, so that reading it waits for no device.</summary>
    public long Step
    {
        get => get_buffer(StepKey)!.ToInt64();
        set
        {
            using var _ = no_grad();
            get_buffer(StepKey)!.fill_(value);
        }
    }
}
