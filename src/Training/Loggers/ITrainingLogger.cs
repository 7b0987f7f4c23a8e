using VoiceSmith.Training.Callbacks;

namespace VoiceSmith.Training.Loggers;

/// <summary>Keeps a run's numbers, sound and pictures.</summary>
public interface ITrainingLogger : IDisposable
{
    /// <summary>Numbers of training.</summary>
    void Log(TrainingProgress progress);

    /// <summary>Numbers, sound and pictures of a validation.</summary>
    void Log(ValidationResult result);
}
