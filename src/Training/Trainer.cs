using System.Text.Json;
using TorchSharp;
using VoiceSmith.Training.Callbacks;
using VoiceSmith.Training.Loggers;
using static TorchSharp.torch;

namespace VoiceSmith.Training;

/// <summary>The training loop: data, steps, averages, validation, checkpoints, resuming.</summary>
/// <remarks>
/// A step depends only on the state before it, the seed and its own number: batches and random numbers are drawn from
/// those, so a run that was stopped goes on exactly as if it had not been.
/// </remarks>
/// <param name="options">How long, how often, where.</param>
/// <param name="time">The clock.</param>
public sealed class Trainer(TrainerOptions options, TimeProvider time)
{
    private readonly TrainerGate _gate = new();

    /// <summary>A trainer with the system's clock.</summary>
    public Trainer(TrainerOptions options) : this(options, TimeProvider.System)
    {
    }

    /// <summary>As given.</summary>
    public TrainerOptions Options { get; } = options;

    /// <summary>Where checkpoints lie.</summary>
    public CheckpointFolder Checkpoints { get; } = new(Path.Combine(options.DefaultRootDirectory, "checkpoints"));

    /// <summary>Steps done.</summary>
    public long Step { get; private set; }

    /// <summary>Ends the run after the step at hand, with a checkpoint. From any thread.</summary>
    public void Stop() => _gate.Stop();

    /// <summary>Makes the run wait after the step at hand, with a checkpoint. From any thread.</summary>
    public void Pause() => _gate.Pause();

    /// <summary>Ends a pause. From any thread.</summary>
    public void Resume() => _gate.Resume();

    /// <summary>Trains until the last step or epoch, the time limit, or a stop; each ends with a checkpoint.</summary>
    /// <param name="module">What is trained; goes on from the newest checkpoint where the options say so.</param>
    /// <param name="data">Batches by number.</param>
    /// <param name="cancellationToken">Ends the run after the step at hand.</param>
    /// <returns>Steps done, and why it ended.</returns>
    /// <exception cref="NonFiniteLossException">A loss or gradient is not finite, and the options say to stop.</exception>
    public FitEnded Fit<TBatch>(TrainingModule<TBatch> module, IBatchSource<TBatch> data, CancellationToken cancellationToken)
        where TBatch : ITrainingBatch
    {
        var fast = Options.FastDevRun > 0;
        var batches = new LimitedBatches<TBatch>(data, fast ? Options.FastDevRun : Options.LimitTrainBatches, Options.OverfitBatches);
        var stepsPerEpoch = Math.Max(1, (batches.StepsPerEpoch + Options.AccumulateGradientBatches - 1) / Options.AccumulateGradientBatches);
        Directory.CreateDirectory(Options.DefaultRootDirectory);
        Accelerators.Prepare(Options);
        using var average = new WeightAverage(module.Network, Options.Averaging);
        var start = Options.Resume ? Checkpoints.ResumeNewest(module.Network, average.Weights, module.Optimizers) : null;
        Step = start?.Step ?? 0;
        foreach (var callback in Options.Callbacks)
            if (start?.Callbacks.TryGetValue(NameOf(callback), out var state) == true)
                callback.LoadState(state);
        var last = fast ? Step + Options.FastDevRun : Options.MaxEpochs is { } epochs ? Math.Min(Options.MaxSteps, (long)epochs * stepsPerEpoch) : Options.MaxSteps;
        using var loggers = new TrainingLoggers(fast ? [] : Options.Loggers ?? DefaultLoggers());
        var run = new Run<TBatch>(module, average, stepsPerEpoch, last, loggers) { Metrics = start?.Metrics ?? new Dictionary<string, double>() };
        var parameters = module.Network.parameters().Sum(parameter => parameter.numel());
        Tell(new FitStarted(Step, module.Kind, last, stepsPerEpoch, parameters, Options.DefaultRootDirectory));

        var meter = new StepMeter(time);
        var clock = new RunClock(time);
        var saved = Step;
        using var stop = cancellationToken.Register(_gate.Stop);
        using var prefetch = new Prefetch<TBatch>(batches, Step * Options.AccumulateGradientBatches, last * Options.AccumulateGradientBatches);
        while (Step < last && !_gate.IsStopped && clock.Running < Options.MaxTime)
        {
            foreach (var callback in Options.Callbacks)
                callback.OnTrainStepStart(this, Step);
            TrainOnce(run, prefetch, meter);
            Step++;
            if (Step % Options.LogEvery == 0 || fast)
                Report(run, meter);
            var validate = Step % Options.ValidateEvery == 0 || Step == last;
            var score = validate ? LookAt(run, fast ? Options.FastDevRun : Options.LimitValidationBatches) : null;
            if (!fast && (validate || clock.SinceSaved >= Options.CheckpointEvery || Step % Options.CheckpointEverySteps == 0 || _gate.IsPaused))
            {
                Save(run, score);
                saved = Step;
                clock.MarkSaved();
            }
            if (_gate.IsPaused)
                WaitForResume(clock, meter);
        }
        if (!fast && Step > saved)
            Save(run, score: null);
        var end = new FitEnded(Step, Step >= last ? FitEnd.Done : _gate.IsStopped ? FitEnd.Stopped : FitEnd.TimeUp);
        Tell(end);
        return end;
    }

