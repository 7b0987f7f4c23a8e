namespace VoiceSmith.Studio.DataSets;

/// <summary>An upload was refused; nothing of it is kept.</summary>
/// <param name="why">The reason.</param>
/// <param name="fix">The remedy: a request that would be accepted.</param>
/// <param name="cause">The underlying error, if any.</param>
public sealed class UploadRefusedException(string why, string fix, Exception? cause = null)
    : VoiceSmithException("VS4032", "The upload was refused; nothing of it is kept.", why, fix, cause);

/// <summary>An upload is larger than the deployment accepts, in bytes, files or duration.</summary>
/// <param name="why">The limit.</param>
/// <param name="option">The option that holds it.</param>
public sealed class UploadTooLargeException(string why, string option)
    : VoiceSmithException(
        "VS4033",
        "The data set is larger than this server takes.",
        why,
        $"Send less, or raise {TrainingOptions.Section}:{option}."
    );

/// <summary>A data set is in a state that does not allow what is asked.</summary>
/// <param name="id">The data set.</param>
/// <param name="why">Its state.</param>
/// <param name="fix">The remedy: the step to take first.</param>
public sealed class DataSetStateException(string id, string why, string fix)
    : VoiceSmithException("VS4034", $"The data set '{id}' cannot be used so now.", why, fix);
