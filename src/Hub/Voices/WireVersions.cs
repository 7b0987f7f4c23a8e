using VoiceSmith.Streaming;
using VoiceSmith.Streaming.Voices;

namespace VoiceSmith.Hub.Voices;

/// <summary>The versions of one voice, as a client sees them.</summary>
/// <param name="Name">What requests call it.</param>
/// <param name="Current">The version that new utterances get.</param>
/// <param name="Comparison">A second version that some utterances get; null for none.</param>
/// <param name="Versions">The newest first.</param>
/// <param name="History">Which version spoke from when on, the newest first.</param>
public sealed record WireVersions(string Name, string Current, WireComparison? Comparison, WireVersion[] Versions, WirePublication[] History)
{
    internal static WireVersions Of(VoiceSlot slot, StoredVoice stored)
    {
        var (current, compared) = (slot.Info.Version, slot.Comparison);
        return new(stored.Name, current,
            compared is { } both ? new(both.Challenger.Version, both.Comparison.Share, both.Comparison.BySession, [.. both.Comparison.Sessions]) : null,
            [.. stored.Versions.Reverse().Select(version => WireVersion.Of(version, current, compared?.Challenger.Version, slot.FiguresOf(version.Version)))],
            [.. stored.History.Reverse().Select(one => new WirePublication(one.Version, one.At, one.By, one.Source))]);
    }
}

/// <summary>A second version, and the utterances that it speaks.</summary>
/// <param name="Version">Which.</param>
/// <param name="Share">Of utterances, 0 to 1.</param>
/// <param name="BySession">Whether whole sessions are chosen.</param>
/// <param name="Sessions">Sessions that always get it.</param>
public sealed record WireComparison(string? Version, double Share, bool BySession = false, string[]? Sessions = null)
{
    /// <exception cref="SpeechControlException">VS4005: the share is out of its range.</exception>
    internal VoiceComparison ToComparison()
    {
        SpeechControlException.ThrowUnless(nameof(Share), Share, 0, 1);
        return new(Share, BySession, Sessions ?? []);
    }
}

/// <summary>One time that a version became the one that speaks.</summary>
public sealed record WirePublication(string Version, DateTimeOffset At, string By, string Source);

/// <summary>One version: where it comes from, what it was found to be like, and how its listeners take it.</summary>
/// <param name="Version">Names its weights.</param>
/// <param name="State">current, compared, or kept.</param>
/// <param name="At">When it came to this server.</param>
/// <param name="By">Who brought it.</param>
/// <param name="Source">Where it comes from: a file, a run and its step.</param>
/// <param name="Language">BCP 47 tag.</param>
/// <param name="AcousticStep">Steps the acoustic model was trained for.</param>
/// <param name="VocoderStep">Steps the vocoder was trained for.</param>
/// <param name="DataHash">SHA-256 of what it was trained on.</param>
/// <param name="Licence">Of that.</param>
/// <param name="Consent">What was said of the right to use the recorded voice.</param>
/// <param name="ConsentBy">Who said it.</param>
/// <param name="Parent">The version that it was trained from.</param>
/// <param name="Metrics">Scores that it brought along.</param>
/// <param name="Findings">What the gate found.</param>
/// <param name="Bytes">Of its file; 0 for the one that the server's configuration names.</param>
/// <param name="Figures">Since the server started; votes since ever.</param>
public sealed record WireVersion(
    string Version, string State, DateTimeOffset At, string By, string Source, string Language, long AcousticStep, long VocoderStep, string DataHash, string Licence,
    string Consent, string ConsentBy, string Parent, IReadOnlyDictionary<string, double> Metrics, IReadOnlyList<GateFinding> Findings, long Bytes, VersionFigures Figures)
{
    internal static WireVersion Of(StoredVersion version, string current, string? compared, VersionFigures figures) => new(
        version.Version, version.Version == current ? "current" : version.Version == compared ? "compared" : "kept", version.At, version.By, version.Source, version.Language,
        version.AcousticStep, version.VocoderStep, version.DataHash, version.Licence, version.Consent, version.ConsentBy, version.Parent, version.Metrics, version.Findings, version.Bytes, figures);
}
