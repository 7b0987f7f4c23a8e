using System.Text.Json.Serialization;
using MessagePack;

namespace VoiceSmith.Hub.Training;

/// <summary>What a person asks for who starts a run; what is left out has its default.</summary>
[MessagePackObject]
public sealed record WireRunRequest
{
    /// <summary>Id of a data set that was checked.</summary>
    [Key("dataSet")]
    public string? DataSet { get; init; }

    /// <summary>The published voice that is tuned; the default voice without it.</summary>
    [Key("voice")]
    public string? Voice { get; init; }

    /// <summary>What the speaker is to be called: a new name, or that of one of the voice's speakers.</summary>
    [Key("name")]
    public string? Name { get; init; }

    /// <summary>Who starts it.</summary>
    [Key("user")]
    public string? User { get; init; }

    /// <summary>What that person says of the right to use the recorded voice; stays with every voice that comes of it.</summary>
    [Key("consent")]
    public string? Consent { get; init; }

    /// <summary>Steps in all.</summary>
    [Key("steps")]
    public int? Steps { get; init; }

    /// <summary>Peak learning rate of all but the speaker's embedding.</summary>
    [Key("learningRate")]
    public double? LearningRate { get; init; }

    /// <summary>Recordings a step.</summary>
    [Key("batchSize")]
    public int? BatchSize { get; init; }

    /// <summary>Steps between listening.</summary>
    [Key("validateEvery")]
    public int? ValidateEvery { get; init; }

    /// <summary>Steps that adapt the aligner first.</summary>
    [Key("alignerSteps")]
    public int? AlignerSteps { get; init; }

    /// <summary>Steps after that in which only the speaker's embedding moves.</summary>
    [Key("speakerSteps")]
    public int? SpeakerSteps { get; init; }
}

/// <summary>A run, on the wire and on disk alike.</summary>
[MessagePackObject]
public sealed record WireRun
{
    /// <summary>What requests call it.</summary>
    [Key("id")]
    public required string Id { get; init; }

    /// <summary>The speaker that the voice learns.</summary>
    [Key("name")]
    public required string Name { get; init; }

    /// <summary>"queued", "running", "paused", "stopped", "done" or "failed".</summary>
    [Key("state")]
    public required string State { get; init; }

    /// <summary>Why it failed.</summary>
    [Key("error")]
    public string? Error { get; init; }

    /// <summary>The data set.</summary>
    [Key("dataSet")]
    public required string DataSet { get; init; }

    /// <summary>SHA-256 of the data.</summary>
    [Key("dataHash")]
    public string DataHash { get; init; } = "";

    /// <summary>Licence of the data, and so of what comes of it.</summary>
    [Key("licence")]
    public string Licence { get; init; } = "";

    /// <summary>Who started it.</summary>
    [Key("user")]
    public required string User { get; init; }

    /// <summary>What that person said of the right to use the recorded voice.</summary>
    [Key("consent")]
    public required string Consent { get; init; }

    /// <summary>The voice that is tuned.</summary>
    [Key("voice")]
    public required string Voice { get; init; }

    /// <summary>Its version.</summary>
    [Key("parent")]
    public required string Parent { get; init; }

    /// <summary>Steps in all.</summary>
    [Key("steps")]
    public int Steps { get; init; }

    /// <summary>Peak learning rate of all but the speaker's embedding.</summary>
    [Key("learningRate")]
    public double LearningRate { get; init; }

    /// <summary>Recordings a step.</summary>
    [Key("batchSize")]
    public int BatchSize { get; init; }

    /// <summary>Steps between listening.</summary>
    [Key("validateEvery")]
    public int ValidateEvery { get; init; }

    /// <summary>Steps that adapt the aligner first.</summary>
    [Key("alignerSteps")]
    public int AlignerSteps { get; init; }

    /// <summary>Steps after that in which only the speaker's embedding moves.</summary>
    [Key("speakerSteps")]
    public int SpeakerSteps { get; init; }

