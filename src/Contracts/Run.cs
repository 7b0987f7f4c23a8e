using System.Text.Json.Serialization;
using MessagePack;
using AllowedValuesAttribute = System.ComponentModel.DataAnnotations.AllowedValuesAttribute;

namespace VoiceSmith.Contracts;

/// <summary>A training run to be started. Absent members take their defaults.</summary>
[MessagePackObject]
public sealed record RunRequest
{
    /// <summary>Id of a data set that is ready.</summary>
    [Key("dataSet")]
    public string? DataSet { get; init; }

    /// <summary>The published voice to fine-tune; default: the server's default voice.</summary>
    [Key("voice")]
    public string? Voice { get; init; }

    /// <summary>The speaker's name: new, or that of one of the voice's speakers.</summary>
    [Key("name")]
    public string? Name { get; init; }

    /// <summary>User who starts the run.</summary>
    [Key("user")]
    public string? User { get; init; }

    /// <summary>The consent statement for the recorded speaker; stored with every voice made from the run.</summary>
    [Key("consent")]
    public string? Consent { get; init; }

    /// <summary>Training steps; default 240.</summary>
    [Key("steps")]
    public int? Steps { get; init; }

    /// <summary>Peak learning rate of all weights but the speaker embedding.</summary>
    [Key("learningRate")]
    public double? LearningRate { get; init; }

    /// <summary>Recordings per step.</summary>
    [Key("batchSize")]
    public int? BatchSize { get; init; }

    /// <summary>Steps between validations.</summary>
    [Key("validateEvery")]
    public int? ValidateEvery { get; init; }

    /// <summary>First steps, which adapt only the aligner.</summary>
    [Key("alignerSteps")]
    public int? AlignerSteps { get; init; }

    /// <summary>Steps after those, which adapt only the speaker embedding.</summary>
    [Key("speakerSteps")]
    public int? SpeakerSteps { get; init; }
}

/// <summary>A training run.</summary>
[MessagePackObject]
public sealed record Run
{
    /// <summary>Its id.</summary>
    [Key("id")]
    public required string Id { get; init; }

    /// <summary>Name of the speaker that the voice learns.</summary>
    [Key("name")]
    public required string Name { get; init; }

    /// <summary>Its state.</summary>
    [Key("state"), AllowedValues("queued", "running", "paused", "stopped", "done", "failed")]
    public required string State { get; init; }

    /// <summary>Reason of its failure; null otherwise.</summary>
    [Key("error")]
    public string? Error { get; init; }

    /// <summary>Id of its data set.</summary>
    [Key("dataSet")]
    public required string DataSet { get; init; }

    /// <summary>SHA-256 of the data.</summary>
    [Key("dataHash")]
    public string DataHash { get; init; } = "";

    /// <summary>Licence of the data, and so of the voices made from it.</summary>
    [Key("licence")]
    public string Licence { get; init; } = "";

    /// <summary>User who started it.</summary>
    [Key("user")]
    public required string User { get; init; }

    /// <summary>The consent statement for the recorded speaker.</summary>
    [Key("consent")]
    public required string Consent { get; init; }

    /// <summary>The voice that is fine-tuned.</summary>
    [Key("voice")]
    public required string Voice { get; init; }

    /// <summary>Version of that voice.</summary>
    [Key("parent")]
    public required string Parent { get; init; }

    /// <summary>Training steps in all.</summary>
    [Key("steps")]
    public int Steps { get; init; }

    /// <summary>Peak learning rate of all weights but the speaker embedding.</summary>
    [Key("learningRate")]
    public double LearningRate { get; init; }

    /// <summary>Recordings per step.</summary>
    [Key("batchSize")]
    public int BatchSize { get; init; }

    /// <summary>Steps between validations.</summary>
    [Key("validateEvery")]
    public int ValidateEvery { get; init; }

    /// <summary>First steps, which adapt only the aligner.</summary>
    [Key("alignerSteps")]
    public int AlignerSteps { get; init; }

    /// <summary>Steps after those, which adapt only the speaker embedding.</summary>
    [Key("speakerSteps")]
    public int SpeakerSteps { get; init; }

