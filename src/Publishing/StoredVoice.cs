using VoiceSmith.Contracts;
using VoiceSmith.Models;
using VoiceSmith.Streaming;
using VoiceSmith.Streaming.Voices;

namespace VoiceSmith.Publishing;

/// <summary>The record of one voice's versions. Member names are file format.</summary>
public sealed record StoredVoice
{
    /// <summary>The only format there is.</summary>
    public const int CurrentFormat = 1;

    private const int HistoryLimit = 100;

    /// <summary>Format of the file.</summary>
    public int Format { get; init; } = CurrentFormat;

    /// <summary>The voice's name in requests.</summary>
    public required string Name { get; init; }

    /// <summary>Every version whose weights are kept, in the order of their first publication.</summary>
    public IReadOnlyList<StoredVersion> Versions { get; init; } = [];

    /// <summary>Publications, the newest last: its version is the current one.</summary>
    public IReadOnlyList<Publication> History { get; init; } = [];

    /// <summary>The version compared with the current one; null for none.</summary>
    public StoredComparison? Comparison { get; init; }

    /// <summary>A version by its id; null if it is not kept.</summary>
    public StoredVersion? Find(string version) => Versions.FirstOrDefault(one => one.Version == version);

    /// <summary>Adds a version; one that was here before keeps its votes.</summary>
    internal StoredVoice With(StoredVersion version) =>
        this with
        {
            Versions =
            [
                .. Versions.Where(one => one.Version != version.Version),
                Find(version.Version) is { } before
                    ? version with
                    {
                        VotesFor = before.VotesFor,
                        VotesAgainst = before.VotesAgainst,
                    }
                    : version,
            ],
        };

    /// <summary>Changes a version in its place.</summary>
    internal StoredVoice With(string version, Func<StoredVersion, StoredVersion> change) =>
        this with
        {
            Versions = [.. Versions.Select(one => one.Version == version ? change(one) : one)],
        };

    /// <summary>Makes a version the current one; if it was being compared, the comparison ends.</summary>
    internal StoredVoice With(VoicePublication publication) =>
        this with
        {
            History =
            [
                .. History
                    .Append(new(publication.Voice.Version, publication.At, publication.By, publication.Source))
                    .TakeLast(HistoryLimit),
            ],
            Comparison = Comparison?.Version == publication.Voice.Version ? null : Comparison,
        };

    /// <summary>
    /// Keeps so many of the versions with files: the compared one, the current one, then those that spoke or came last.
    /// </summary>
    internal StoredVoice WithOnly(int keep)
    {
        var current = History is [.., var last] ? last.Version : null;
        var kept = Versions
            .Where(one => one.File.Length > 0)
            .OrderByDescending(one => one.Version == Comparison?.Version)
            .ThenByDescending(one => one.Version == current) // the clock may be set back
            .ThenByDescending(one => History.LastOrDefault(spoke => spoke.Version == one.Version)?.At ?? one.At)
            .Take(keep)
            .ToHashSet();
        return this with { Versions = [.. Versions.Where(one => one.File.Length == 0 || kept.Contains(one))] };
    }
}

/// <summary>A second version and the utterances that it speaks.</summary>
/// <param name="Version">The second version.</param>
/// <param name="Share">Share of utterances, 0 to 1.</param>
/// <param name="BySession">Assigns whole sessions rather than single utterances.</param>
/// <param name="Sessions">Sessions that always get the second version.</param>
public sealed record StoredComparison(string Version, double Share, bool BySession, IReadOnlyList<string> Sessions)
{
    internal static StoredComparison Of(string version, VoiceComparison comparison) =>
        new(version, comparison.Share, comparison.BySession, comparison.Sessions);

    internal VoiceComparison ToComparison() => new(Share, BySession, Sessions);
}

/// <summary>One version: its file, its origin, and its listeners' votes.</summary>
public sealed record StoredVersion
{
    /// <summary>Id of its weights.</summary>
    public required string Version { get; init; }

    /// <summary>Name of its file beside the record; empty for the version that the configuration names.</summary>
    public string File { get; init; } = "";

    /// <summary>SHA-256 of the whole file, lower-case hex.</summary>
    public string Sha256 { get; init; } = "";

    /// <summary>Size of the file.</summary>
    public long Bytes { get; init; }

    /// <summary>Time at which it was added to this server.</summary>
    public DateTimeOffset At { get; init; } = DateTimeOffset.UnixEpoch;

    /// <summary>User who added it.</summary>
    public string By { get; init; } = "";

    /// <summary>Its origin: a file, a run and its step.</summary>
    public string Source { get; init; } = "";

    /// <summary>BCP 47 tag.</summary>
    public string Language { get; init; } = "";

    /// <summary>Origin of its weights.</summary>
    [Flattened]
    public Provenance Provenance { get; init; } = new();

    /// <summary>Findings of its trial.</summary>
    public IReadOnlyList<GateFinding> Findings { get; init; } = [];

    /// <summary>Votes in favour.</summary>
    public long VotesFor { get; init; }

    /// <summary>Votes against.</summary>
    public long VotesAgainst { get; init; }

    internal static StoredVersion Of(VoiceManifest manifest) =>
        new()
        {
            Version = manifest.Version,
            Language = manifest.Language,
            Provenance = manifest.Provenance,
        };

    /// <summary>The record of a voice of which nothing else is known.</summary>
    internal static StoredVersion Of(VoiceInfo info) =>
        new()
        {
            Version = info.Version,
            Language = info.Language,
            Provenance = new() { AcousticStep = info.TrainingStep, Licence = info.Licence },
        };
}
