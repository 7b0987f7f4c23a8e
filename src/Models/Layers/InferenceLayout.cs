using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VoiceSmith.Models.Layers;

/// <summary>Memory layout of weights for inference.</summary>
/// <remarks>
/// A matrix product packs its weights first. For the few frames of a stream's block that costs more than the product
/// itself, unless weights are transposed in memory (not in shape). Results may differ in the last bit, so a network is
/// prepared once, before inference.
/// </remarks>
internal static class InferenceLayout
{
    /// <summary>
    /// Transposes the weights of linear layers in memory, and prepares layers with a form of their own.
    /// </summary>
    /// <param name="network">Loaded, on its device, and not trained afterwards.</param>
    public static void Apply(Module network)
    {
        using var scope = NewDisposeScope();
        using var untracked = no_grad();
        foreach (var module in network.modules().Prepend(network))
            if (module is Linear linear)
                Turn(linear.weight!);
        foreach (var module in network.modules().Prepend(network).OfType<IInferenceForm>())
            module.Prepare();
    }

    /// <summary>Stores [output, …, input or kernel] in memory as […, output].</summary>
    internal static void Turn(Tensor weight)
    {
        long[] backwards = weight.Dimensions == 2 ? [1, 0] : [2, 1, 0];
        weight.set_(weight.permute(backwards).contiguous().permute(backwards));
    }
}

/// <summary>A layer whose weights have another form for inference.</summary>
internal interface IInferenceForm
{
    /// <summary>Called once, when weights are final; within a dispose scope.</summary>
    void Prepare();
}
