using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VoiceSmith.Models.Layers;

/// <summary>Brings the weights of a network that is not trained any more into the form in which inference reads them.</summary>
/// <remarks>
/// A product packs its weights first, which for the few frames of a stream's block costs more than the product itself, unless they lie
/// turned in memory (not in shape). Results may differ in the last bit, so a network is prepared once, before it speaks.
/// </remarks>
internal static class InferenceLayout
{
    /// <summary>Turns the weights of linear layers, and lets the others prepare themselves.</summary>
    /// <param name="network">Loaded, on its device, not to be trained any more.</param>
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

    /// <summary>[output, …, input or kernel] laid out backwards, as […, output].</summary>
    internal static void Turn(Tensor weight)
    {
        long[] backwards = weight.Dimensions == 2 ? [1, 0] : [2, 1, 0];
        weight.set_(weight.permute(backwards).contiguous().permute(backwards));
    }
}

/// <summary>A layer that keeps its weights in another form for inference.</summary>
internal interface IInferenceForm
{
    /// <summary>Called once, when weights change no more; within a dispose scope.</summary>
    void Prepare();
}
