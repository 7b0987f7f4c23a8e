namespace VoiceSmith.Training;

/// <summary>A loss or a gradient is not a finite number: names the step, the batch, the terms and the parameters.</summary>
/// <param name="step">Steps done before it.</param>
/// <param name="subject">What is not finite.</param>
/// <param name="value">Its value.</param>
/// <param name="terms">All losses noted in the step.</param>
/// <param name="batch">What the batch's items are called.</param>
/// <param name="parameters">Parameters whose value or gradient is not finite.</param>
/// <param name="diagnostic">The file that says more; null where none was written.</param>
public sealed class NonFiniteLossException(long step, string subject, double value, IReadOnlyDictionary<string, double> terms,
    IReadOnlyList<string>? batch = null, IReadOnlyList<string>? parameters = null, string? diagnostic = null)
    : VoiceSmithException("VS3003", $"Step {step} cannot be taken.",
        $"{subject} is {value}; terms: {string.Join(", ", terms.Select(term => $"{term.Key} {term.Value:G4}"))}"
        + $"{Few("; batch", batch)}{Few("; not finite in", parameters)}.",
        (diagnostic is null ? "" : $"'{diagnostic}' says more. ") + "Resume from the last checkpoint with a lower learning rate or gradient clip, or skip such steps; and look at the data of this one.")
{
    private const int Named = 4;

    /// <summary>Steps done before it.</summary>
    public long Step { get; } = step;

    /// <summary>What is not finite.</summary>
    public string Subject { get; } = subject;

    /// <summary>Its value.</summary>
    public double Value { get; } = value;

    /// <summary>All losses noted in the step.</summary>
    public IReadOnlyDictionary<string, double> Terms { get; } = terms;

    /// <summary>What the batch's items are called.</summary>
    public IReadOnlyList<string> Batch { get; } = batch ?? [];

    /// <summary>Parameters whose value or gradient is not finite.</summary>
    public IReadOnlyList<string> Parameters { get; } = parameters ?? [];

    /// <summary>The file that says more; null where none was written.</summary>
    public string? Diagnostic { get; } = diagnostic;

    private static string Few(string head, IReadOnlyList<string>? names) => names is not { Count: > 0 } ? ""
        : $"{head} {string.Join(", ", names.Take(Named))}{(names.Count > Named ? $" and {names.Count - Named} more" : "")}";
}