    /// <summary>Time at which it was started or resumed, UTC: its place in the queue.</summary>
    [Key("queued")]
    public DateTime Queued { get; init; }

    /// <summary>Steps done, as last reported.</summary>
    [Key("step")]
    public long Step { get; init; }

    /// <summary>Steps with a checkpoint, which can be promoted.</summary>
    [Key("checkpoints")]
    public IReadOnlyList<long> Checkpoints { get; init; } = [];

    /// <summary>Versions made from it, the newest last.</summary>
    [Key("promoted")]
    public IReadOnlyList<Promotion> Promoted { get; init; } = [];
}

/// <summary>A step of a run that became a version of a voice.</summary>
/// <param name="Step">The step.</param>
/// <param name="Voice">The voice.</param>
/// <param name="Version">The version.</param>
/// <param name="By">User who promoted it.</param>
/// <param name="At">Time, UTC.</param>
[MessagePackObject]
public sealed record Promotion(
    [property: Key("step")] long Step,
    [property: Key("voice")] string Voice,
    [property: Key("version")] string Version,
    [property: Key("by")] string By,
    [property: Key("at")] DateTime At
);

/// <summary>A step of a run to be promoted.</summary>
[MessagePackObject]
public sealed record PromotionRequest
{
    /// <summary>The step.</summary>
    [Key("step")]
    public long Step { get; init; }

    /// <summary>The voice it becomes a version of, new or existing; default: the voice that was fine-tuned.</summary>
    [Key("voice")]
    public string? Voice { get; init; }

    /// <summary>The user; default: the one who started the run.</summary>
    [Key("user")]
    public string? User { get; init; }
}

/// <summary>An event of a run. Members that do not belong to its type are null.</summary>
[MessagePackObject]
public sealed record RunEvent
{
    /// <summary>Kind of event.</summary>
    [Key("type"), AllowedValues("state", "started", "progress", "validated", "saved", "skipped", "promoted")]
    public required string Type { get; init; }

    /// <summary>Index of the event in its run.</summary>
    [Key("number")]
    public int Number { get; init; }

    /// <summary>Time, UTC.</summary>
    [Key("at")]
    public DateTime At { get; init; }

    /// <summary>Steps done.</summary>
    [Key("step")]
    public long Step { get; init; }

    /// <summary>State: the new state.</summary>
    [Key("state"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [AllowedValues("queued", "running", "paused", "stopped", "done", "failed")]
    public string? State { get; init; }

    /// <summary>State "failed", skipped: the reason.</summary>
    [Key("error"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Error { get; init; }

    /// <summary>Started: the last step.</summary>
    [Key("steps"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Steps { get; init; }

    /// <summary>Progress: mean losses since the last report. Validated: the validation's losses.</summary>
    [Key("losses"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, double>? Losses { get; init; }

    /// <summary>Progress: steps per second.</summary>
    [Key("stepsPerSecond"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? StepsPerSecond { get; init; }

    /// <summary>Progress: seconds of training audio per second.</summary>
    [Key("audioRate"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? AudioRate { get; init; }

    /// <summary>Progress: estimated seconds left.</summary>
    [Key("secondsLeft"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? SecondsLeft { get; init; }

    /// <summary>Validated: sounds and pictures.</summary>
    [Key("files"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<RunFile>? Files { get; init; }

    /// <summary>Validated: the score that ranks steps, lower is better.</summary>
    [Key("score"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Score { get; init; }

    /// <summary>Validated, saved: true for the best step so far.</summary>
    [Key("best"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Best { get; init; }

    /// <summary>Promoted: the version made from the step.</summary>
    [Key("promotion"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Promotion? Promotion { get; init; }
}

/// <summary>A sound or picture of a validation.</summary>
/// <param name="Kind">Kind of file.</param>
/// <param name="Name">The recording's name, the same at every step.</param>
/// <param name="Url">Its path on the server.</param>
[MessagePackObject]
public sealed record RunFile(
    [property: Key("kind"), AllowedValues("sound", "mel", "alignment")] string Kind,
    [property: Key("name")] string Name,
    [property: Key("url")] string Url
);
