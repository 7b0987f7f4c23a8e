using VoiceSmith.Contracts;
using VoiceSmith.Models;
using VoiceSmith.Streaming;
using VoiceSmith.Streaming.Voices;

namespace VoiceSmith.Hub.Voices;

/// <summary>What a server knows of the versions of one voice. Member names are file format.</summary>
internal sealed record StoredVoice
{
    public const int CurrentFormat = 1;

    private const int HistoryLimit = 100;

    public int Format { get; init; } = CurrentFormat;

    /// <summary>What requests call it.</summary>
    public required string Name { get; init; }

    /// <summary>Every version whose weights are kept, in the order in which they were first published.</summary>
    public IReadOnlyList<StoredVersion> Versions { get; init; } = [];

    /// <summary>Which version spoke from when on, the newest last: that is the one that speaks.</summary>
    public IReadOnlyList<StoredPublication> History { get; init; } = [];

    /// <summary>What is compared with the version that speaks; null for nothing.</summary>
    public StoredComparison? Comparison { get; init; }

    public StoredVersion? Find(string version) => Versions.FirstOrDefault(one => one.Version == version);

    /// <summary>With a version that has come; its votes stay where it came before.</summary>
    public StoredVoice With(StoredVersion version) => this with
    {
        Versions = [.. Versions.Where(one => one.Version != version.Version), Find(version.Version) is { } before ? version with { VotesFor = before.VotesFor, VotesAgainst = before.VotesAgainst } : version],
    };

    /// <summary>With a version that is changed in its place.</summary>
    public StoredVoice With(string version, Func<StoredVersion, StoredVersion> change) =>
        this with { Versions = [.. Versions.Select(one => one.Version == version ? change(one) : one)] };

    /// <summary>With a version that speaks from now on; where it was being compared, that is over.</summary>
    public StoredVoice With(VoicePublication publication) => this with
    {
        History = [.. History.Append(new(publication.Voice.Version, publication.At, publication.By, publication.Source)).TakeLast(HistoryLimit)],
        Comparison = Comparison?.Version == publication.Voice.Version ? null : Comparison,
    };

    /// <summary>With so many versions of those that have files: what is being compared, and what spoke or came last.</summary>
    public StoredVoice WithOnly(int keep)
    {
        var kept = Versions.Where(one => one.File.Length > 0).OrderByDescending(one => one.Version == Comparison?.Version)
            .ThenByDescending(one => History.LastOrDefault(spoke => spoke.Version == one.Version)?.At ?? one.At).Take(keep).ToHashSet();
        return this with { Versions = [.. Versions.Where(one => one.File.Length == 0 || kept.Contains(one))] };
    }
}

/// <summary>One time that a version became the one that speaks.</summary>
internal sealed record StoredPublication(string Version, DateTimeOffset At, string By, string Source);

/// <summary>A second version, and the utterances that it speaks.</summary>
internal sealed record StoredComparison(string Version, double Share, bool BySession, IReadOnlyList<string> Sessions)
{
    public VoiceComparison ToComparison() => new(Share, BySession, Sessions);
}

/// <summary>One version: its file, and where it comes from.</summary>
internal sealed record StoredVersion
{
    public required string Version { get; init; }

    /// <summary>Name of its file beside this record; empty for the one that the server's configuration names.</summary>
    public string File { get; init; } = "";

    /// <summary>Of the whole file, lower-case hex.</summary>
    public string Sha256 { get; init; } = "";

    public long Bytes { get; init; }

    /// <summary>When it came to this server.</summary>
    public DateTimeOffset At { get; init; } = DateTimeOffset.UnixEpoch;

    /// <summary>Who brought it.</summary>
    public string By { get; init; } = "";

    /// <summary>Where it comes from: a file, a run and its step.</summary>
    public string Source { get; init; } = "";

    public string Language { get; init; } = "";

    /// <summary>Origin of its weights.</summary>
    [Flattened]
    public Provenance Provenance { get; init; } = new();

    /// <summary>What the gate found.</summary>
    public IReadOnlyList<GateFinding> Findings { get; init; } = [];

    /// <summary>Listeners who liked it.</summary>
    public long VotesFor { get; init; }

    /// <summary>Listeners who did not.</summary>
    public long VotesAgainst { get; init; }

    public static StoredVersion Of(VoiceManifest manifest) =>
        new() { Version = manifest.Version, Language = manifest.Language, Provenance = manifest.Provenance };

    /// <summary>Of a voice of which nothing else is known.</summary>
    public static StoredVersion Of(VoiceInfo info) =>
        new() { Version = info.Version, Language = info.Language, Provenance = new() { AcousticStep = info.TrainingStep, Licence = info.Licence } };
}
