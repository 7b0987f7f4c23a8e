using VoiceSmith.Contracts;

namespace VoiceSmith.Studio.Runs;

/// <summary>A run cannot be started as asked.</summary>
/// <param name="why">The part that is missing or out of its range.</param>
/// <param name="fix">The remedy: a request that would be accepted.</param>
public sealed class RunRequestException(string why, string fix)
    : VoiceSmithException("VS4038", "The run cannot be started as asked.", why, fix);

/// <summary>The queue is full.</summary>
/// <param name="limit">Runs that may wait.</param>
public sealed class TooManyRunsException(int limit)
    : VoiceSmithException(
        "VS4039",
        "No more runs can wait.",
        $"{limit} wait for their turn already.",
        "Wait until one has ended, stop one, or raise Training:MaxQueuedRuns."
    );

/// <summary>A run is in a state that does not allow what is asked.</summary>
/// <param name="id">The run.</param>
/// <param name="state">Its state, in words.</param>
/// <param name="wanted">The action refused.</param>
/// <param name="fix">The remedy: the step to take first.</param>
public sealed class RunStateException(
    string id,
    string state,
    string wanted,
    string fix = "Ask for its state, and for what that allows."
) : VoiceSmithException("VS4040", $"The run '{id}' cannot be {wanted}.", $"It is {state}.", fix);

/// <summary>A version that is current, or being compared, was made from what is to be deleted.</summary>
/// <param name="what">"run" or "data set".</param>
/// <param name="id">Its id.</param>
/// <param name="version">The version.</param>
public sealed class OriginNeededException(string what, string id, Promotion version)
    : VoiceSmithException(
        "VS4043",
        $"The {what} '{id}' cannot be deleted.",
        $"Version {version.Version} of '{version.Voice}', which speaks or is being compared, came from it.",
        "Let another version speak first."
    );

/// <summary>A step of a run is asked for whose checkpoint is not kept.</summary>
/// <param name="id">The run.</param>
/// <param name="step">The step.</param>
/// <param name="kept">Steps whose checkpoints are kept.</param>
public sealed class StepNotKeptException(string id, long step, IReadOnlyCollection<long> kept)
    : VoiceSmithException(
        "VS4041",
        $"The run '{id}' has no checkpoint of step {step}.",
        kept.Count > 0 ? $"It has those of: {string.Join(", ", kept)}." : "It has none yet.",
        "Promote one of them, or raise Training:KeepCheckpoints."
    );
