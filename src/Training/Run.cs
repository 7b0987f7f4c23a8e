using VoiceSmith.Training.Callbacks;
using VoiceSmith.Training.Loggers;

namespace VoiceSmith.Training;

/// <summary>What one call of <see cref="Trainer.Fit"/> keeps from step to step.</summary>
internal sealed class Run<TBatch>(TrainingModule<TBatch> module, WeightAverage average, int stepsPerEpoch, long lastStep, TrainingLoggers loggers)
    where TBatch : ITrainingBatch
{
    private const int MostSkippedInARow = 10;

    public TrainingModule<TBatch> Module => module;
    public WeightAverage Average => average;
    public int StepsPerEpoch => stepsPerEpoch;
    public long LastStep => lastStep;
    public TrainingLoggers Loggers => loggers;

    /// <summary>Of the last validation.</summary>
    public required IReadOnlyDictionary<string, double> Metrics { get; set; }

    public int SkippedInARow { get; set; }

    /// <summary>Goes on after a step that could not be taken, or ends the run, as the options say.</summary>
    public void Skip(NonFiniteLossException trouble, TrainerOptions options, Action<TrainingEvent> tell)
    {
        if (options.OnNonFinite == NonFinitePolicy.Stop || ++SkippedInARow >= MostSkippedInARow)
            throw trouble;
        foreach (var optimizer in module.Optimizers)
            optimizer.ForgetGradients();
        tell(new StepSkipped(trouble.Step, trouble.Why, trouble.Diagnostic!));
    }
}

/// <summary>Where a run can be made to wait or end, from any thread.</summary>
internal sealed class TrainerGate
{
    private readonly object _lock = new();
    private bool _stopped, _paused;

    public bool IsStopped => Read(() => _stopped);
    public bool IsPaused => Read(() => _paused && !_stopped);

    public void Stop() => Change(() => _stopped = true);

    public void Pause() => Change(() => _paused = true);

    public void Resume() => Change(() => _paused = false);

    /// <summary>Waits while paused.</summary>
    public void Wait()
    {
        lock (_lock)
            while (_paused && !_stopped)
                Monitor.Wait(_lock);
    }

    private bool Read(Func<bool> state)
    {
        lock (_lock)
            return state();
    }

    private void Change(Action change)
    {
        lock (_lock)
        {
            change();
            Monitor.PulseAll(_lock);
        }
    }
}

/// <summary>How long a run has been training, pauses apart.</summary>
internal sealed class RunClock(TimeProvider time)
{
    private readonly long _began = time.GetTimestamp();
    private TimeSpan _paused, _savedAt;

    public TimeSpan Running => time.GetElapsedTime(_began) - _paused;
    public TimeSpan SinceSaved => Running - _savedAt;

    public void MarkSaved() => _savedAt = Running;

    public void Pause(Action wait)
    {
        var since = time.GetTimestamp();
        wait();
        _paused += time.GetElapsedTime(since);
    }
}

/// <summary>All loggers of a run as one.</summary>
internal sealed class TrainingLoggers(IReadOnlyList<ITrainingLogger> loggers) : ITrainingLogger
{
    public void Log(TrainingProgress progress)
    {
        foreach (var logger in loggers)
            logger.Log(progress);
    }

    public void Log(ValidationResult result)
    {
        foreach (var logger in loggers)
            logger.Log(result);
    }

    public void Dispose()
    {
        foreach (var logger in loggers)
            logger.Dispose();
    }
}
