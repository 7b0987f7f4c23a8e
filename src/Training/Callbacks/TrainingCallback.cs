using System.Text.Json;

namespace VoiceSmith.Training.Callbacks;

/// <summary>Takes part in a run from outside. Methods are called on the training thread, between steps: what blocks them holds training up.</summary>
public abstract class TrainingCallback
{
    /// <summary>Before a step. Waiting here yields the processor to others; <see cref="Trainer.Stop"/> and <see cref="Trainer.Pause"/> may be called.</summary>
    public virtual void OnTrainStepStart(Trainer trainer, long step)
    {
    }

    /// <summary>Everything that happens, in order. The base calls the method for its kind.</summary>
    public virtual void OnEvent(Trainer trainer, TrainingEvent happened)
    {
        switch (happened)
        {
            case FitStarted started: OnFitStart(trainer, started); break;
            case TrainingProgress progress: OnProgress(trainer, progress); break;
            case ValidationResult result: OnValidationEnd(trainer, result); break;
            case CheckpointSaved saved: OnCheckpointSaved(trainer, saved); break;
            case StepSkipped skipped: OnStepSkipped(trainer, skipped); break;
            case FitEnded ended: OnFitEnd(trainer, ended); break;
        }
    }

    /// <summary>What it wants back when the run is resumed; null for nothing. Saved with each checkpoint.</summary>
    public virtual JsonElement? SaveState() => null;

    /// <summary>What <see cref="SaveState"/> gave when the checkpoint was written from which the run goes on.</summary>
    public virtual void LoadState(JsonElement state)
    {
    }

    /// <summary>A run begins.</summary>
    protected virtual void OnFitStart(Trainer trainer, FitStarted started)
    {
    }

    /// <summary>Every <see cref="TrainerOptions.LogEvery"/> steps.</summary>
    protected virtual void OnProgress(Trainer trainer, TrainingProgress progress)
    {
    }

    /// <summary>After a validation.</summary>
    protected virtual void OnValidationEnd(Trainer trainer, ValidationResult result)
    {
    }

    /// <summary>After a checkpoint is whole.</summary>
    protected virtual void OnCheckpointSaved(Trainer trainer, CheckpointSaved saved)
    {
    }

    /// <summary>After a step that moved nothing.</summary>
    protected virtual void OnStepSkipped(Trainer trainer, StepSkipped skipped)
    {
    }

    /// <summary>After the last checkpoint.</summary>
    protected virtual void OnFitEnd(Trainer trainer, FitEnded ended)
    {
    }
}

/// <summary>Hands every event on: to a server, another process, a test.</summary>
/// <param name="receiver">Called on the training thread; returns soon.</param>
public sealed class EventForwarder(Action<TrainingEvent> receiver) : TrainingCallback
{
    /// <param name="progress">Receives every event.</param>
    public EventForwarder(IProgress<TrainingEvent> progress) : this(progress.Report)
    {
    }

    /// <inheritdoc/>
    public override void OnEvent(Trainer trainer, TrainingEvent happened) => receiver(happened);
}
