using VoiceSmith.Contracts;
using VoiceSmith.Hub.Voices;
using VoiceSmith.Streaming;
using VoiceSmith.Streaming.Voices;

namespace VoiceSmith.Hub;

/// <summary>Maps the contract's messages to the engine's types, and back.</summary>
internal static class Mapping
{
    public static Replacement? ToReplacement(this SpeakRequest request) =>
        request.Replaces is null ? null : new(request.Replaces, request.Played);

    /// <exception cref="SpeechControlException">VS4005: the share is out of its range.</exception>
    public static VoiceComparison ToComparison(this VersionComparison comparison)
    {
        SpeechControlException.ThrowUnless(nameof(comparison.Share), comparison.Share, 0, 1);
        return new(comparison.Share, comparison.BySession, comparison.Sessions ?? []);
    }

    public static Publication ToContract(this VoicePublication one) => new(one.Voice.Version, one.At, one.By, one.Source);

    public static VoiceVersions ToContract(this StoredVoice stored, VoiceSlot slot)
    {
        var (current, compared) = (slot.Info.Version, slot.Comparison);
        return new(stored.Name, current,
            compared is var (challenger, how) ? new(challenger.Version, how.Share, how.BySession, how.Sessions) : null,
            [.. stored.Versions.Reverse().Select(one => one.ToContract(current, compared?.Challenger.Version, slot))],
            [.. stored.History.Reverse().Select(one => new Publication(one.Version, one.At, one.By, one.Source))]);
    }

    private static VoiceVersion ToContract(this StoredVersion one, string current, string? compared, VoiceSlot slot) => new()
    {
        Version = one.Version, State = one.Version == current ? "current" : one.Version == compared ? "compared" : "kept",
        At = one.At, By = one.By, Source = one.Source, Language = one.Language, Provenance = one.Provenance, Findings = one.Findings,
        Bytes = one.Bytes, Figures = slot.FiguresOf(one.Version),
    };
}
