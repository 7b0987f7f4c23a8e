using VoiceSmith.Contracts;

namespace VoiceSmith.Hub.Training;

/// <summary>This server does not train.</summary>
/// <param name="why">It was told not to, or another server has the folder.</param>
public sealed class TrainingUnavailableException(string why)
    : VoiceSmithException("VS4030", "This server does not train.", why, "Set Training:Enabled to true, and give each server a Training:Folder of its own.");

/// <summary>There is no such data set or run.</summary>
/// <param name="what">"data set" or "run".</param>
/// <param name="id">As asked for.</param>
public sealed class UnknownTrainingItemException(string what, string id)
    : VoiceSmithException("VS4031", $"There is no {what} '{id}'.", "It was deleted, or is another server's.", $"Ask for the list of {what}s, and name one of them by its id.");

/// <summary>An upload was refused; nothing of it is kept.</summary>
/// <param name="why">What is wrong with it.</param>
/// <param name="fix">What to send instead.</param>
/// <param name="cause">The error underneath, if there is one.</param>
public sealed class UploadRefusedException(string why, string fix, Exception? cause = null)
    : VoiceSmithException("VS4032", "The upload was refused; nothing of it is kept.", why, fix, cause);

/// <summary>An upload is larger than the deployment takes, in bytes, files or duration.</summary>
/// <param name="why">Which limit, and what it is.</param>
/// <param name="option">The option that holds it.</param>
public sealed class UploadTooLargeException(string why, string option)
    : VoiceSmithException("VS4033", "The data set is larger than this server takes.", why, $"Send less, or raise {TrainingOptions.Section}:{option}.");

/// <summary>A data set is in a state that does not allow what is asked.</summary>
/// <param name="id">Which.</param>
/// <param name="why">Its state.</param>
/// <param name="fix">What to do first.</param>
public sealed class DataSetStateException(string id, string why, string fix) : VoiceSmithException("VS4034", $"The data set '{id}' cannot be used so now.", why, fix);

/// <summary>A request came from a page of another site.</summary>
/// <param name="origin">Which.</param>
public sealed class ForeignOriginException(string origin)
    : VoiceSmithException("VS4035", "This server is not open to pages of other sites.", $"The request comes from '{origin}'.",
        "Use the page that this server offers, or a program, or name the origin in Access:Origins.");

/// <summary>A run cannot be started as asked.</summary>
/// <param name="why">What is missing, or out of its range.</param>
/// <param name="fix">What to send instead.</param>
public sealed class RunRequestException(string why, string fix) : VoiceSmithException("VS4038", "The run cannot be started as asked.", why, fix);

/// <summary>As many runs wait as may.</summary>
/// <param name="limit">How many that is.</param>
public sealed class TooManyRunsException(int limit)
    : VoiceSmithException("VS4039", "No more runs can wait.", $"{limit} wait for their turn already.", "Wait until one has ended, stop one, or raise Training:MaxQueuedRuns.");

/// <summary>A run is in a state that does not allow what is asked.</summary>
/// <param name="id">Which.</param>
/// <param name="state">Its state.</param>
/// <param name="wanted">What was to be done.</param>
/// <param name="fix">What to do first.</param>
public sealed class RunStateException(string id, string state, string wanted, string fix = "Ask for its state, and for what that allows.")
    : VoiceSmithException("VS4040", $"The run '{id}' cannot be {wanted}.", $"It is {state}.", fix);

/// <summary>A version that speaks, or is being compared, came from what is to be deleted.</summary>
/// <param name="what">"run" or "data set".</param>
/// <param name="id">Which.</param>
/// <param name="version">The version that came from it.</param>
public sealed class OriginNeededException(string what, string id, Promotion version)
    : VoiceSmithException("VS4043", $"The {what} '{id}' cannot be deleted.", $"Version {version.Version} of '{version.Voice}', which speaks or is being compared, came from it.",
        "Let another version speak first.");

/// <summary>A step of a run is asked for whose checkpoint is not kept.</summary>
/// <param name="id">The run.</param>
/// <param name="step">The step.</param>
/// <param name="kept">Steps that are.</param>
public sealed class StepNotKeptException(string id, long step, IReadOnlyCollection<long> kept)
    : VoiceSmithException("VS4041", $"The run '{id}' has no checkpoint of step {step}.", kept.Count > 0 ? $"It has those of: {string.Join(", ", kept)}." : "It has none yet.",
        "Promote one of them, or raise Training:KeepCheckpoints.");

/// <summary>A run's folder cannot be written.</summary>
/// <param name="cause">The underlying error.</param>
public sealed class RunFolderException(Exception cause)
    : VoiceSmithException("VS4042", "Its folder cannot be written:", cause.Message, "", cause);
