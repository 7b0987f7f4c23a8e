using TorchSharp;
using VoiceSmith.Training.Callbacks;
using VoiceSmith.Training.Events;

namespace VoiceSmith.Training.Tests;

public sealed class MemoryTests(TinyCorpus corpus) : IClassFixture<TinyCorpus>, IDisposable
{
    private const int BatchesAhead = 40; // tensors of batches that are made while a step runs

    private readonly Runs _runs = new(corpus.Prepared);

    [Theory]
    [InlineData("acoustic", 300)]
    [InlineData("vocoder", 300)]
    [InlineData("g2p", 1000)]
    public void Fit_ManySteps_LeavesNoTensorsBehind(string kind, int steps)
    {
        var live = new List<long>();
        _runs.Fit(
            kind,
            _runs.Options("run", steps) with
            {
                LogEvery = 100,
                ValidateEvery = 50,
                CheckpointEverySteps = 50,
                Callbacks =
                [
                    new EventForwarder(happened =>
                    {
                        if (happened is TrainingProgress)
                            live.Add(torch.Tensor.TotalCount);
                    }),
                ],
            }
        );
        Assert.True(live.Count >= 3);
        Assert.All(live.Skip(1), count => Assert.InRange(count, live[1] - BatchesAhead, live[1] + BatchesAhead));
    }

    public void Dispose() => _runs.Dispose();
}
