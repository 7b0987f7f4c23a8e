using System.Collections.Concurrent;
using TorchSharp;

namespace VoiceSmith.Torch;

/// <summary>
/// Native scalars for operator constants, cached for the life of the process. TorchSharp makes a native scalar for
/// every number passed to an operator and leaves it to the finaliser; code on the synthesis path takes its constants
/// from here.
/// </summary>
public static class Scalars
{
    private static readonly ConcurrentDictionary<double, Scalar> Kept = new(); // few: constants in code and in voices

    /// <summary>1, the alpha of every addition in TorchSharp.</summary>
    public static Scalar One { get; } = Of(1);

    /// <summary>The cached scalar of a constant. Not for computed numbers: entries are never evicted.</summary>
    public static Scalar Of(double value) => Kept.GetOrAdd(value, static kept => kept.ToScalar());
}
