using VoiceSmith.Contracts;

namespace VoiceSmith.Training.Checkpoints;

/// <summary>VS3009: a voice or checkpoint cannot be trained further.</summary>
/// <param name="source">Its name in errors.</param>
/// <param name="why">The reason, one sentence.</param>
/// <param name="fix">The remedy, one sentence.</param>
public sealed class UntrainableVoiceException(string source, string why, string fix)
    : VoiceSmithException("VS3009", $"'{source}' cannot be trained further.", why, fix);
