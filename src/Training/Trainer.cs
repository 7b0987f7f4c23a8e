using System.Text.Json;
using TorchSharp;
using VoiceSmith.Training.Checkpoints;
using VoiceSmith.Training.Events;
using VoiceSmith.Training.Loggers;
using VoiceSmith.Training.Optimization;
using VoiceSmith.Training.Ranges;
using static TorchSharp.torch;

namespace VoiceSmith.Training;

/// <summary>The training loop: batches, steps, weight averages, validation, checkpoints, resuming.</summary>
/// <remarks>
/// A step depends only on the state before it, the seed and its own number. Batches and random numbers are derived from
/// those, so a resumed run equals an uninterrupted one.
/// </remarks>
/// <param name="options">Options of the run.</param>
/// <param name="time">The clock.</param>
public sealed class Trainer(TrainerOptions options, TimeProvider time)
{
    private const int ReadEveryOnDevices = 20; // steps

    private readonly TrainerGate _gate = new();

    /// <summary>A trainer with the system's clock.</summary>
    public Trainer(TrainerOptions options)
        : this(options, TimeProvider.System) { }

    /// <summary>Options of the run.</summary>
    public TrainerOptions Options { get; } = options;

    /// <summary>Checkpoints of the run.</summary>
    public CheckpointFolder Checkpoints { get; } =
        new(Path.Combine(options.DefaultRootDirectory, RunDirectory.Checkpoints));

    /// <summary>Completed steps.</summary>
    public long Step { get; private set; }

    /// <summary>Ends the run after the current step, with a checkpoint. Thread-safe.</summary>
    public void Stop() => _gate.Stop();

    /// <summary>Pauses the run after the current step, with a checkpoint. Thread-safe.</summary>
    public void Pause() => _gate.Pause();

    /// <summary>Continues a paused run. Thread-safe.</summary>
    public void Resume() => _gate.Resume();

    /// <summary>Trains until the last step or epoch, the time limit, or a stop; each ends with a checkpoint.</summary>
    /// <param name="module">Network, losses and optimizers.</param>
    /// <param name="data">Batches by number.</param>
    /// <param name="cancellationToken">Ends the run after the current step.</param>
    /// <returns>Completed steps and the reason of the end.</returns>
    /// <exception cref="NonFiniteLossException">
    /// A loss or gradient is not finite, and the options say to stop.
    /// </exception>
    /// <exception cref="VoiceSmithException">
    /// VS3011: an option is out of its range; VS3012 to VS3014: the folder does not fit
    /// <see cref="TrainerOptions.Start"/>, or cannot be written.
    /// </exception>
    public FitEnded Fit<TBatch>(
        TrainingModule<TBatch> module,
        IBatchSource<TBatch> data,
        CancellationToken cancellationToken
    )
        where TBatch : ITrainingBatch
    {
        OptionRanges.Require(Options);
        RunDirectory.Prepare(Options);
        Accelerators.Prepare(Options);
        var fast = Options.FastDevRun > 0;
        var batches = new LimitedBatches<TBatch>(
            data,
            fast ? Options.FastDevRun : Options.LimitTrainBatches,
            Options.OverfitBatches
        );
        var accumulated = Options.AccumulateGradientBatches;
        var stepsPerEpoch = Math.Max(1, (batches.StepsPerEpoch + accumulated - 1) / accumulated);
        using var average = new WeightAverage(module.Network, module.Optimizers, Options.Averaging);
        var resumed = Restore(module, average);
        var last =
            fast ? Step + Options.FastDevRun
            : Options.MaxEpochs is { } epochs ? Math.Min(Options.MaxSteps, (long)epochs * stepsPerEpoch)
            : Options.MaxSteps;
        using var loggers = new TrainingLoggers(fast ? [] : Options.Loggers ?? DefaultLoggers());
        var metrics = resumed?.Metrics ?? new Dictionary<string, double>();
        var isCpu = get_default_device().type == DeviceType.CPU;
        var run = new FitState<TBatch>(module, average, stepsPerEpoch, last, loggers)
        {
            Metrics = metrics,
            Clock = new StepClock(time, waits: Options.Profile && !isCpu),
            ReadEvery = Options.ReadLossesEvery ?? (isCpu ? 1 : ReadEveryOnDevices),
            ReadsLater = !isCpu || Options.ReadLossesEvery > 1,
        };
        var parameters = module.Network.parameters().Sum(parameter => parameter.numel());
        Raise(new FitStarted(Step, module.Kind, last, stepsPerEpoch, parameters, Options.DefaultRootDirectory));
        using var stop = cancellationToken.Register(_gate.Stop);
        using var prefetch = new Prefetch<TBatch>(batches, Step * accumulated, last * accumulated);
        var first = Step;
        Loop(run, prefetch, fast);
        if (Options.Profile)
            Raise(new TimeSpent(Step, run.Clock.PerStep(Step - first)));
        var reason =
            Step >= last ? FitEnd.Done
            : _gate.IsStopped ? FitEnd.Stopped
            : FitEnd.TimeUp;
        var end = new FitEnded(Step, reason);
        Raise(end);
        return end;
    }

