using System.ComponentModel.DataAnnotations;

namespace VoiceSmith.Contracts;

/// <summary>All versions of one voice.</summary>
/// <param name="Name">The voice's name in requests.</param>
/// <param name="Current">The version that new utterances get.</param>
/// <param name="Comparison">A second version that some utterances get; null for none.</param>
/// <param name="Versions">The versions, the newest first.</param>
/// <param name="History">The publications, the newest first.</param>
public sealed record VoiceVersions(
    string Name,
    string Current,
    VersionComparison? Comparison,
    IReadOnlyList<VoiceVersion> Versions,
    IReadOnlyList<Publication> History
);

/// <summary>A second version of a voice and the share of utterances that it speaks.</summary>
/// <param name="Version">The second version; null in a request for the one being compared already.</param>
/// <param name="Share">Share of utterances, 0 to 1.</param>
/// <param name="BySession">Assigns whole sessions rather than single utterances.</param>
/// <param name="Sessions">Sessions that always get the second version.</param>
public sealed record VersionComparison(
    string? Version,
    double Share,
    bool BySession = false,
    IReadOnlyList<string>? Sessions = null
);

/// <summary>One time that a version became the current one.</summary>
/// <param name="Version">The version.</param>
/// <param name="At">Time of publication.</param>
/// <param name="By">Publisher: a user, "start", "watched folder".</param>
/// <param name="Source">Origin of the version: a file; a run and its step; "rollback"; "promoted".</param>
public sealed record Publication(string Version, DateTimeOffset At, string By, string Source);

/// <summary>One version of a voice: its origin, the findings of its trial, and how its utterances fared.</summary>
public sealed record VoiceVersion
{
    /// <summary>Id of its weights.</summary>
    public required string Version { get; init; }

    /// <summary>Its role.</summary>
    [AllowedValues("current", "compared", "kept")]
    public required string State { get; init; }

    /// <summary>Time at which it was added to this server.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>User who added it.</summary>
    public string By { get; init; } = "";

    /// <summary>A file, or a run and its step.</summary>
    public string Source { get; init; } = "";

    /// <summary>BCP 47 tag.</summary>
    public string Language { get; init; } = "";

    /// <summary>Origin of its weights.</summary>
    [Flattened]
    public Provenance Provenance { get; init; } = new();

    /// <summary>Findings of its trial.</summary>
    public IReadOnlyList<GateFinding> Findings { get; init; } = [];

    /// <summary>Size of its file; 0 for a version that the server's configuration names.</summary>
    public long Bytes { get; init; }

    /// <summary>Figures since the server started; votes are kept across starts.</summary>
    public required VersionFigures Figures { get; init; }
}

/// <summary>One check of a voice's trial.</summary>
/// <param name="What">Name of the check.</param>
/// <param name="Value">Measured value.</param>
/// <param name="Passed">True if the value is in its range.</param>
/// <param name="Says">The finding as a sentence.</param>
public sealed record GateFinding(string What, double Value, bool Passed, string Says);

/// <summary>Tally of one version's utterances: ended, stopped, failed, votes.</summary>
/// <param name="Utterances">Utterances that have ended.</param>
/// <param name="Cancelled">Of those, the ones stopped or cancelled by the listener.</param>
/// <param name="Failed">Of those, the ones ended by an error.</param>
/// <param name="FirstSoundMedianMs">Median time from the request to the first audio, over the last thousand.</param>
/// <param name="FirstSoundP95Ms">95th percentile of the same.</param>
/// <param name="RealTimeFactor">Computing time per second of sound.</param>
/// <param name="VotesFor">Votes in favour.</param>
/// <param name="VotesAgainst">Votes against.</param>
public sealed record VersionFigures(
    long Utterances,
    long Cancelled,
    long Failed,
    double FirstSoundMedianMs,
    double FirstSoundP95Ms,
    double RealTimeFactor,
    long VotesFor,
    long VotesAgainst
);

/// <summary>Parameters of a publication (POST /api/voices?…, the body is the .voice file).</summary>
public sealed record PublishRequest
{
    /// <summary>Name of the voice, new or existing; default: the name in its manifest.</summary>
    public string? Name { get; init; }

    /// <summary>Publisher, for the history; default "http".</summary>
    public string? By { get; init; }

    /// <summary>Origin, for the history; default "upload".</summary>
    public string? Source { get; init; }

    /// <summary>
    /// Compares it with the current version: share of utterances that it gets, 0 to 1; default: it becomes the current
    /// version.
    /// </summary>
    public double? Share { get; init; }

    /// <summary>In a comparison, assigns whole sessions rather than single utterances.</summary>
    public bool? BySession { get; init; }

    /// <summary>In a comparison, sessions that always get this version.</summary>
    public string[]? Session { get; init; }
}

/// <summary>A change of the current version.</summary>
/// <param name="Version">The version; the endpoint says what null stands for.</param>
/// <param name="By">The user, for the history.</param>
public sealed record VersionRequest(string? Version = null, string? By = null);

/// <summary>A listener's vote.</summary>
/// <param name="Liked">True for a vote in favour.</param>
/// <param name="Utterance">Votes on this utterance, which has one vote.</param>
/// <param name="Version">Votes on this version.</param>
public sealed record VoteRequest(bool Liked, string? Utterance = null, string? Version = null);
