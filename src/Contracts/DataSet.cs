using MessagePack;
using AllowedValuesAttribute = System.ComponentModel.DataAnnotations.AllowedValuesAttribute;

namespace VoiceSmith.Contracts;

/// <summary>A data set: recordings with their texts.</summary>
[MessagePackObject]
public sealed record DataSet
{
    /// <summary>Its id.</summary>
    [Key("id")]
    public required string Id { get; init; }

    /// <summary>Its display name.</summary>
    [Key("name")]
    public required string Name { get; init; }

    /// <summary>Licence of the recordings.</summary>
    [Key("licence")]
    public string Licence { get; init; } = "";

    /// <summary>Time of its upload, UTC.</summary>
    [Key("created")]
    public DateTime Created { get; init; }

    /// <summary>Number of files, transcripts included.</summary>
    [Key("files")]
    public int Files { get; init; }

    /// <summary>Size of its files.</summary>
    [Key("bytes")]
    public long Bytes { get; init; }

    /// <summary>Names of some uploaded files that were left out because they are neither sound nor text.</summary>
    [Key("ignored")]
    public IReadOnlyList<string> Ignored { get; init; } = [];

    /// <summary>Its state.</summary>
    [Key("state"), AllowedValues("uploaded", "checking", "ready", "unusable")]
    public string State { get; init; } = "uploaded";

    /// <summary>Reason for its being unusable; null otherwise.</summary>
    [Key("problem")]
    public string? Problem { get; init; }

    /// <summary>During a check: recordings checked so far, or seconds of a long recording that is cut.</summary>
    [Key("done")]
    public int Done { get; init; }

    /// <summary>During a check: recordings to be checked, or seconds of the long recording.</summary>
    [Key("total")]
    public int Total { get; init; }

    /// <summary>Result of the last check; null before the first.</summary>
    [Key("report")]
    public DataReport? Report { get; init; }
}

/// <summary>Result of checking a data set.</summary>
[MessagePackObject]
public sealed record DataReport
{
    /// <summary>Name of the corpus layout.</summary>
    [Key("layout")]
    public string Layout { get; init; } = "";

    /// <summary>Number of usable recordings.</summary>
    [Key("recordings")]
    public int Recordings { get; init; }

    /// <summary>Number of those that are kept for validation.</summary>
    [Key("validation")]
    public int Validation { get; init; }

    /// <summary>Seconds of usable sound.</summary>
    [Key("seconds")]
    public double Seconds { get; init; }

    /// <summary>Names of the speakers.</summary>
    [Key("speakers")]
    public IReadOnlyList<string> Speakers { get; init; } = [];

    /// <summary>Geometric mean of the pitch, Hz.</summary>
    [Key("pitch")]
    public double Pitch { get; init; }

    /// <summary>SHA-256 over ids, texts and samples, lower-case hex.</summary>
    [Key("hash")]
    public string Hash { get; init; } = "";

    /// <summary>Unusable recordings, by reason.</summary>
    [Key("leftOut")]
    public IReadOnlyList<LeftOut> LeftOut { get; init; } = [];
}

/// <summary>Recordings that are unusable for one reason.</summary>
/// <param name="Reason">The reason.</param>
/// <param name="Count">Number of recordings.</param>
/// <param name="Examples">Some of them.</param>
[MessagePackObject]
public sealed record LeftOut(
    [property: Key("reason")] string Reason,
    [property: Key("count")] int Count,
    [property: Key("examples")] IReadOnlyList<LeftOutExample> Examples
);

/// <summary>One unusable recording.</summary>
/// <param name="Id">The recording's id.</param>
/// <param name="Detail">The facts.</param>
[MessagePackObject]
public sealed record LeftOutExample([property: Key("id")] string Id, [property: Key("detail")] string Detail);

/// <summary>A recording of a data set that was checked.</summary>
/// <param name="Id">Its id in the data set; validations of a run name it.</param>
/// <param name="Text">Its transcript; empty if there is none.</param>
/// <param name="Seconds">Duration of the usable sound; 0 if it is unusable.</param>
/// <param name="IsValidation">True for recordings kept out of training.</param>
/// <param name="Problem">Reason for its being unusable; null otherwise.</param>
/// <param name="Url">Path of its sound file on the server; null if there is none.</param>
/// <param name="IsDoubtful">True for a piece of a long recording that is used only if a person accepts it.</param>
/// <param name="Use">The decision about it that the next check applies; null for none.</param>
[MessagePackObject]
public sealed record DataRecording(
    [property: Key("id")] string Id,
    [property: Key("text")] string Text,
    [property: Key("seconds")] double Seconds,
    [property: Key("isValidation")] bool IsValidation,
    [property: Key("problem")] string? Problem,
    [property: Key("url")] string? Url,
    [property: Key("isDoubtful")] bool IsDoubtful = false,
    [property: Key("use")] bool? Use = null
);

/// <summary>A decision about a recording of a data set. The next check applies it.</summary>
[MessagePackObject]
public sealed record RecordingDecision
{
    /// <summary>True to use it though it is doubtful, false to leave it out; null for neither.</summary>
    [Key("use")]
    public bool? Use { get; init; }

    /// <summary>The transcript in place of its own; null for its own.</summary>
    [Key("text")]
    public string? Text { get; init; }
}
