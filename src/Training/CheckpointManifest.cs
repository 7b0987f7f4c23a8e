using System.Text.Json;

namespace VoiceSmith.Training;

/// <summary>What a training checkpoint says of itself.</summary>
public sealed record CheckpointManifest
{
    /// <summary>The manifest's file name; written last, so a folder without it is not whole.</summary>
    public const string FileName = "checkpoint.json";

    internal static readonly JsonSerializerOptions Json = new() { WriteIndented = true };

    /// <summary>Layout of the files beside it.</summary>
    public int FormatVersion { get; init; } = 1;

    /// <summary>Kind of network: acoustic, vocoder, g2p.</summary>
    public required string Kind { get; init; }

    /// <summary>Steps done.</summary>
    public required long Step { get; init; }

    /// <summary>Sizes of the network.</summary>
    public required JsonElement Config { get; init; }

    /// <summary>Metrics of the last validation before it was written.</summary>
    public required IReadOnlyDictionary<string, double> Metrics { get; init; }

    /// <summary>What ranks it among others, lower is better; null where these very weights were not validated.</summary>
    public double? Score { get; init; }

    /// <summary>Speaker names in order of the network's rows; empty where it has none.</summary>
    public IReadOnlyList<string> Speakers { get; init; } = [];

    /// <summary>SHA-256 of the files beside it.</summary>
    public required IReadOnlyDictionary<string, string> Hashes { get; init; }
}
