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
        using var optimizer = optim.AdamW(layer.parameters());
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
