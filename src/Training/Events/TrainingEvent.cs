using System.Text.Json.Serialization;

namespace VoiceSmith.Training.Events;

/// <summary>An event of a training run. Plain data that serialises as JSON.</summary>
/// <param name="Step">Completed steps.</param>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(FitStarted), "started")]
[JsonDerivedType(typeof(TrainingProgress), "progress")]
[JsonDerivedType(typeof(ValidationResult), "validated")]
[JsonDerivedType(typeof(CheckpointSaved), "saved")]
[JsonDerivedType(typeof(StepSkipped), "skipped")]
[JsonDerivedType(typeof(TrainingPaused), "paused")]
[JsonDerivedType(typeof(TrainingResumed), "resumed")]
[JsonDerivedType(typeof(TimeSpent), "time")]
[JsonDerivedType(typeof(FitEnded), "ended")]
public abstract record TrainingEvent(long Step);

/// <summary>The start of a run.</summary>
/// <param name="Step">Steps completed before: 0, or those of the checkpoint that is resumed.</param>
/// <param name="Kind">Kind of network.</param>
/// <param name="MaxSteps">The last step.</param>
/// <param name="StepsPerEpoch">Steps per epoch.</param>
/// <param name="Parameters">Number of the network's parameters.</param>
/// <param name="Folder">Folder of the run's results.</param>
public sealed record FitStarted(
    long Step,
    string Kind,
    long MaxSteps,
    int StepsPerEpoch,
    long Parameters,
    string Folder
) : TrainingEvent(Step);

/// <summary>Progress of a run.</summary>
/// <param name="Step">Completed steps.</param>
/// <param name="MaxSteps">The last step.</param>
/// <param name="Epoch">Completed epochs.</param>
/// <param name="Losses">Means since the last report, by name.</param>
/// <param name="StepsPerSecond">Since the last report.</param>
/// <param name="AudioSecondsPerSecond">Seconds of audio trained on per second, since the last report.</param>
/// <param name="TimeLeft">Estimate at this speed.</param>
public sealed record TrainingProgress(
    long Step,
    long MaxSteps,
    long Epoch,
    IReadOnlyDictionary<string, double> Losses,
    double StepsPerSecond,
    double AudioSecondsPerSecond,
    TimeSpan TimeLeft
) : TrainingEvent(Step);

/// <summary>The result of a validation.</summary>
/// <param name="Step">Completed steps.</param>
/// <param name="Metrics">By name.</param>
/// <param name="Files">Sound and pictures.</param>
/// <param name="Score">The metric that ranks checkpoints, lower is better; null where it was not computed.</param>
/// <param name="IsBest">True for the best score so far.</param>
public sealed record ValidationResult(
    long Step,
    IReadOnlyDictionary<string, double> Metrics,
    IReadOnlyList<ValidationFile> Files,
    double? Score,
    bool IsBest
) : TrainingEvent(Step);

/// <summary>A checkpoint was written completely.</summary>
/// <param name="Step">Completed steps.</param>
/// <param name="Folder">The checkpoint.</param>
/// <param name="IsBest">True for the best score so far.</param>
public sealed record CheckpointSaved(long Step, string Folder, bool IsBest) : TrainingEvent(Step);

/// <summary>A step without an update, because a loss or gradient was not finite.</summary>
/// <param name="Step">Completed steps.</param>
/// <param name="Why">The value that was not finite, and its batch.</param>
/// <param name="Diagnostic">File with details.</param>
public sealed record StepSkipped(long Step, string Why, string Diagnostic) : TrainingEvent(Step);

/// <summary>The run is paused; its state is saved.</summary>
/// <param name="Step">Completed steps.</param>
public sealed record TrainingPaused(long Step) : TrainingEvent(Step);

/// <summary>The run continues after a pause.</summary>
/// <param name="Step">Completed steps.</param>
public sealed record TrainingResumed(long Step) : TrainingEvent(Step);

/// <summary>Where the time of this run's steps went.</summary>
/// <param name="Step">Completed steps.</param>
/// <param name="Milliseconds">
/// Mean per step, by part: data, forward, backward, optimizer, average, validation, checkpoints, other.
/// </param>
public sealed record TimeSpent(long Step, IReadOnlyDictionary<string, double> Milliseconds) : TrainingEvent(Step);

/// <summary>The end of a run, after its last checkpoint.</summary>
/// <param name="Step">Completed steps.</param>
/// <param name="Reason">Reason of the end.</param>
public sealed record FitEnded(long Step, FitEnd Reason) : TrainingEvent(Step);

/// <summary>Reasons for the end of a run.</summary>
public enum FitEnd
{
    /// <summary>The last step or epoch was reached.</summary>
    Done,

    /// <summary>The time limit was reached.</summary>
    TimeUp,

    /// <summary>A stop was requested: Ctrl-C, SIGTERM, cancellation or a callback.</summary>
    Stopped,
}
