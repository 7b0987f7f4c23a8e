using System.Diagnostics;
using System.Text.Json;
using TorchSharp;
using VoiceSmith.Models.Checkpoints;
using static TorchSharp.torch;

namespace VoiceSmith.Training;

/// <summary>What a run tells of itself while it goes.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="MaxSteps">Steps in all.</param>
/// <param name="Losses">Means since the last report.</param>
/// <param name="StepsPerSecond">Since the last report.</param>
/// <param name="TimeLeft">At this speed.</param>
public sealed record TrainingProgress(
    long Step, long MaxSteps, IReadOnlyDictionary<string, double> Losses, double StepsPerSecond, TimeSpan TimeLeft);

/// <summary>The training loop: data, steps, averages, validation, checkpoints, resuming.</summary>
/// <remarks>
/// A step depends only on the state before it, the seed and its own number: batches and random numbers are drawn from
/// those, so a run that was stopped goes on exactly as if it had not been.
/// </remarks>
/// <param name="options">How long, how often, where.</param>
/// <param name="time">The clock.</param>
public sealed class Trainer(TrainerOptions options, TimeProvider time)
{
    /// <summary>Raised every <see cref="TrainerOptions.LogEvery"/> steps.</summary>
    public event Action<TrainingProgress>? Progress;

    /// <summary>Raised after each validation with its losses.</summary>
    public event Action<long, IReadOnlyDictionary<string, double>>? Validated;

    /// <summary>Where checkpoints lie.</summary>
    public CheckpointFolder Checkpoints { get; } = new(Path.Combine(options.DefaultRootDirectory, "checkpoints"));

    /// <summary>Trains until the last step, the time limit or cancellation; each ends with a checkpoint.</summary>
    /// <returns>Steps done in all.</returns>
    public long Fit<TBatch>(TrainingModule<TBatch> module, IBatchSource<TBatch> data, CancellationToken cancellationToken)
        where TBatch : IDisposable
    {
        Directory.CreateDirectory(options.DefaultRootDirectory);
        set_num_threads(options.Threads);
        using var average = new WeightAverage(module.Network, options.AverageDecay);
        var start = options.Resume ? Checkpoints.ResumeNewest(module.Network, average.Weights, module.Optimizers) : null;
        using var log = new TrainingLog(options.DefaultRootDirectory);
        IReadOnlyDictionary<string, double> metrics = start?.Metrics ?? new Dictionary<string, double>();
        var best = Checkpoints.BestOrNull is { } folder ? CheckpointFolder.ReadManifest(folder).Metrics.Values.FirstOrDefault(double.PositiveInfinity)
            : double.PositiveInfinity;

        var (step, began, saved) = (start?.Step ?? 0, time.GetTimestamp(), time.GetTimestamp());
        var meter = new StepMeter(time);
        using var batches = new Prefetch<TBatch>(data, step, options.MaxSteps);
        while (step < options.MaxSteps && !cancellationToken.IsCancellationRequested && time.GetElapsedTime(began) < options.MaxTime)
        {
            meter.Add(TrainOnce(module, batches.Next(), step, average));
            step++;
            if (step % options.LogEvery == 0)
                Report(step, meter, log);
            var validate = step % options.ValidateEvery == 0 || step == options.MaxSteps;
            var isBest = false;
            if (validate)
            {
                metrics = average.During(module.Network, () => module.Validate(step, Path.Combine(options.DefaultRootDirectory, "validation")));
                log.Write("validation", step, metrics);
                Validated?.Invoke(step, metrics);
                isBest = metrics.Values.FirstOrDefault(double.PositiveInfinity) < best;
                best = isBest ? metrics.Values.First() : best;
            }
            if (validate || time.GetElapsedTime(saved) >= options.CheckpointEvery)
            {
                Save(module, step, metrics, average, isBest);
                saved = time.GetTimestamp();
            }
        }
        if (step > (start?.Step ?? 0))
            Save(module, step, metrics, average, isBest: false);
        return step;
    }

    private IReadOnlyDictionary<string, double> TrainOnce<TBatch>(TrainingModule<TBatch> module, TBatch batch, long number, WeightAverage average)
        where TBatch : IDisposable
    {
        using (batch)
        {
            using var scope = NewDisposeScope();
            random.manual_seed(unchecked(options.Seed * 1_000_003L + number));
            module.Network.train();
            var step = new TrainingStep(number, module.Optimizers, options.GradientClip);
            module.Train(batch, step);
            average.Update(module.Network, number - module.AverageFrom);
            return step.Losses;
        }
    }

    private void Save<TBatch>(TrainingModule<TBatch> module, long step, IReadOnlyDictionary<string, double> metrics, WeightAverage average, bool isBest)
        where TBatch : IDisposable
    {
        using var scope = NewDisposeScope();
        var manifest = new CheckpointManifest
        {
            Kind = module.Kind, Step = step, Metrics = metrics, Hashes = new Dictionary<string, string>(),
            Config = JsonSerializer.SerializeToElement(module.Config, module.Config.GetType()),
        };
        Checkpoints.Write(manifest, module.Network, average.Weights, module.Optimizers, options.KeepCheckpoints, isBest);
    }

    private void Report(long step, StepMeter meter, TrainingLog log)
    {
        var (losses, rate) = meter.Take();
        log.Write("train", step, losses);
        var left = TimeSpan.FromSeconds(Math.Min((options.MaxSteps - step) / Math.Max(rate, 1e-9), TimeSpan.FromDays(999).TotalSeconds));
        Progress?.Invoke(new(step, options.MaxSteps, losses, rate, left));
    }
}

/// <summary>Means of losses, and speed, since the last report.</summary>
internal sealed class StepMeter(TimeProvider time)
{
    private readonly Dictionary<string, (double Sum, int Count)> _sums = [];
    private long _since = time.GetTimestamp();
    private int _steps;

    public void Add(IReadOnlyDictionary<string, double> losses)
    {
        _steps++;
        foreach (var (name, value) in losses)
            _sums[name] = _sums.TryGetValue(name, out var old) ? (old.Sum + value, old.Count + 1) : (value, 1);
    }

    public (IReadOnlyDictionary<string, double> Losses, double StepsPerSecond) Take()
    {
        var means = _sums.ToDictionary(entry => entry.Key, entry => entry.Value.Sum / entry.Value.Count);
        var rate = _steps / Math.Max(time.GetElapsedTime(_since).TotalSeconds, 1e-9);
        _sums.Clear();
        (_steps, _since) = (0, time.GetTimestamp());
        return (means, rate);
    }
}
