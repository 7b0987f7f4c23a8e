using MessagePack;

namespace VoiceSmith.Hub.Training;

/// <summary>A data set, on the wire and on disk alike.</summary>
[MessagePackObject]
public sealed record WireDataSet
{
    /// <summary>What requests call it.</summary>
    [Key("id")]
    public required string Id { get; init; }

    /// <summary>What people call it.</summary>
    [Key("name")]
    public required string Name { get; init; }

    /// <summary>Where the recordings may be used.</summary>
    [Key("licence")]
    public string Licence { get; init; } = "";

    /// <summary>When it came.</summary>
    [Key("created")]
    public DateTime Created { get; init; }

    /// <summary>Files that it consists of, transcripts included.</summary>
    [Key("files")]
    public int Files { get; init; }

    /// <summary>Bytes that they have.</summary>
    [Key("bytes")]
    public long Bytes { get; init; }

    /// <summary>Files of the upload that were left out, since they are neither sound nor text: some of their names.</summary>
    [Key("ignored")]
    public string[] Ignored { get; init; } = [];

    /// <summary>"uploaded", "checking", "ready" or "unusable".</summary>
    [Key("state")]
    public string State { get; init; } = "uploaded";

    /// <summary>Why it is unusable.</summary>
    [Key("problem")]
    public string? Problem { get; init; }

    /// <summary>Recordings checked so far, while it is being checked.</summary>
    [Key("done")]
    public int Done { get; init; }

    /// <summary>Recordings to be checked in all.</summary>
    [Key("total")]
    public int Total { get; init; }

    /// <summary>What the last check found; null before one.</summary>
    [Key("report")]
    public WireDataReport? Report { get; init; }
}

/// <summary>What a check of a data set found.</summary>
[MessagePackObject]
public sealed record WireDataReport
{
    /// <summary>How it is laid out.</summary>
    [Key("layout")]
    public string Layout { get; init; } = "";

    /// <summary>Recordings that can be trained on.</summary>
    [Key("recordings")]
    public int Recordings { get; init; }

    /// <summary>How many of them are kept to listen by.</summary>
    [Key("validation")]
    public int Validation { get; init; }

    /// <summary>Seconds of sound that can be trained on.</summary>
    [Key("seconds")]
    public double Seconds { get; init; }

    /// <summary>Speakers by name.</summary>
    [Key("speakers")]
    public string[] Speakers { get; init; } = [];

    /// <summary>Median-like pitch of the speech, Hz: the mean of its logarithm.</summary>
    [Key("pitch")]
    public double Pitch { get; init; }

    /// <summary>SHA-256 over ids, texts and samples.</summary>
    [Key("hash")]
    public string Hash { get; init; } = "";

    /// <summary>What cannot be used, by reason.</summary>
    [Key("leftOut")]
    public WireLeftOut[] LeftOut { get; init; } = [];
}

/// <summary>Recordings that cannot be used, for one reason.</summary>
[MessagePackObject]
public sealed record WireLeftOut(
    [property: Key("reason")] string Reason,
    [property: Key("count")] int Count,
    [property: Key("examples")] WireLeftOutExample[] Examples);

/// <summary>One recording that cannot be used.</summary>
[MessagePackObject]
public sealed record WireLeftOutExample([property: Key("id")] string Id, [property: Key("detail")] string Detail);
