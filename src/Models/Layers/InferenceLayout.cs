using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VoiceSmith.Models.Layers;

/// <summary>Turns matrices in memory, not in shape, to the order in which a matrix product of few rows reads them.</summary>
/// <remarks>
/// A product packs its weights first, which for the few frames of a stream's block costs as much as the product itself: 16 rows by
/// 1024 × 256 weights took 264 µs as they are stored and 88 µs turned. Results may differ in the last bit, so a network is turned
/// once, before it speaks.
/// </remarks>
internal static class InferenceLayout
{
    /// <summary>Turns the weights of linear layers, and of convolutions that are computed as matrix products.</summary>
    /// <param name="network">Not to be trained any more.</param>
    public static void Apply(Module network)
    {
        using var scope = NewDisposeScope();
        using var untracked = no_grad();
        foreach (var module in network.modules().Prepend(network))
        {
            if (module is Linear linear)
                Turn(linear.weight!);
            foreach (var convolution in (module as IMatrixProducts)?.Products ?? [])
                Turn(convolution.weight);
        }
    }

    /// <summary>[output, …, input or kernel] laid out backwards, as […, output].</summary>
    private static void Turn(Tensor weight)
    {
        long[] backwards = weight.Dimensions == 2 ? [1, 0] : [2, 1, 0];
        weight.set_(weight.permute(backwards).contiguous().permute(backwards));
    }
}

/// <summary>A layer some of whose convolutions are computed as matrix products.</summary>
internal interface IMatrixProducts
{
    /// <summary>Those convolutions.</summary>
    IEnumerable<Conv1d> Products { get; }
}