    /// <summary>Validates a module with its present weights.</summary>
    /// <param name="module">The module.</param>
    /// <returns>Metrics and files.</returns>
    public ValidationResult Validate<TBatch>(TrainingModule<TBatch> module)
        where TBatch : ITrainingBatch
    {
        Accelerators.Prepare(Options);
        var pass = NewPass(Options.LimitValidationBatches);
        module.Validate(pass);
        var result = new ValidationResult(Step, pass.Losses, pass.Files, ScoreOf(module, pass.Losses), IsBest: false);
        Raise(result);
        return result;
    }

    private void Loop<TBatch>(FitState<TBatch> run, Prefetch<TBatch> prefetch, bool fast)
        where TBatch : ITrainingBatch
    {
        var meter = new StepMeter(time);
        var clock = new RunClock(time);
        var saved = Step;
        while (Step < run.LastStep && !_gate.IsStopped && clock.Running < Options.MaxTime)
        {
            foreach (var callback in Options.Callbacks)
                callback.OnTrainStepStart(this, Step);
            TrainStep(run, prefetch, meter);
            Step++;
            var report = Step % Options.LogEvery == 0 || fast;
            var validate = Step % Options.ValidateEvery == 0 || Step == run.LastStep;
            if (report || validate || Step % run.ReadEvery == 0)
                ReadLosses(run, meter);
            if (report)
                Report(run, meter);
            var score = validate ? Validate(run, fast ? Options.FastDevRun : Options.LimitValidationBatches) : null;
            var save =
                validate
                || clock.SinceSaved >= Options.CheckpointEvery
                || Step % Options.CheckpointEverySteps == 0
                || _gate.IsPaused;
            if (save && !fast)
            {
                ReadLosses(run, meter); // no checkpoint of a run that ends for a loss
                Save(run, score);
                saved = Step;
                clock.MarkSaved();
            }
            if (_gate.IsPaused)
                WaitForResume(clock, meter);
        }
        ReadLosses(run, meter);
        if (!fast && Step > saved)
            Save(run, score: null);
    }

    /// <returns>The manifest of the resumed checkpoint; null for a new run.</returns>
    private CheckpointManifest? Restore<TBatch>(TrainingModule<TBatch> module, WeightAverage average)
        where TBatch : ITrainingBatch
    {
        var manifest = Options.Start is RunStart.Resume or RunStart.ResumeOrNew
            ? Checkpoints.ResumeNewest(module.Network, average.Weights, module.Optimizers)
            : null;
        Step = manifest?.Step ?? 0;
        foreach (var callback in Options.Callbacks)
            if (manifest?.Callbacks.TryGetValue(NameOf(callback), out var state) == true)
                callback.LoadState(state);
        return manifest;
    }

    private void TrainStep<TBatch>(FitState<TBatch> run, Prefetch<TBatch> prefetch, StepMeter meter)
        where TBatch : ITrainingBatch
    {
        using var scope = NewDisposeScope();
        var module = run.Module;
        module.Network.train();
        var batches = Options.AccumulateGradientBatches;
        var step = new TrainingStep(Step, module.Optimizers, Options.GradientClip, run.StepsPerEpoch, batches)
        {
            IsReadLater = run.ReadsLater,
            Clock = run.Clock,
        };
        var (items, audio) = (new List<string>(), 0.0);
        NonFiniteLossException? failure = null;
        for (var i = 0; i < batches; i++)
        {
            run.Clock.Enter(StepPart.Data);
            using var batch = prefetch.Next();
            run.Clock.Enter(StepPart.Forward);
            items.AddRange(batch.Items);
            audio += batch.AudioSeconds;
            if (failure is not null)
                continue; // the step is lost; its other batches are consumed
            random.manual_seed(unchecked(Options.Seed * 1_000_003L + Step * batches + i));
            step.Batch = i;
            try
            {
                module.Train(batch, step);
            }
            catch (NonFiniteLossException error)
            {
                failure = error;
            }
        }
        run.Clock.Enter(StepPart.Average);
        if (failure is not null)
            Skip(run, failure, items);
        else if (!run.ReadsLater)
            run.SkippedInARow = 0;
        run.Average.Update(module.Network, Step - module.AverageFrom);
        run.Clock.Enter(StepPart.Other);
        if (run.ReadsLater)
            run.Unread.Add((step, items, audio));
        else
            meter.Add(step.Losses, audio);
    }

