namespace VoiceSmith.Training;

/// <summary>A loss or gradient is not finite.</summary>
/// <param name="step">Steps completed before.</param>
/// <param name="subject">The value that is not finite.</param>
/// <param name="value">Its value.</param>
/// <param name="terms">All losses noted in the step.</param>
/// <param name="batch">Names of the batch's items.</param>
/// <param name="parameters">Parameters whose value or gradient is not finite.</param>
/// <param name="diagnostic">File with details; null for none.</param>
public sealed class NonFiniteLossException(
    long step,
    string subject,
    double value,
    IReadOnlyDictionary<string, double> terms,
    IReadOnlyList<string>? batch = null,
    IReadOnlyList<string>? parameters = null,
    string? diagnostic = null
)
    : VoiceSmithException(
        "VS3003",
        $"Step {step} cannot be taken.",
        $"{subject} is {value}; terms: {string.Join(", ", terms.Select(term => $"{term.Key} {term.Value:G4}"))}"
            + $"{Few("; batch", batch)}{Few("; not finite in", parameters)}.",
        (diagnostic is null ? "" : $"'{diagnostic}' has the details. ")
            + "Resume from the last checkpoint with a lower learning rate or gradient clip, or skip such steps; and check "
            + "the data of this step."
    )
{
    private const int MaxNames = 4;

    /// <summary>Steps completed before.</summary>
    public long Step { get; } = step;

    /// <summary>The value that is not finite.</summary>
    public string Subject { get; } = subject;

    /// <summary>Its value.</summary>
    public double Value { get; } = value;

    /// <summary>All losses noted in the step.</summary>
    public IReadOnlyDictionary<string, double> Terms { get; } = terms;

    /// <summary>Names of the batch's items.</summary>
    public IReadOnlyList<string> Batch { get; } = batch ?? [];

    /// <summary>Parameters whose value or gradient is not finite.</summary>
    public IReadOnlyList<string> Parameters { get; } = parameters ?? [];

    /// <summary>File with details; null for none.</summary>
    public string? Diagnostic { get; } = diagnostic;

    private static string Few(string head, IReadOnlyList<string>? names) =>
        names is not { Count: > 0 }
            ? ""
            : $"{head} {string.Join(", ", names.Take(MaxNames))}"
                + (names.Count > MaxNames ? $" and {names.Count - MaxNames} more" : "");
}
