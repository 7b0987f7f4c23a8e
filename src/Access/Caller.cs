namespace VoiceSmith.Access;

/// <summary>The sender of a request: the holder of a key or token, or an address.</summary>
/// <param name="Id">
/// Identifies the caller for limits and fair queueing: <c>key:…</c>, <c>token:…</c> or <c>address:…</c>.
/// </param>
/// <param name="Name">Name for logs.</param>
public sealed record Caller(string Id, string Name);