    /// <summary>One validation of the weights that a module has.</summary>
    /// <param name="module">What is looked at.</param>
    /// <returns>Metrics and files.</returns>
    public ValidationResult Validate<TBatch>(TrainingModule<TBatch> module) where TBatch : ITrainingBatch
    {
        Accelerators.Prepare(Options);
        var pass = NewPass(Options.LimitValidationBatches);
        module.Validate(pass);
        var result = new ValidationResult(Step, pass.Losses, pass.Files, ScoreOf(module, pass.Losses), IsBest: false);
        Tell(result);
        return result;
    }

    private void TrainOnce<TBatch>(Run<TBatch> run, Prefetch<TBatch> prefetch, StepMeter meter) where TBatch : ITrainingBatch
    {
        using var scope = NewDisposeScope();
        var module = run.Module;
        module.Network.train();
        var batches = Options.AccumulateGradientBatches;
        var step = new TrainingStep(Step, module.Optimizers, Options.GradientClip, run.StepsPerEpoch, batches);
        var (items, audio) = (new List<string>(), 0.0);
        NonFiniteLossException? trouble = null;
        for (var i = 0; i < batches; i++)
        {
            using var batch = prefetch.Next();
            items.AddRange(batch.Items);
            audio += batch.AudioSeconds;
            if (trouble is not null)
                continue; // the step is lost, its other batches are used up
            random.manual_seed(unchecked(Options.Seed * 1_000_003L + Step * batches + i));
            step.Batch = i;
            try
            {
                module.Train(batch, step);
            }
            catch (NonFiniteLossException error)
            {
                trouble = error;
            }
        }
        if (trouble is not null)
            run.Skip(StepDiagnostic.Write(Options.DefaultRootDirectory, trouble, items, module), Options, Tell);
        else
            run.SkippedInARow = 0;
        run.Average.Update(module.Network, Step - module.AverageFrom);
        meter.Add(step.Losses, audio);
    }

    /// <returns>The score that ranks checkpoints, or null where nothing was noted.</returns>
    private double? LookAt<TBatch>(Run<TBatch> run, BatchLimit limit) where TBatch : ITrainingBatch
    {
        var pass = NewPass(limit);
        run.Average.During(run.Module.Network, () => run.Module.Validate(pass));
        run.Metrics = pass.Losses;
        var score = ScoreOf(run.Module, run.Metrics);
        var result = new ValidationResult(Step, run.Metrics, pass.Files, score, score < Checkpoints.BestScore);
        run.Loggers.Log(result);
        Tell(result);
        return score;
    }

    private void Save<TBatch>(Run<TBatch> run, double? score) where TBatch : ITrainingBatch
    {
        using var scope = NewDisposeScope();
        var module = run.Module;
        var manifest = new CheckpointManifest
        {
            Kind = module.Kind, Step = Step, Metrics = run.Metrics, Score = score, Hashes = new Dictionary<string, string>(),
            Data = module.Data is { } data ? data with { Utterances = [] } : null, Parent = module.Parent,
            Config = JsonSerializer.SerializeToElement(module.Config, module.Config.GetType()),
            Callbacks = Options.Callbacks.Where(callback => callback.SaveState() is not null).GroupBy(NameOf).ToDictionary(same => same.Key, same => same.First().SaveState()!.Value),
        };
        var (folder, isBest) = Checkpoints.Write(manifest, module.Network, run.Average.Weights, module.Optimizers, Options.KeepCheckpoints, Options.SaveTopK);
        Tell(new CheckpointSaved(Step, folder, isBest));
    }

    private static string NameOf(TrainingCallback callback) => callback.GetType().Name;

    private void Report<TBatch>(Run<TBatch> run, StepMeter meter) where TBatch : ITrainingBatch
    {
        var (losses, rate, audio) = meter.Take();
        var left = TimeSpan.FromSeconds(Math.Min((run.LastStep - Step) / Math.Max(rate, 1e-9), TimeSpan.FromDays(999).TotalSeconds));
        var progress = new TrainingProgress(Step, run.LastStep, Step / run.StepsPerEpoch, losses, rate, audio, left);
        run.Loggers.Log(progress);
        Tell(progress);
    }

    private void WaitForResume(RunClock clock, StepMeter meter)
    {
        Tell(new TrainingPaused(Step));
        clock.Pause(_gate.Wait);
        meter.Restart();
        if (!_gate.IsStopped)
            Tell(new TrainingResumed(Step));
    }

    private void Tell(TrainingEvent happened)
    {
        foreach (var callback in Options.Callbacks)
            callback.OnEvent(this, happened);
    }

    private double? ScoreOf<TBatch>(TrainingModule<TBatch> module, IReadOnlyDictionary<string, double> metrics) where TBatch : ITrainingBatch =>
        metrics.TryGetValue(Options.Monitor ?? module.Monitor, out var score) ? score : null;

    private ValidationPass NewPass(BatchLimit limit) => new(Step, Path.Combine(Options.DefaultRootDirectory, "validation"), limit);

    private ITrainingLogger[] DefaultLoggers() =>
    [
        new JsonLinesLogger(Path.Combine(Options.DefaultRootDirectory, JsonLinesLogger.FileName), time),
        new TensorBoardLogger(Path.Combine(Options.DefaultRootDirectory, "tensorboard"), time),
    ];
}
