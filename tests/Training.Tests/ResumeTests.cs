using VoiceSmith.Models.Vocoder;
using VoiceSmith.Testing;
using VoiceSmith.Training.Callbacks;
using VoiceSmith.Training.Data;
using VoiceSmith.Training.Events;
using VoiceSmith.Training.Optimization;
using VoiceSmith.Training.Vocoder;

namespace VoiceSmith.Training.Tests;

public sealed class ResumeTests(TinyCorpus corpus) : IClassFixture<TinyCorpus>, IDisposable
{
    private readonly Runs _runs = new(corpus.Prepared);

    [Theory]
    [InlineData("vocoder", 16)]
    [InlineData("acoustic", 16)]
    [InlineData("noisy", 10)]
    [InlineData("adversarial", 12)]
    [InlineData("adversarial vocoder", 3)]
    [InlineData("joint", 3)]
    [InlineData("g2p", 20)]
    [InlineData("univnet", 3)]
    public void Fit_HalfAndResumed_GivesTheStateOfTheWholeToTheBit(string kind, int steps)
    {
        _runs.Fit(kind, _runs.Options("whole", steps));
        _runs.Fit(kind, _runs.Options("halves", steps / 2));
        _runs.Fit(kind, _runs.Options("halves", steps, resume: true));
        Assert.Equal(_runs.State("whole"), _runs.State("halves"));
    }

    [Theory]
    [InlineData("vocoder", 4, "has no 'discriminator.")]
    [InlineData("adversarial vocoder", 8, "' is [4] in its checkpoint, and would be [8].")]
    public void Fit_ResumedWithOtherDiscriminators_SaysWhatDiffers(string kind, int channels, string why)
    {
        _runs.Fit(kind, _runs.Options("run", 1));
        using var data = PreparedCorpus.Open(corpus.Prepared);
        using var module = new VocoderModule(
            new SourceFilterVocoder(TinyVoice.Vocoder),
            data,
            new() { Adversarial = Runs.SmallDiscriminators with { Channels = channels } }
        );
        var error = Assert.Throws<VoiceSmithException>(() =>
            new Trainer(_runs.Options("run", 2, resume: true)).Fit(
                module,
                new VocoderBatches(data, batchSize: 2, frames: 24, seed: 3),
                TestContext.Current.CancellationToken
            )
        );
        Assert.Equal("VS3016", error.Code);
        Assert.Contains(why, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("vocoder")]
    [InlineData("acoustic")]
    [InlineData("g2p")]
    public void Fit_OneSeedTwice_GivesTheSameStateToTheBit(string kind)
    {
        _runs.Fit(kind, _runs.Options("one", 6));
        _runs.Fit(kind, _runs.Options("two", 6));
        _runs.Fit(kind, _runs.Options("other", 6) with { Seed = 2 });
        Assert.Equal(_runs.State("one"), _runs.State("two"));
        if (kind != "g2p") // nothing in its steps is drawn
            Assert.NotEqual(_runs.State("one"), _runs.State("other"));
    }

    [Fact]
    public void Fit_AccumulatedGradientsResumed_GivesTheStateOfTheWhole()
    {
        _runs.Fit("acoustic", _runs.Options("whole", 6) with { AccumulateGradientBatches = 3 });
        _runs.Fit("acoustic", _runs.Options("halves", 3) with { AccumulateGradientBatches = 3 });
        _runs.Fit("acoustic", _runs.Options("halves", 6, resume: true) with { AccumulateGradientBatches = 3 });
        Assert.Equal(_runs.State("whole"), _runs.State("halves"));
    }

    [Fact]
    public void Fit_StochasticAverageResumed_GivesTheStateOfTheWhole()
    {
        var averaging = WeightAveraging.Stochastic(from: 2, every: 2);
        _runs.Fit("vocoder", _runs.Options("whole", 9) with { Averaging = averaging });
        _runs.Fit("vocoder", _runs.Options("halves", 4) with { Averaging = averaging });
        _runs.Fit("vocoder", _runs.Options("halves", 9, resume: true) with { Averaging = averaging });
        Assert.Equal(_runs.State("whole"), _runs.State("halves"));
    }

    [Fact]
    public void Resume_NewestCheckpointDamaged_TakesTheOneBefore()
    {
        _runs.Fit("vocoder", _runs.Options("run", 2));
        _runs.Fit("vocoder", _runs.Options("run", 4, resume: true));
        var weights = Path.Combine(_runs.Newest("run"), "weights.safetensors");
        var bytes = File.ReadAllBytes(weights);
        bytes[^1] ^= 1;
        File.WriteAllBytes(weights, bytes);
        Directory.CreateDirectory(Path.Combine(_runs.Folder("run"), "checkpoints", "step-00000099.partial"));

        var steps = new List<long>();
        _runs.Fit(
            "vocoder",
            _runs.Options("run", 3, resume: true) with
            {
                Callbacks =
                [
                    new EventForwarder(happened =>
                    {
                        if (happened is TrainingProgress)
                            steps.Add(happened.Step);
                    }),
                ],
            }
        );
        Assert.Equal([3], steps);
    }

    public void Dispose() => _runs.Dispose();
}
