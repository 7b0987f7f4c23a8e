using System.Text.Json;
using TorchSharp;
using VoiceSmith.Training.Acoustic;
using VoiceSmith.Training.Callbacks;
using VoiceSmith.Training.Data;
using VoiceSmith.Training.Events;
using VoiceSmith.Training.Optimization;
using static TorchSharp.torch;

namespace VoiceSmith.Training.Tests;

public sealed class NonFiniteTests(TinyCorpus corpus) : IClassFixture<TinyCorpus>, IDisposable
{
    private readonly Runs _runs = new(corpus.Prepared);

    [Fact]
    public void Optimize_LossNotFinite_NamesStepAndTermsAndMovesNothing()
    {
        using var layer = nn.Linear(2, 1);
        using var optimizer = new FlatAdamW(layer.parameters());
        using var before = layer.weight!.clone();
        var step = new TrainingStep(17, [new("layer", optimizer, LearningRateSchedule.Constant(1e-3))], 1);
        step.Note("good", 1.5);
        var error = Assert.Throws<NonFiniteLossException>(() => step.Optimize(0, layer.call(zeros(2)).sum() / 0));
        Assert.Equal("VS3003", error.Code);
        Assert.Contains("17", error.Message, StringComparison.Ordinal);
        Assert.Contains("good 1.5", error.Message, StringComparison.Ordinal);
        Assert.True(before.equal(layer.weight!).all().ToBoolean());
    }

    [Fact]
    public void Fit_WeightNotFinite_NamesBatchAndParameterInADiagnostic()
    {
        using var data = PreparedCorpus.Open(corpus.Prepared);
        using var module = Runs.NewAcoustic(data);
        using (no_grad())
            module.Network.named_parameters().Single(parameter => parameter.name == "to_mel.weight").parameter[0, 0] =
                float.NaN;
        var trainer = new Trainer(_runs.Options("run", 20));
        var error = Assert.Throws<NonFiniteLossException>(() =>
            trainer.Fit(module, new AcousticBatches(data, 3, 3), CancellationToken.None)
        );
        Assert.Equal(4, error.Step); // the first that uses more than the aligner
        Assert.Contains("to_mel.weight", error.Parameters);
        Assert.Equal(double.NaN, error.Terms["mel"]);
        Assert.All(error.Batch, name => Assert.StartsWith("clip", name, StringComparison.Ordinal));
        using var file = JsonDocument.Parse(File.ReadAllBytes(error.Diagnostic!));
        Assert.Equal("NaN", file.RootElement.GetProperty("terms").GetProperty("mel").GetString());
        Assert.Contains(error.Diagnostic!, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_BadBatchSkipped_GoesOnAndTellsOfIt()
    {
        using var data = PreparedCorpus.Open(corpus.Prepared);
        using var module = Runs.NewAcoustic(data);
        var events = new List<TrainingEvent>();
        var trainer = new Trainer(
            _runs.Options("run", 9) with
            {
                OnNonFinite = NonFinitePolicy.Skip,
                Callbacks = [new EventForwarder(events.Add)],
            }
        );
        Assert.Equal(FitEnd.Done, trainer.Fit(module, new Poisoned(new(data, 3, 3), 6), CancellationToken.None).Reason);
        Assert.Equal(6, events.OfType<StepSkipped>().Single().Step);
        Assert.All(module.Network.parameters(), parameter => Assert.True(parameter.isfinite().all().ToBoolean()));
    }

    [Fact]
    public void Fit_LossesReadLater_TakesTheSameStepsAndSkipsTheSame()
    {
        using var data = PreparedCorpus.Open(corpus.Prepared);
        (IReadOnlyList<byte[]> State, List<TrainingEvent> Events) Train(string run, int every)
        {
            random.manual_seed(5);
            using var module = Runs.NewAcoustic(data);
            var events = new List<TrainingEvent>();
            var options = _runs.Options(run, 9) with
            {
                OnNonFinite = NonFinitePolicy.Skip,
                ReadLossesEvery = every,
                LogEvery = 9,
                Callbacks = [new EventForwarder(events.Add)],
            };
            new Trainer(options).Fit(module, new Poisoned(new(data, 3, 3), 6), CancellationToken.None);
            return (_runs.State(run), events);
        }
        var (atOnce, later) = (Train("at once", 1), Train("later", 4));
        Assert.Equal(atOnce.State, later.State);
        Assert.Equal(6, later.Events.OfType<StepSkipped>().Single().Step);
        Assert.Equal(
            atOnce.Events.OfType<TrainingProgress>().Single().Losses["forward_sum"],
            later.Events.OfType<TrainingProgress>().Single().Losses["forward_sum"]
        );
    }

    [Fact]
    public void Fit_LossesReadLater_StopsAtTheReading()
    {
        using var data = PreparedCorpus.Open(corpus.Prepared);
        using var module = Runs.NewAcoustic(data);
        var trainer = new Trainer(_runs.Options("run", 20) with { ReadLossesEvery = 5, LogEvery = 100 });
        var error = Assert.Throws<NonFiniteLossException>(() =>
            trainer.Fit(module, new Poisoned(new(data, 3, 3), 6), CancellationToken.None)
        );
        Assert.Equal((6, 10), (error.Step, trainer.Step));
        Assert.Equal(double.NaN, error.Terms["mel"]);
        Assert.NotEmpty(error.Batch);
        Assert.All(module.Network.parameters(), parameter => Assert.True(parameter.isfinite().all().ToBoolean()));
    }

    public void Dispose() => _runs.Dispose();

    /// <summary>Batches of which one has a mel that is no number.</summary>
    private sealed class Poisoned(AcousticBatches source, long bad) : IBatchSource<AcousticBatch>
    {
        public int StepsPerEpoch => source.StepsPerEpoch;

        public AcousticBatch Get(long step)
        {
            var batch = source.Get(step);
            if (step == bad)
                batch.Mel.fill_(float.NaN);
            return batch;
        }
    }
}
