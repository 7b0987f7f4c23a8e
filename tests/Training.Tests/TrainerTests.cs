using TorchSharp;
using VoiceSmith.Models.Vocoder;
using VoiceSmith.Testing;
using VoiceSmith.Training.Acoustic;
using VoiceSmith.Training.Callbacks;
using VoiceSmith.Training.Checkpoints;
using VoiceSmith.Training.Data;
using VoiceSmith.Training.Events;
using VoiceSmith.Training.Optimization;
using VoiceSmith.Training.Ranges;
using VoiceSmith.Training.Vocoder;
using static TorchSharp.torch;

namespace VoiceSmith.Training.Tests;

public sealed class TrainerTests(TinyCorpus corpus) : IClassFixture<TinyCorpus>, IDisposable
{
    private readonly Runs _runs = new(corpus.Prepared);
    private readonly List<TrainingEvent> _events = [];

    [Fact]
    public void Fit_AShortWhile_LowersTheLoss()
    {
        _runs.Fit("acoustic", Watched(_runs.Options("run", 44)));
        var losses = _events
            .OfType<TrainingProgress>()
            .Select(progress => progress.Losses.GetValueOrDefault("mel", double.NaN))
            .ToArray();
        Assert.True(losses[^8..].Average() < 0.7 * losses[4..12].Average(), string.Join(" ", losses));
    }

    [Fact]
    public void Fit_OverfitOneBatch_SeesNoOther()
    {
        var seen = new List<string>();
        using var data = PreparedCorpus.Open(corpus.Prepared);
        using var module = new Recording(Runs.NewAcoustic(data), batch => seen.Add(string.Join("+", batch.Items)));
        new Trainer(_runs.Options("run", 6) with { OverfitBatches = 1 }).Fit(
            module,
            new AcousticBatches(data, 3, 3),
            CancellationToken.None
        );
        Assert.Equal(6, seen.Count);
        Assert.Single(seen.Distinct());
    }

    [Fact]
    public void Fit_LimitedEpochs_EndsAfterThemOnTheFirstBatchesOfEach()
    {
        using var data = PreparedCorpus.Open(corpus.Prepared);
        var source = new AcousticBatches(data, batchSize: 1, seed: 3);
        var seen = new List<string>();
        using (var module = new Recording(Runs.NewAcoustic(data), batch => seen.AddRange(batch.Items)))
            new Trainer(Watched(_runs.Options("run", 1000)) with { MaxEpochs = 2, LimitTrainBatches = 2 }).Fit(
                module,
                source,
                CancellationToken.None
            );
        Assert.Equal(
            [0L, 1, 5, 6],
            seen.Select(name =>
                    Enumerable.Range(0, 10).Where(step => Name(source, step) == name).Select(step => (long)step)
                )
                .Select((steps, i) => steps.Single(step => step / 5 == i / 2))
        );
        Assert.Equal(FitEnd.Done, _events.OfType<FitEnded>().Single().Reason);

        static string Name(AcousticBatches source, int step)
        {
            using var batch = source.Get(step);
            return batch.Items[0];
        }
    }

    [Fact]
    public void Fit_FastDevRun_DoesEverythingAndLeavesNothing()
    {
        var options = Watched(_runs.Options("run", 1000)) with { FastDevRun = 2, Loggers = null };
        Assert.Equal(2, _runs.Fit("acoustic", options).Step);
        Assert.Single(_events.OfType<ValidationResult>());
        Assert.Empty(_events.OfType<CheckpointSaved>());
        Assert.False(Directory.Exists(Path.Combine(_runs.Folder("run"), "checkpoints")));
        Assert.False(File.Exists(Path.Combine(_runs.Folder("run"), "log.jsonl")));
    }

    [Fact]
    public void Fit_AccumulatedGradients_EqualOneBatchOfAll()
    {
        using var layer = nn.Linear(3, 1);
        using var other = nn.Linear(3, 1);
        other.load_state_dict(layer.state_dict());
        using var x = randn(4, 3);
        using (var optimizer = new FlatAdamW(layer.parameters()))
            new TrainingStep(0, [Scheduled(optimizer)], 100).Optimize(0, layer.call(x).square().mean());
        using (var optimizer = new FlatAdamW(other.parameters()))
        {
            var step = new TrainingStep(0, [Scheduled(optimizer)], 100, batches: 2);
            for (var i = 0; i < 2; i++)
            {
                step.Batch = i;
                step.Optimize(0, other.call(x.narrow(0, 2 * i, 2)).square().mean());
            }
        }
        Assert.True(layer.weight!.allclose(other.weight!, atol: 1e-5));
    }

