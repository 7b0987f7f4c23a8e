using System.Text.Json;
using VoiceSmith.Training.Events;

namespace VoiceSmith.Training;

/// <summary>Base class of hooks into a run. Methods are called on the training thread, between steps.</summary>
public abstract class TrainingCallback
{
    /// <summary>
    /// Called before a step. May block to yield the processor, and may call <see cref="Trainer.Stop"/> and
    /// <see cref="Trainer.Pause"/>.
    /// </summary>
    public virtual void OnTrainStepStart(Trainer trainer, long step) { }

    /// <summary>Called for every event, in order. The base class dispatches to the method for its kind.</summary>
    public virtual void OnEvent(Trainer trainer, TrainingEvent happened)
    {
        switch (happened)
        {
            case FitStarted started:
                OnFitStart(trainer, started);
                break;
            case TrainingProgress progress:
                OnProgress(trainer, progress);
                break;
            case ValidationResult result:
                OnValidationEnd(trainer, result);
                break;
            case CheckpointSaved saved:
                OnCheckpointSaved(trainer, saved);
                break;
            case StepSkipped skipped:
                OnStepSkipped(trainer, skipped);
                break;
            case TimeSpent spent:
                OnTimeSpent(trainer, spent);
                break;
            case FitEnded ended:
                OnFitEnd(trainer, ended);
                break;
        }
    }

    /// <summary>State to save with each checkpoint; null for none.</summary>
    public virtual JsonElement? SaveState() => null;

    /// <summary>Restores the state that <see cref="SaveState"/> returned for the resumed checkpoint.</summary>
    public virtual void LoadState(JsonElement state) { }

    /// <summary>Called when a run starts.</summary>
    protected virtual void OnFitStart(Trainer trainer, FitStarted started) { }

    /// <summary>Called every <see cref="TrainerOptions.LogEvery"/> steps.</summary>
    protected virtual void OnProgress(Trainer trainer, TrainingProgress progress) { }

    /// <summary>Called after a validation.</summary>
    protected virtual void OnValidationEnd(Trainer trainer, ValidationResult result) { }

    /// <summary>Called after a checkpoint is complete.</summary>
    protected virtual void OnCheckpointSaved(Trainer trainer, CheckpointSaved saved) { }

    /// <summary>Called after a step without an update.</summary>
    protected virtual void OnStepSkipped(Trainer trainer, StepSkipped skipped) { }

    /// <summary>Called at the end of a run with <see cref="TrainerOptions.Profile"/>.</summary>
    protected virtual void OnTimeSpent(Trainer trainer, TimeSpent spent) { }

    /// <summary>Called after the last checkpoint.</summary>
    protected virtual void OnFitEnd(Trainer trainer, FitEnded ended) { }
}
