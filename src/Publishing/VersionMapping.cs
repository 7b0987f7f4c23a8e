using VoiceSmith.Contracts;
using VoiceSmith.Streaming.Voices;

namespace VoiceSmith.Publishing;

/// <summary>Describes records in the contract's messages.</summary>
internal static class VersionMapping
{
    public static VoiceVersions ToContract(this StoredVoice stored, VoiceSlot slot)
    {
        var (current, compared) = (slot.Info.Version, slot.Comparison);
        return new(
            stored.Name,
            current,
            compared is var (challenger, how) ? new(challenger.Version, how.Share, how.BySession, how.Sessions) : null,
            [.. stored.Versions.Reverse().Select(one => one.ToContract(current, compared?.Challenger.Version, slot))],
            [.. stored.History.Reverse().Select(one => new Publication(one.Version, one.At, one.By, one.Source))]
        );
    }

    private static VoiceVersion ToContract(this StoredVersion one, string current, string? compared, VoiceSlot slot) =>
        new()
        {
            Version = one.Version,
            State =
                one.Version == current ? "current"
                : one.Version == compared ? "compared"
                : "kept",
            At = one.At,
            By = one.By,
            Source = one.Source,
            Language = one.Language,
            Provenance = one.Provenance,
            Findings = one.Findings,
            Bytes = one.Bytes,
            Figures = slot.FiguresOf(one.Version) with { VotesFor = one.VotesFor, VotesAgainst = one.VotesAgainst },
        };
}
