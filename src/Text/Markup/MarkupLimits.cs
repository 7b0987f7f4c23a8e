namespace VoiceSmith.Text.Markup;

/// <summary>Limits of markup.</summary>
public sealed record MarkupLimits
{
    /// <summary>UTF-16 units of a document; what is longer is read as plain text.</summary>
    public int MaxLength { get; init; } = 1_000_000;

    /// <summary>Elements inside each other; deeper ones are read through.</summary>
    public int MaxDepth { get; init; } = 32;
}
