namespace VoiceSmith.Training.Optimization;

/// <summary>Unit of a learning-rate schedule.</summary>
public enum ScheduleInterval
{
    /// <summary>Completed steps.</summary>
    Step,

    /// <summary>Completed epochs.</summary>
    Epoch,
}

/// <summary>A learning rate as a function of steps or epochs.</summary>
/// <param name="Interval">Unit of the argument of <paramref name="Rate"/>.</param>
/// <param name="Rate">Learning rate after a number of steps or epochs.</param>
public sealed record LearningRateSchedule(ScheduleInterval Interval, Func<long, double> Rate)
{
    /// <summary>A schedule in steps.</summary>
    public static LearningRateSchedule PerStep(Func<long, double> rate) => new(ScheduleInterval.Step, rate);

    /// <summary>A schedule in epochs.</summary>
    public static LearningRateSchedule PerEpoch(Func<long, double> rate) => new(ScheduleInterval.Epoch, rate);

    /// <summary>A constant rate.</summary>
    public static LearningRateSchedule Constant(double rate) => PerStep(_ => rate);

    /// <summary>The rate at a step.</summary>
    /// <param name="step">Steps completed before it.</param>
    /// <param name="stepsPerEpoch">Steps per epoch.</param>
    public double At(long step, int stepsPerEpoch) =>
        Rate(Interval == ScheduleInterval.Step ? step : step / stepsPerEpoch);
}

/// <summary>Learning rates as functions of completed steps.</summary>
public static class LearningRates
{
    /// <summary>A linear warm-up, times a cosine from <paramref name="peak"/> to <paramref name="final"/>.</summary>
    public static Func<long, double> WarmUpCosine(double peak, double final, int warmUpSteps, long maxSteps) =>
        step =>
        {
            var progress = Math.Clamp((double)step / Math.Max(1, maxSteps), 0, 1);
            var warmUp = Math.Min(1, (step + 1.0) / Math.Max(1, warmUpSteps));
            return (final + (peak - final) * 0.5 * (1 + Math.Cos(Math.PI * progress))) * warmUp;
        };
}
