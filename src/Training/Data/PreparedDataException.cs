using VoiceSmith.Contracts;

namespace VoiceSmith.Training.Data;

/// <summary>VS3001: a folder holds no prepared data, or data of another version.</summary>
/// <param name="what">The failure, one sentence.</param>
/// <param name="why">The reason, one sentence.</param>
/// <param name="fix">The remedy, one sentence.</param>
/// <param name="cause">The exception behind it, if any.</param>
public sealed class PreparedDataException(string what, string why, string fix, Exception? cause = null)
    : VoiceSmithException("VS3001", what, why, fix, cause);
