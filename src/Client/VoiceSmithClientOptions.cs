namespace VoiceSmith.Client;

/// <summary>Options of a <see cref="VoiceSmithClient"/>.</summary>
public sealed record VoiceSmithClientOptions
{
    /// <summary>API key, sent as bearer token; null for none.</summary>
    public string? ApiKey { get; init; }

    /// <summary>Time for which a lost connection is retried before its streams fail; zero for no retry.</summary>
    public TimeSpan ReconnectFor { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Other gateways of the same cluster. When the connection is lost, they are tried in turn, and utterances go on
    /// there. With them the hub is reached by WebSockets only.
    /// </summary>
    public IReadOnlyList<Uri> OtherServers { get; init; } = [];
}
