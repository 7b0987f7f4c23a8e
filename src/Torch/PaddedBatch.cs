using TorchSharp;
using static TorchSharp.torch;

namespace VoiceSmith.Torch;

/// <summary>Stacks sequences of different lengths into one tensor.</summary>
public static class PaddedBatch
{
    /// <summary>Stacks tensors whose last dimensions differ, padding their ends.</summary>
    /// <param name="items">
    /// Equal in all other dimensions: samples [sample], mels [band, frame], contours [frame].
    /// </param>
    /// <param name="fill">Padding value: 0 for samples, the log floor for mels.</param>
    /// <param name="length">The last dimension's size; the longest item's if null.</param>
    /// <returns>[batch, …, length]</returns>
    public static Tensor Stack(IReadOnlyList<Tensor> items, double fill, long? length = null)
    {
        using var scope = NewDisposeScope();
        var longest = length ?? items.Max(item => item.shape[^1]);
        return stack(
                items.Select(item =>
                    nn.functional.pad(item, [0L, longest - item.shape[^1]], PaddingModes.Constant, fill)
                )
            )
            .MoveToOuterDisposeScope();
    }
}