    [Fact]
    public void At_ScheduleOfSteps_CountsStepsAndOfEpochsEpochs()
    {
        Assert.Equal(7, LearningRateSchedule.PerStep(step => step).At(7, stepsPerEpoch: 3));
        Assert.Equal(2, LearningRateSchedule.PerEpoch(epoch => epoch).At(7, stepsPerEpoch: 3));
    }

    [Fact]
    public void Share_StochasticAveraging_IsThePlainMean()
    {
        var averaging = WeightAveraging.Stochastic(from: 3, every: 2);
        var average = 0.0;
        for (var step = 0; step < 8; step++)
            average += averaging.Share(step) * (step - average);
        Assert.Equal((3 + 5 + 7) / 3.0, average, 12);
    }

    [Fact]
    public async Task Pause_FromAnotherThread_SavesAndWaitsUntilResumed()
    {
        var paused = new TaskCompletionSource();
        Trainer? trainer = null;
        trainer = new Trainer(
            _runs.Options("run", 8) with
            {
                Callbacks =
                [
                    new EventForwarder(happened =>
                    {
                        _events.Add(happened);
                        if (happened is TrainingProgress { Step: 3 })
                            trainer!.Pause();
                        if (happened is TrainingPaused)
                            paused.SetResult();
                    }),
                ],
            }
        );
        var fit = Task.Run(() => _runs.Fit("acoustic", trainer), TestContext.Current.CancellationToken);
        await paused.Task.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        Assert.EndsWith("step-00000003", _runs.Newest("run"), StringComparison.Ordinal);
        Assert.Equal(3, trainer.Step);
        trainer.Resume();
        Assert.Equal(new FitEnded(8, FitEnd.Done), await fit);
        Assert.Equal(
            [typeof(TrainingPaused), typeof(TrainingResumed)],
            _events.SkipWhile(happened => happened is not TrainingPaused).Take(2).Select(happened => happened.GetType())
        );

        _runs.Fit("acoustic", _runs.Options("straight", 8));
        Assert.Equal(_runs.State("straight"), _runs.State("run"));
    }