    /// <summary>Reads the losses of steps from the device, and skips those that are not finite, or throws.</summary>
    private void ReadLosses<TBatch>(FitState<TBatch> run, StepMeter meter)
        where TBatch : ITrainingBatch
    {
        if (run.Unread.Count == 0)
            return;
        var unread = run.Unread.ToArray();
        run.Unread.Clear();
        TrainingStep.Read([.. unread.Select(one => one.Step)]);
        foreach (var (step, items, audio) in unread)
        {
            if (step.Failure is { } failure)
                Skip(run, failure, items);
            else
                run.SkippedInARow = 0;
            meter.Add(step.Losses, audio);
        }
    }

    private void Skip<TBatch>(FitState<TBatch> run, NonFiniteLossException failure, IReadOnlyList<string> items)
        where TBatch : ITrainingBatch =>
        run.Skip(StepDiagnostic.Write(Options.DefaultRootDirectory, failure, items, run.Module), Options, Raise);

    /// <returns>The score that ranks checkpoints; null if it was not noted.</returns>
    private double? Validate<TBatch>(FitState<TBatch> run, BatchLimit limit)
        where TBatch : ITrainingBatch
    {
        run.Clock.Enter(StepPart.Validation);
        var pass = NewPass(limit);
        run.Average.During(run.Module.Network, () => run.Module.Validate(pass));
        run.Metrics = pass.Losses;
        var score = ScoreOf(run.Module, run.Metrics);
        var result = new ValidationResult(Step, run.Metrics, pass.Files, score, score < Checkpoints.BestScore);
        run.Clock.Enter(StepPart.Other);
        run.Loggers.Log(result);
        Raise(result);
        return score;
    }

    private void Save<TBatch>(FitState<TBatch> run, double? score)
        where TBatch : ITrainingBatch
    {
        using var scope = NewDisposeScope();
        run.Clock.Enter(StepPart.Checkpoints);
        var module = run.Module;
        var states = Options.Callbacks.Where(callback => callback.SaveState() is not null).GroupBy(NameOf);
        var manifest = new CheckpointManifest
        {
            Kind = module.Kind,
            Step = Step,
            Metrics = run.Metrics,
            Score = score,
            Parent = module.Parent,
            Hashes = new Dictionary<string, string>(),
            Data = module.Data is { } data ? data with { Utterances = [] } : null,
            Config = JsonSerializer.SerializeToElement(module.Config, module.Config.GetType()),
            Arguments = Options.Arguments,
            Callbacks = states.ToDictionary(same => same.Key, same => same.First().SaveState()!.Value),
        };
        var (folder, isBest) = Checkpoints.Write(
            manifest,
            module.Network,
            run.Average.Weights,
            module.Optimizers,
            Options.KeepCheckpoints,
            Options.SaveTopK
        );
        run.Clock.Enter(StepPart.Other);
        Raise(new CheckpointSaved(Step, folder, isBest));
    }

    private static string NameOf(TrainingCallback callback) => callback.GetType().Name;

    private void Report<TBatch>(FitState<TBatch> run, StepMeter meter)
        where TBatch : ITrainingBatch
    {
        var (losses, rate, audio) = meter.Take();
        var seconds = Math.Min((run.LastStep - Step) / Math.Max(rate, 1e-9), TimeSpan.FromDays(999).TotalSeconds);
        var progress = new TrainingProgress(
            Step,
            run.LastStep,
            Step / run.StepsPerEpoch,
            losses,
            rate,
            audio,
            TimeSpan.FromSeconds(seconds)
        );
        run.Loggers.Log(progress);
        Raise(progress);
    }

    private void WaitForResume(RunClock clock, StepMeter meter)
    {
        Raise(new TrainingPaused(Step));
        clock.Pause(_gate.Wait);
        meter.Restart();
        if (!_gate.IsStopped)
            Raise(new TrainingResumed(Step));
    }

    private void Raise(TrainingEvent happened)
    {
        foreach (var callback in Options.Callbacks)
            callback.OnEvent(this, happened);
    }

    private double? ScoreOf<TBatch>(TrainingModule<TBatch> module, IReadOnlyDictionary<string, double> metrics)
        where TBatch : ITrainingBatch =>
        metrics.TryGetValue(Options.Monitor ?? module.Monitor, out var score) ? score : null;

    private ValidationPass NewPass(BatchLimit limit) =>
        new(Step, Path.Combine(Options.DefaultRootDirectory, RunDirectory.Validation), limit);

    private ITrainingLogger[] DefaultLoggers() =>
        [
            new JsonLinesLogger(Path.Combine(Options.DefaultRootDirectory, JsonLinesLogger.FileName), time),
            new TensorBoardLogger(Path.Combine(Options.DefaultRootDirectory, RunDirectory.TensorBoard), time),
        ];
}
