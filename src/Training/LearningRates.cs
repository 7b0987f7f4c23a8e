namespace VoiceSmith.Training;

/// <summary>What a schedule counts.</summary>
public enum ScheduleInterval
{
    /// <summary>Steps done.</summary>
    Step,

    /// <summary>Epochs done.</summary>
    Epoch,
}

/// <summary>A learning rate over time. Whether time is counted in steps or epochs is said, never assumed.</summary>
/// <param name="Interval">What <paramref name="Rate"/> is given the number of.</param>
/// <param name="Rate">The learning rate from it.</param>
public sealed record LearningRateSchedule(ScheduleInterval Interval, Func<long, double> Rate)
{
    /// <summary>A rate that changes with every step.</summary>
    public static LearningRateSchedule PerStep(Func<long, double> rate) => new(ScheduleInterval.Step, rate);

    /// <summary>A rate that changes with every epoch.</summary>
    public static LearningRateSchedule PerEpoch(Func<long, double> rate) => new(ScheduleInterval.Epoch, rate);

    /// <summary>A rate that stays.</summary>
    public static LearningRateSchedule Constant(double rate) => PerStep(_ => rate);

    /// <summary>The rate of a step.</summary>
    /// <param name="step">Steps done before it.</param>
    /// <param name="stepsPerEpoch">Steps of an epoch.</param>
    public double At(long step, int stepsPerEpoch) => Rate(Interval == ScheduleInterval.Step ? step : step / stepsPerEpoch);
}

/// <summary>Learning rates as functions of the steps done.</summary>
public static class LearningRates
{
    /// <summary>A rise over some steps, then a cosine from peak to final over the rest.</summary>
    public static Func<long, double> WarmUpCosine(double peak, double final, int warmUpSteps, long maxSteps) => step =>
    {
        var along = Math.Clamp((double)step / Math.Max(1, maxSteps), 0, 1);
        var rise = Math.Min(1, (step + 1.0) / Math.Max(1, warmUpSteps));
        return (final + (peak - final) * 0.5 * (1 + Math.Cos(Math.PI * along))) * rise;
    };
}
