using VoiceSmith.Training.Events;

namespace VoiceSmith.Training.Callbacks;

/// <summary>Forwards every event to a receiver: a server, another process, a test.</summary>
/// <param name="receiver">Called on the training thread; must return soon.</param>
public sealed class EventForwarder(Action<TrainingEvent> receiver) : TrainingCallback
{
    /// <param name="progress">Receives every event.</param>
    public EventForwarder(IProgress<TrainingEvent> progress)
        : this(progress.Report) { }

    /// <inheritdoc/>
    public override void OnEvent(Trainer trainer, TrainingEvent happened) => receiver(happened);
}
