using VoiceSmith.Contracts;

namespace VoiceSmith.Studio.DataSets;

/// <summary>States of a data set. Names are file format.</summary>
public enum DataSetState
{
    /// <summary>Not checked yet.</summary>
    Uploaded,

    /// <summary>Being checked.</summary>
    Checking,

    /// <summary>Checked and prepared for training.</summary>
    Ready,

    /// <summary>Checked, and unfit for training.</summary>
    Unusable,
}

/// <summary>A data set: recordings with their texts. Member names are file format.</summary>
public sealed record DataSet
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>Its display name.</summary>
    public required string Name { get; init; }

    /// <summary>Licence of the recordings.</summary>
    public string Licence { get; init; } = "";

    /// <summary>Time of its upload, UTC.</summary>
    public DateTime Created { get; init; }

    /// <summary>Number of files, transcripts included.</summary>
    public int Files { get; init; }

    /// <summary>Size of its files.</summary>
    public long Bytes { get; init; }

    /// <summary>Names of some uploaded files that were left out because they are neither sound nor text.</summary>
    public IReadOnlyList<string> Ignored { get; init; } = [];

    /// <summary>Its state.</summary>
    public DataSetState State { get; init; }

    /// <summary>Reason for its being unusable; null otherwise.</summary>
    public string? Problem { get; init; }

    /// <summary>Recordings checked so far, during a check.</summary>
    public int Done { get; init; }

    /// <summary>Recordings to be checked.</summary>
    public int Total { get; init; }

    /// <summary>Result of the last check; null before the first.</summary>
    public DataReport? Report { get; init; }
}
