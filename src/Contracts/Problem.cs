namespace VoiceSmith.Contracts;

/// <summary>A refusal over HTTP (application/problem+json, RFC 9457).</summary>
/// <param name="Title">The failure.</param>
/// <param name="Detail">The reason and the remedy.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">The error's entry in docs/errors.md.</param>
public sealed record Problem(string? Title, string? Detail, int? Status, string? Code);
