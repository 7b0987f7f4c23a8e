using System.Text.Json.Serialization;

namespace VoiceSmith.Training.Callbacks;

/// <summary>Something that happened in a run. Plain data: it can be logged, queued or sent to another process.</summary>
/// <param name="Step">Steps done.</param>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(FitStarted), "started")]
[JsonDerivedType(typeof(TrainingProgress), "progress")]
[JsonDerivedType(typeof(ValidationResult), "validated")]
[JsonDerivedType(typeof(CheckpointSaved), "saved")]
[JsonDerivedType(typeof(StepSkipped), "skipped")]
[JsonDerivedType(typeof(TrainingPaused), "paused")]
[JsonDerivedType(typeof(TrainingResumed), "resumed")]
[JsonDerivedType(typeof(FitEnded), "ended")]
public abstract record TrainingEvent(long Step);

/// <summary>A run begins.</summary>
/// <param name="Step">Steps done before: 0, or where it goes on.</param>
/// <param name="Kind">Kind of network.</param>
/// <param name="MaxSteps">The step after which it ends.</param>
/// <param name="StepsPerEpoch">Steps of an epoch.</param>
/// <param name="Parameters">Numbers that the network consists of.</param>
/// <param name="Folder">Where results go.</param>
public sealed record FitStarted(long Step, string Kind, long MaxSteps, int StepsPerEpoch, long Parameters, string Folder) : TrainingEvent(Step);

/// <summary>How far a run is.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="MaxSteps">Steps in all.</param>
/// <param name="Epoch">Epochs done.</param>
/// <param name="Losses">Means since the last report.</param>
/// <param name="StepsPerSecond">Since the last report.</param>
/// <param name="AudioSecondsPerSecond">Sound trained on, since the last report.</param>
/// <param name="TimeLeft">At this speed.</param>
public sealed record TrainingProgress(long Step, long MaxSteps, long Epoch, IReadOnlyDictionary<string, double> Losses,
    double StepsPerSecond, double AudioSecondsPerSecond, TimeSpan TimeLeft) : TrainingEvent(Step);

/// <summary>What a validation found.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="Metrics">By name.</param>
/// <param name="Files">Sound and pictures.</param>
/// <param name="Score">The metric that ranks checkpoints, lower is better; null where it was not noted.</param>
/// <param name="IsBest">Whether none before was as good.</param>
public sealed record ValidationResult(long Step, IReadOnlyDictionary<string, double> Metrics, IReadOnlyList<ValidationFile> Files, double? Score, bool IsBest) : TrainingEvent(Step);

/// <summary>A checkpoint is whole.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="Folder">Where it is.</param>
/// <param name="IsBest">Whether it is the best so far.</param>
public sealed record CheckpointSaved(long Step, string Folder, bool IsBest) : TrainingEvent(Step);

/// <summary>A step moved nothing, because a number was not finite.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="Why">What was not finite, in which batch.</param>
/// <param name="Diagnostic">The file that says more.</param>
public sealed record StepSkipped(long Step, string Why, string Diagnostic) : TrainingEvent(Step);

/// <summary>The run waits, its state is saved.</summary>
/// <param name="Step">Steps done.</param>
public sealed record TrainingPaused(long Step) : TrainingEvent(Step);

/// <summary>The run goes on after a pause.</summary>
/// <param name="Step">Steps done.</param>
public sealed record TrainingResumed(long Step) : TrainingEvent(Step);

/// <summary>A run ended; its last checkpoint is written.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="Reason">Why.</param>
public sealed record FitEnded(long Step, FitEnd Reason) : TrainingEvent(Step);

/// <summary>Why a run ended.</summary>
public enum FitEnd
{
    /// <summary>The last step or epoch is done.</summary>
    Done,

    /// <summary>Its time was up.</summary>
    TimeUp,

    /// <summary>Someone asked: Ctrl-C, SIGTERM, or <see cref="Trainer.Stop"/>.</summary>
    Stopped,
}
