using System.Text.Json;
using VoiceSmith.Training.Data;

namespace VoiceSmith.Training.Checkpoints;

/// <summary>Description of a training checkpoint. Member names are file format.</summary>
public sealed record CheckpointManifest
{
    /// <summary>The manifest's file name. It is written last, so a folder without it is incomplete.</summary>
    public const string FileName = "checkpoint.json";

    internal static readonly JsonSerializerOptions Json = new() { WriteIndented = true };

    /// <summary>Version of the file format.</summary>
    public int FormatVersion { get; init; } = 1;

    /// <summary>Kind of network, such as those in <see cref="CheckpointKind"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>Completed steps.</summary>
    public required long Step { get; init; }

    /// <summary>Sizes of the network.</summary>
    public required JsonElement Config { get; init; }

    /// <summary>Metrics of the last validation before it was written.</summary>
    public required IReadOnlyDictionary<string, double> Metrics { get; init; }

    /// <summary>
    /// The score that ranks checkpoints, lower is better; null where these weights were not validated.
    /// </summary>
    public double? Score { get; init; }

    /// <summary>
    /// Description of the training data (symbols, speakers, mel, statistics, licence, hash) without its utterances;
    /// null for networks that are not trained on speech.
    /// </summary>
    public PreparedCorpusManifest? Data { get; init; }

    /// <summary>Version of the voice or checkpoint that training started from; empty for fresh weights.</summary>
    public string Parent { get; init; } = "";

    /// <summary>State of callbacks, by their names.</summary>
    public IReadOnlyDictionary<string, JsonElement> Callbacks { get; init; } = new Dictionary<string, JsonElement>();

    /// <summary>
    /// Command-line options of the run, by name; a resumed run takes those that are not given anew from here.
    /// </summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Arguments { get; init; } =
        new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>SHA-256 of the files beside it.</summary>
    public required IReadOnlyDictionary<string, string> Hashes { get; init; }
}