    /// <summary>When it was asked for, or resumed: its place among those that wait.</summary>
    [Key("queued")]
    public DateTime Queued { get; init; }

    /// <summary>Steps done, as last told.</summary>
    [Key("step")]
    public long Step { get; init; }

    /// <summary>Steps whose checkpoints are kept, and so can be promoted.</summary>
    [Key("checkpoints")]
    public long[] Checkpoints { get; init; } = [];

    /// <summary>What came of it so far, the newest last.</summary>
    [Key("promoted")]
    public WirePromotion[] Promoted { get; init; } = [];
}

/// <summary>A step of a run that became a voice's version.</summary>
[MessagePackObject]
public sealed record WirePromotion(
    [property: Key("step")] long Step,
    [property: Key("voice")] string Voice,
    [property: Key("version")] string Version,
    [property: Key("by")] string By,
    [property: Key("at")] DateTime At);

/// <summary>Which step is to be promoted.</summary>
[MessagePackObject]
public sealed record WirePromotionRequest
{
    /// <summary>Its number.</summary>
    [Key("step")]
    public long Step { get; init; }

    /// <summary>The voice that it becomes a version of, known or new; the one that was tuned without it.</summary>
    [Key("voice")]
    public string? Voice { get; init; }

    /// <summary>Who asks.</summary>
    [Key("user")]
    public string? User { get; init; }
}

/// <summary>Something that happened in a run. One record for every kind, since it is also read back from disk; what does not belong to a kind is absent.</summary>
[MessagePackObject]
public sealed record WireRunEvent
{
    /// <summary>"state", "started", "progress", "validated", "saved", "skipped" or "promoted".</summary>
    [Key("type")]
    public required string Type { get; init; }

    /// <summary>Its place among the run's events, from 0.</summary>
    [Key("number")]
    public int Number { get; init; }

    /// <summary>When.</summary>
    [Key("at")]
    public DateTime At { get; init; }

    /// <summary>Steps done.</summary>
    [Key("step")]
    public long Step { get; init; }

    /// <summary>Of a state: which.</summary>
    [Key("state"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? State { get; init; }

    /// <summary>Of a state that is a failure, of a step that was skipped: why.</summary>
    [Key("error"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Error { get; init; }

    /// <summary>Of a start: the last step.</summary>
    [Key("steps"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Steps { get; init; }

    /// <summary>Of progress: means since the last report. Of a validation: what it found.</summary>
    [Key("losses"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, double>? Losses { get; init; }

    /// <summary>Of progress: steps a second.</summary>
    [Key("stepsPerSecond"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? StepsPerSecond { get; init; }

    /// <summary>Of progress: seconds of sound trained on a second.</summary>
    [Key("audioRate"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? AudioRate { get; init; }

    /// <summary>Of progress: seconds left at this speed.</summary>
    [Key("secondsLeft"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? SecondsLeft { get; init; }

    /// <summary>Of a validation: sounds and pictures.</summary>
    [Key("files"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public WireRunFile[]? Files { get; init; }

    /// <summary>Of a validation: the metric that ranks steps, lower is better.</summary>
    [Key("score"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Score { get; init; }

    /// <summary>Of a validation, of a checkpoint: whether none before was as good.</summary>
    [Key("best"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Best { get; init; }

    /// <summary>Of a promotion: what came of it.</summary>
    [Key("promotion"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public WirePromotion? Promotion { get; init; }
}

/// <summary>A sound or a picture of a validation.</summary>
/// <param name="Kind">"sound", "mel" or "alignment".</param>
/// <param name="Name">The recording's, the same at every step.</param>
/// <param name="Url">Where to fetch it from this server.</param>
[MessagePackObject]
public sealed record WireRunFile(
    [property: Key("kind")] string Kind,
    [property: Key("name")] string Name,
    [property: Key("url")] string Url);
