using System.Text.Json.Serialization;
using VoiceSmith.Contracts;
using VoiceSmith.Streaming.Voices;

namespace VoiceSmith.Cluster.Voices;

/// <summary>Kind of a change of voices.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<VoiceChangeKind>))]
internal enum VoiceChangeKind
{
    /// <summary>A version speaks from now on, for the first time or again.</summary>
    Speak,

    /// <summary>A version speaks some utterances, beside the one that speaks.</summary>
    Compare,

    /// <summary>The comparison is over.</summary>
    Drop,
}

/// <summary>
/// One change of the cluster's voices. Every worker follows all of them, in the order of the log. Member names are
/// stored.
/// </summary>
internal sealed record VoiceChange
{
    /// <summary>The kind of change.</summary>
    public required VoiceChangeKind Kind { get; init; }

    /// <summary>The voice, as it is now.</summary>
    public required VoiceInfo Voice { get; init; }

    /// <summary>
    /// SHA-256 of the version's file in lower-case hex; empty for one that the workers' configuration names.
    /// </summary>
    public string Sha256 { get; init; } = "";

    /// <summary>Bytes of the file.</summary>
    public long Bytes { get; init; }

    /// <summary>Time at which it was made.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>The user who made it.</summary>
    public string By { get; init; } = "";

    /// <summary>Origin of the version, or the action taken.</summary>
    public string Source { get; init; } = "";

    /// <summary>Utterances that a compared version speaks.</summary>
    public VoiceComparison? Comparison { get; init; }

    /// <summary>Origin of the version's weights.</summary>
    public Provenance Provenance { get; init; } = new();

    /// <summary>Findings of the gate, where the version was tried for this change.</summary>
    public IReadOnlyList<GateFinding> Findings { get; init; } = [];

    /// <summary>The version as it is told of in a voice's history.</summary>
    public VoicePublication ToPublication() => new(Voice, At, By, Source);
}

/// <summary>All changes of one voice, read as its present state.</summary>
/// <param name="changes">In order.</param>
internal sealed class VoiceHistory(IEnumerable<VoiceChange> changes)
{
    private readonly List<VoiceChange> _changes = [.. changes];

    /// <summary>The last change of the version that speaks; null where the configuration decides.</summary>
    public VoiceChange? Current => _changes.FindLast(one => one.Kind == VoiceChangeKind.Speak);

    /// <summary>The comparison that is going on; null for none.</summary>
    public VoiceChange? Compared
    {
        get
        {
            var begun = _changes.FindLastIndex(one => one.Kind == VoiceChangeKind.Compare);
            return
                begun >= 0
                && !_changes
                    .Skip(begun)
                    .Any(one =>
                        one.Kind == VoiceChangeKind.Drop
                        || one.Kind == VoiceChangeKind.Speak && one.Voice.Version == _changes[begun].Voice.Version
                    )
                ? _changes[begun]
                : null;
        }
    }

    /// <summary>Every version that spoke or was compared, the newest first.</summary>
    public IEnumerable<VoiceChange> Versions =>
        _changes.Where(one => one.Kind != VoiceChangeKind.Drop).Reverse().DistinctBy(one => one.Voice.Version);

    /// <summary>Versions that have spoken, the newest first, with the times from which they spoke.</summary>
    public IEnumerable<VoiceChange> Spoken => _changes.Where(one => one.Kind == VoiceChangeKind.Speak).Reverse();

    /// <summary>A version that the cluster has a file of, or that spoke before.</summary>
    public VoiceChange? Find(string version) => Versions.FirstOrDefault(one => one.Voice.Version == version);
}
