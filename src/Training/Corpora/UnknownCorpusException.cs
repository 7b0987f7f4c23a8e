using VoiceSmith.Contracts;

namespace VoiceSmith.Training.Corpora;

/// <summary>VS3005: a folder cannot be read as a corpus.</summary>
/// <param name="folder">The folder.</param>
/// <param name="why">The reason, one sentence.</param>
/// <param name="cause">The exception behind it; null if no known layout fits.</param>
public sealed class UnknownCorpusException(string folder, string why, Exception? cause = null)
    : VoiceSmithException(
        "VS3005",
        $"'{folder}' cannot be read as a corpus.",
        why,
        "Name the folder that a known corpus was unpacked to, or lay yours out as LJ Speech does: metadata.csv with "
            + "'id|text' lines, and wavs/ID.wav.",
        cause
    );
