using System.Text.Json;
using VoiceSmith.Training.Data;

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

    /// <summary>What the network's numbers mean: symbols, speakers, mel, statistics, licence, hash of its data, without the recordings; null where it knows no speech.</summary>
    public DatasetManifest? Data { get; init; }

    /// <summary>The version of the voice or the checkpoint that training began from; empty for fresh weights.</summary>
    public string Parent { get; init; } = "";

    /// <summary>What callbacks want back when the run is resumed, by their names.</summary>
    public IReadOnlyDictionary<string, JsonElement> Callbacks { get; init; } = new Dictionary<string, JsonElement>();

    /// <summary>SHA-256 of the files beside it.</summary>
    public required IReadOnlyDictionary<string, string> Hashes { get; init; }
}