    [Fact]
    public void Fit_Cancelled_StopsWithACheckpoint()
    {
        using var stop = new CancellationTokenSource();
        var options = _runs.Options("run", 100) with
        {
            Callbacks =
            [
                new EventForwarder(happened =>
                {
                    if (happened is TrainingProgress { Step: 5 })
                        stop.Cancel();
                }),
            ],
        };
        Assert.Equal(new FitEnded(5, FitEnd.Stopped), _runs.Fit("g2p", options, stop.Token));
        Assert.EndsWith("step-00000005", _runs.Newest("run"), StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_NoGainForAWhile_EarlyStoppingEndsIt()
    {
        var options = Watched(_runs.Options("run", 100)) with { ValidateEvery = 1 };
        var end = _runs.Fit(
            "g2p",
            options with
            {
                Callbacks = [.. options.Callbacks, new EarlyStopping(patience: 2, minDelta: 1000)],
            }
        );
        Assert.Equal(new FitEnded(3, FitEnd.Stopped), end);
    }

    [Fact]
    public void Fit_ResumedWhileWaitingForAGain_GoesOnWaiting()
    {
        TrainerOptions Patient(long steps, bool resume) =>
            _runs.Options("run", steps, resume) with
            {
                ValidateEvery = 1,
                Callbacks = [new EarlyStopping(patience: 3, minDelta: 1000)],
            };
        Assert.Equal(new FitEnded(2, FitEnd.Done), _runs.Fit("g2p", Patient(2, resume: false)));
        Assert.Equal(new FitEnded(4, FitEnd.Stopped), _runs.Fit("g2p", Patient(100, resume: true)));
    }

    [Fact]
    public void Validate_LimitedItems_NotesLossesAndFiles()
    {
        using var data = PreparedCorpus.Open(corpus.Prepared);
        using var module = Runs.NewAcoustic(data);
        var result = new Trainer(Watched(_runs.Options("run", 1)) with { LimitValidationBatches = 1 }).Validate(module);
        Assert.Contains("forward_sum", result.Metrics);
        Assert.All(result.Files, file => Assert.True(File.Exists(file.Path)));
        Assert.Equal([ValidationFileKind.Alignment], result.Files.Select(file => file.Kind));
        Assert.Same(result, _events.Single());
    }

    [Fact]
    public void Parse_Limits_NumbersAndShares()
    {
        Assert.Equal(7, BatchLimit.Parse("7").Of(100));
        Assert.Equal(25, BatchLimit.Parse("0.25").Of(100));
        Assert.Equal(25, BatchLimit.Parse("25%").Of(100));
        Assert.Equal(100, BatchLimit.All.Of(100));
        Assert.Equal(1, BatchLimit.Parse("0.001").Of(100));
        Assert.Equal(["100%", "7", "25%"], new[] { BatchLimit.All, 7, 0.25 }.Select(limit => limit.ToString()));
        foreach (var text in new[] { "0", "500%", "1.5", "-3", "0%", "NaN", "many", "" })
            Assert.Throws<FormatException>(() => BatchLimit.Parse(text));
    }

    [Fact]
    public void Fit_FolderOfAnEarlierRun_IsRefusedUntilResumedOrRestarted()
    {
        _runs.Fit("g2p", _runs.Options("run", 4) with { Loggers = null });
        var log = Path.Combine(_runs.Folder("run"), "log.jsonl");
        var lines = File.ReadAllLines(log);
        var error = Assert.Throws<VoiceSmithException>(() => _runs.Fit("g2p", _runs.Options("run", 2)));
        Assert.Equal("VS3012", error.Code);
        Assert.Contains("--resume", error.Fix, StringComparison.Ordinal);
        Assert.Contains("--restart", error.Fix, StringComparison.Ordinal);
        Assert.Equal(lines, File.ReadAllLines(log));
        Assert.EndsWith("step-00000004", _runs.Newest("run"), StringComparison.Ordinal);

        var note = Path.Combine(_runs.Folder("run"), "note.txt");
        File.WriteAllText(note, "mine");
        _runs.Fit("g2p", _runs.Options("run", 2) with { Start = RunStart.Restart, Loggers = null });
        Assert.EndsWith("step-00000002", _runs.Newest("run"), StringComparison.Ordinal);
        Assert.DoesNotContain("\"step\":4", File.ReadAllText(log), StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText(note));
        _runs.Fit("g2p", _runs.Options("straight", 2));
        Assert.Equal(_runs.State("straight"), _runs.State("run"));
    }

    [Fact]
    public void Fit_ResumedWithoutACheckpoint_IsRefusedAndMakesNoFolder()
    {
        var options = _runs.Options("typo", 2, resume: true);
        Assert.Equal("VS3013", Assert.Throws<VoiceSmithException>(() => _runs.Fit("g2p", options)).Code);
        Assert.False(Directory.Exists(_runs.Folder("typo")));
        Assert.Equal(2, _runs.Fit("g2p", options with { Start = RunStart.ResumeOrNew }).Step);
    }

    [Fact]
    public void Fit_FolderThatIsAFile_SaysSo()
    {
        File.WriteAllText(_runs.Folder("file"), "");
        Assert.Equal(
            "VS3014",
            Assert.Throws<VoiceSmithException>(() => _runs.Fit("g2p", _runs.Options("file", 2))).Code
        );
    }

    [Fact]
    public void Fit_OptionsOutOfRange_AreRefusedBeforeAnythingIsMade()
    {
        var standard = _runs.Options("run", 2);
        foreach (
            var (options, name) in new[]
            {
                (standard with { Threads = 0 }, "Threads"),
                (standard with { ValidateEvery = 0 }, "ValidateEvery"),
                (standard with { LogEvery = -1 }, "LogEvery"),
                (standard with { AccumulateGradientBatches = 0 }, "AccumulateGradientBatches"),
                (standard with { GradientClip = double.NaN }, "GradientClip"),
                (standard with { MaxSteps = 0 }, "MaxSteps"),
                (standard with { MaxTime = TimeSpan.Zero }, "MaxTime"),
                (standard with { KeepCheckpoints = 0 }, "KeepCheckpoints"),
            }
        )
        {
            var error = Assert.Throws<OptionRangeException>(() => _runs.Fit("g2p", options));
            Assert.Equal((name, "VS3011"), (error.Option, error.Code));
        }
        Assert.False(Directory.Exists(_runs.Folder("run")));
        using var data = PreparedCorpus.Open(corpus.Prepared);
        var vocoder = new SourceFilterVocoder(TinyVoice.Vocoder);
        Assert.Equal(
            "LearningRate",
            Assert
                .Throws<OptionRangeException>(() => new VocoderModule(vocoder, data, new() { LearningRate = -1 }))
                .Option
        );
        vocoder.Dispose();
    }

    [Fact]
    public void Fit_AMinuteAStep_EndsAndSavesByTheClock()
    {
        var clock = new Clock();
        var options = Watched(_runs.Options("run", 100)) with
        {
            MaxTime = TimeSpan.FromMinutes(7),
            CheckpointEvery = TimeSpan.FromMinutes(3),
        };
        var end = _runs.Fit(
            "g2p",
            new Trainer(
                options with
                {
                    Callbacks =
                    [
                        .. options.Callbacks,
                        new EventForwarder(happened => clock.Advance(happened is TrainingProgress)),
                    ],
                },
                clock
            )
        );
        Assert.Equal(new FitEnded(7, FitEnd.TimeUp), end);
        Assert.Equal([3L, 6, 7], _events.OfType<CheckpointSaved>().Select(saved => saved.Step));
    }

    [Fact]
    public void Fit_WithProfile_TellsWhereTheTimeOfStepsWent()
    {
        _runs.Fit("g2p", Watched(_runs.Options("run", 3)) with { Profile = true });
        var spent = _events.OfType<TimeSpent>().Single();
        Assert.Equal(3, spent.Step);
        Assert.Equal(
            ["data", "forward", "backward", "optimizer", "average", "validation", "checkpoints", "other"],
            spent.Milliseconds.Keys
        );
        foreach (var part in new[] { "forward", "backward", "optimizer", "validation", "checkpoints" })
            Assert.True(spent.Milliseconds[part] > 0, part);
        Assert.IsType<FitEnded>(_events[^1]);
    }

    [Fact]
    public void Fit_TwoBestKept_AreThoseOfTheMonitoredMetric()
    {
        _runs.Fit(
            "g2p",
            Watched(_runs.Options("run", 6)) with
            {
                ValidateEvery = 1,
                KeepCheckpoints = 1,
                SaveTopK = 2,
                Monitor = "per with stress",
            }
        );
        var best = _events
            .OfType<ValidationResult>()
            .OrderBy(result => result.Metrics["per with stress"])
            .ThenByDescending(result => result.Step)
            .ToArray();
        var kept = new CheckpointFolder(Path.Combine(_runs.Folder("run"), "checkpoints"))
            .NewestFirst.Select(folder => CheckpointFolder.ReadManifest(folder))
            .ToArray();
        Assert.Equal(6, kept[0].Step);
        Assert.Equal(
            best.Take(2).Select(result => result.Metrics["per with stress"]).Order(),
            kept.Select(manifest => manifest.Score!.Value).Order().Take(2)
        );
    }

    [Fact]
    public void DeviceOf_CudaOnAMachineWithout_SaysSo()
    {
        Assert.SkipWhen(cuda.is_available(), "there is a CUDA device");
        Assert.Equal("VS3008", Assert.Throws<VoiceSmithException>(() => Accelerators.DeviceOf(Accelerator.Cuda)).Code);
        Assert.Equal(DeviceType.CPU, Accelerators.DeviceOf(Accelerator.Auto).type);
    }

    public void Dispose() => _runs.Dispose();

    private static ScheduledOptimizer Scheduled(FlatAdamW optimizer) =>
        new("layer", optimizer, LearningRateSchedule.Constant(0.1));

    private TrainerOptions Watched(TrainerOptions options) =>
        options with
        {
            Callbacks = [new EventForwarder(_events.Add)],
        };

    /// <summary>A clock that is moved by hand, a minute at a time.</summary>
    private sealed class Clock : TimeProvider
    {
        private long _minutes;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => _minutes * 60;

        public void Advance(bool moves) => _minutes += moves ? 1 : 0;
    }

    /// <summary>A module that says which batches it was given.</summary>
    private sealed class Recording(AcousticModule inner, Action<AcousticBatch> seen) : TrainingModule<AcousticBatch>
    {
        public override string Kind => inner.Kind;
        public override nn.Module Network => inner.Network;
        public override object Config => inner.Config;
        public override IReadOnlyList<ScheduledOptimizer> Optimizers => inner.Optimizers;

        public override void Train(AcousticBatch batch, TrainingStep step)
        {
            seen(batch);
            inner.Train(batch, step);
        }

        public override void Validate(ValidationPass pass) => inner.Validate(pass);

        protected override void Dispose(bool disposing) => inner.Dispose();
    }
}
