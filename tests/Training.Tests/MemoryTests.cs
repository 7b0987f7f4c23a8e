using TorchSharp;
using VoiceSmith.Training.Callbacks;
using VoiceSmith.Training.Events;

namespace VoiceSmith.Training.Tests;

public sealed class MemoryTests(TinyCorpus corpus) : IClassFixture<TinyCorpus>, IDisposable
{
    private readonly Runs _runs = new(corpus.Prepared);

    [Theory]
    [InlineData("acoustic", 12)]
    [InlineData("vocoder", 12)]
    [InlineData("g2p", 50)]
    public void Fit_FourTimesTheSteps_LeavesNoMoreTensors(string kind, int steps)
    {
        var few = TensorsOf(kind, steps, every: steps);
        var many = TensorsOf(kind, 4 * steps, every: steps);
        // a tensor in every step would be 3 × steps more; finalisers of earlier tests may free some meanwhile
        Assert.True(many <= few + 3 * steps / 2, $"{few} after {steps} steps, {many} after {4 * steps}");
    }

    public void Dispose() => _runs.Dispose();

    /// <summary>Tensors at the end of a run, when no batch is ahead, without those that were there before.</summary>
    private long TensorsOf(string kind, int steps, int every)
    {
        for (var time = 0; time < 2; time++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        var (before, live) = (torch.Tensor.TotalCount, 0L);
        _runs.Fit(
            kind,
            _runs.Options($"{steps}", steps) with
            {
                ValidateEvery = every,
                CheckpointEverySteps = every,
                Callbacks =
                [
                    new EventForwarder(happened =>
                    {
                        if (happened is FitEnded)
                            live = torch.Tensor.TotalCount;
                    }),
                ],
            }
        );
        return live - before;
    }
}
