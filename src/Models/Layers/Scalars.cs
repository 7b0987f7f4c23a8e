using System.Collections.Concurrent;
using TorchSharp;

namespace VoiceSmith.Models.Layers;

/// <summary>
/// Constants of operators, kept for good: of every number that is given to an operator TorchSharp makes a native scalar, which waits for the
/// collector and its finaliser. What speaks takes its constants from here, and disposes of those it computes.
/// </summary>
internal static class Scalars
{
    private static readonly ConcurrentDictionary<double, Scalar> Kept = new();   // few: they stand in the code and in voices

    /// <summary>One, which TorchSharp multiplies by wherever it adds.</summary>
    public static Scalar One { get; } = Of(1);

    /// <summary>A constant. Not for numbers that are computed: they would fill memory.</summary>
    public static Scalar Of(double value) => Kept.GetOrAdd(value, static kept => kept.ToScalar());
}
