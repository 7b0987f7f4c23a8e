namespace VoiceSmith.Studio;

/// <summary>This server does not train.</summary>
/// <param name="why">The reason: it is disabled, or another server has the folder.</param>
public sealed class TrainingUnavailableException(string why)
    : VoiceSmithException(
        "VS4030",
        "This server does not train.",
        why,
        "Set Training:Enabled to true, and give each server a Training:Folder of its own."
    );

/// <summary>There is no such data set or run.</summary>
/// <param name="what">"data set" or "run".</param>
/// <param name="id">The id asked for.</param>
public sealed class UnknownTrainingItemException(string what, string id)
    : VoiceSmithException(
        "VS4031",
        $"There is no {what} '{id}'.",
        "It was deleted, or is another server's.",
        $"Ask for the list of {what}s, and name one of them by its id."
    );

/// <summary>A run's folder cannot be written.</summary>
/// <param name="cause">The underlying error.</param>
public sealed class RunFolderException(Exception cause)
    : VoiceSmithException("VS4042", "Its folder cannot be written:", cause.Message, "", cause);
