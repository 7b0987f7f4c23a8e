using VoiceSmith.Training.Events;
using VoiceSmith.Training.Loggers;
using VoiceSmith.Training.Optimization;

namespace VoiceSmith.Training;

/// <summary>State of one call of <see cref="Trainer.Fit"/>.</summary>
internal sealed class FitState<TBatch>(
    TrainingModule<TBatch> module,
    WeightAverage average,
    int stepsPerEpoch,
    long lastStep,
    TrainingLoggers loggers
)
    where TBatch : ITrainingBatch
{
    private const int MaxSkippedInARow = 10;

    public TrainingModule<TBatch> Module => module;
    public WeightAverage Average => average;
    public int StepsPerEpoch => stepsPerEpoch;
    public long LastStep => lastStep;
    public TrainingLoggers Loggers => loggers;

    /// <summary>Metrics of the last validation.</summary>
    public required IReadOnlyDictionary<string, double> Metrics { get; set; }

    public int SkippedInARow { get; set; }

    /// <summary>Time of the parts of steps.</summary>
    public required StepClock Clock { get; init; }

    /// <summary>Steps between readings of losses from the device.</summary>
    public required int ReadEvery { get; init; }

    /// <summary>True where losses stay on the device until they are read.</summary>
    public required bool ReadsLater { get; init; }

    /// <summary>Steps whose losses are still on the device, with the names and seconds of their batches.</summary>
    public List<(TrainingStep Step, IReadOnlyList<string> Items, double AudioSeconds)> Unread { get; } = [];

    /// <summary>Skips a step that cannot be taken, or throws, as the options say.</summary>
    public void Skip(NonFiniteLossException error, TrainerOptions options, Action<TrainingEvent> raise)
    {
        if (options.OnNonFinite == NonFinitePolicy.Stop || ++SkippedInARow >= MaxSkippedInARow)
            throw error;
        foreach (var optimizer in module.Optimizers)
            optimizer.ZeroGradients();
        raise(new StepSkipped(error.Step, error.Why, error.Diagnostic!));
    }
}

/// <summary>Pauses and stops of a run, requested from any thread.</summary>
internal sealed class TrainerGate
{
    private readonly object _lock = new();
    private bool _stopped,
        _paused;

    public bool IsStopped => Read(() => _stopped);
    public bool IsPaused => Read(() => _paused && !_stopped);

    public void Stop() => Change(() => _stopped = true);

    public void Pause() => Change(() => _paused = true);

    public void Resume() => Change(() => _paused = false);

    /// <summary>Blocks while paused.</summary>
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

/// <summary>Training time of a run, without pauses.</summary>
internal sealed class RunClock(TimeProvider time)
{
    private readonly long _start = time.GetTimestamp();
    private TimeSpan _paused,
        _savedAt;

    public TimeSpan Running => time.GetElapsedTime(_start) - _paused;
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
