using VoiceSmith.Training.Events;

namespace VoiceSmith.Training.Loggers;

/// <summary>Sink for a run's metrics, sound and pictures.</summary>
public interface ITrainingLogger : IDisposable
{
    /// <summary>Logs training metrics.</summary>
    void Log(TrainingProgress progress);

    /// <summary>Logs metrics, sound and pictures of a validation.</summary>
    void Log(ValidationResult result);
}
