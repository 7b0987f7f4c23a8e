namespace VoiceSmith.Models.Checkpoints;

/// <summary>A checkpoint's tensors do not fit the model its manifest describes.</summary>
public sealed class CheckpointMismatchException(
    string path,
    IReadOnlyList<string> missing,
    IReadOnlyList<string> unexpected,
    IReadOnlyList<string> misshapen
)
    : VoiceSmithException(
        "VS2002",
        what: $"Checkpoint '{path}' does not fit its model.",
        why: $"Missing: [{string.Join(", ", missing.Take(20))}]; unexpected: [{string.Join(", ", unexpected.Take(20))}]; "
            + $"of another shape: [{string.Join(", ", misshapen.Take(20))}].",
        fix: "Load it with the configuration it was saved with."
    )
{
    /// <summary>Tensors that the model has and the checkpoint lacks.</summary>
    public IReadOnlyList<string> Missing { get; } = missing;

    /// <summary>Tensors that the checkpoint has and the model lacks.</summary>
    public IReadOnlyList<string> Unexpected { get; } = unexpected;

    /// <summary>Tensors whose shapes differ, as "name [checkpoint] ≠ [model]".</summary>
    public IReadOnlyList<string> Misshapen { get; } = misshapen;
}
