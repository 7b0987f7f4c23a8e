using static TorchSharp.torch;

namespace VoiceSmith.Models.Layers;

/// <summary>Weight norm: a weight as direction times length, with one length per slice along dimension 0.</summary>
public static class WeightNorm
{
    /// <summary>The length's key since PyTorch 2.1.</summary>
    public const string LengthKey = "parametrizations.weight.original0";

    /// <summary>The direction's key since PyTorch 2.1.</summary>
    public const string DirectionKey = "parametrizations.weight.original1";

    /// <summary>The length's key before PyTorch 2.1.</summary>
    public const string LegacyLengthKey = "weight_g";

    /// <summary>The direction's key before PyTorch 2.1.</summary>
    public const string LegacyDirectionKey = "weight_v";

    /// <summary>The Euclidean length of each slice along dimension 0.</summary>
    /// <param name="direction">[slice, …]</param>
    /// <returns>[slice, 1, …]</returns>
    public static Tensor Length(Tensor direction) =>
        direction.flatten(1).norm(1).view([direction.size(0), .. Enumerable.Repeat(1L, (int)direction.dim() - 1)]);

    /// <summary>The weight of a length and a direction.</summary>
    /// <param name="length">[slice, 1, …]</param>
    /// <param name="direction">[slice, …], of any length.</param>
    /// <returns>[slice, …], in the caller's dispose scope.</returns>
    public static Tensor Fuse(Tensor length, Tensor direction)
    {
        using var scope = NewDisposeScope();
        return (direction * (length / Length(direction))).MoveToOuterDisposeScope();
    }
}
