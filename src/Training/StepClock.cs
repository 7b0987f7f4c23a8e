using TorchSharp;

namespace VoiceSmith.Training;

/// <summary>Parts of a run that time is spent in.</summary>
internal enum StepPart
{
    /// <summary>Waiting for a batch.</summary>
    Data,

    /// <summary>Forward passes and losses.</summary>
    Forward,

    /// <summary>Backward passes.</summary>
    Backward,

    /// <summary>Clipping and updates.</summary>
    Optimizer,

    /// <summary>The average of weights.</summary>
    Average,

    /// <summary>Validations.</summary>
    Validation,

    /// <summary>Writing checkpoints.</summary>
    Checkpoints,

    /// <summary>Logs and callbacks.</summary>
    Other,
}

/// <summary>Time spent in each part of a run.</summary>
/// <param name="time">The clock.</param>
/// <param name="waits">True to wait for the device before a part ends, so that its work counts there.</param>
internal sealed class StepClock(TimeProvider time, bool waits)
{
    private readonly TimeSpan[] _spent = new TimeSpan[Enum.GetValues<StepPart>().Length];
    private long _since = time.GetTimestamp();

    /// <summary>The part that time is counted for.</summary>
    public StepPart Part { get; private set; } = StepPart.Other;

    /// <summary>Milliseconds of each part, per step.</summary>
    /// <param name="steps">Completed steps.</param>
    public IReadOnlyDictionary<string, double> PerStep(long steps)
    {
        Enter(StepPart.Other);
        return Enum.GetValues<StepPart>()
            .ToDictionary(
                part => part.ToString().ToLowerInvariant(),
                part => _spent[(int)part].TotalMilliseconds / Math.Max(1, steps)
            );
    }

    /// <summary>Ends the present part and begins another.</summary>
    /// <returns>The part that ended.</returns>
    public StepPart Enter(StepPart next)
    {
        if (waits)
            torch.cuda.synchronize();
        var (ended, now) = (Part, time.GetTimestamp());
        _spent[(int)ended] += time.GetElapsedTime(_since, now);
        (Part, _since) = (next, now);
        return ended;
    }
}
