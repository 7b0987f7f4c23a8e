using TorchSharp;

namespace VoiceSmith.Training.Tests;

/// <summary>Training on a GPU; on a machine with one: <c>-trait Category=gpu</c>.</summary>
[Trait("Category", "gpu")]
public sealed class CudaTests(TinyCorpus corpus) : IClassFixture<TinyCorpus>, IDisposable
{
    private static readonly string[] Kinds =
    [
        "vocoder", "acoustic", "noisy", "adversarial", "adversarial vocoder", "joint", "univnet", "g2p",
    ];

    private readonly Runs _runs = new(corpus.Prepared);

    [Fact]
    public void Fit_EveryKindOnCudaThenOnTheCpu_GoesOnFromItsCheckpoint()
    {
        Assert.SkipUnless(torch.cuda.is_available(), "There is no CUDA device.");
        try
        {
            foreach (var kind in Kinds)
            {
                var onCuda = _runs.Options(kind, 6) with { Accelerator = Accelerator.Cuda };
                Assert.Equal((kind, 6), (kind, Train(kind, onCuda)));
                var onCpu = _runs.Options(kind, 8, resume: true) with { Accelerator = Accelerator.Cpu };
                Assert.Equal((kind, 8), (kind, Train(kind, onCpu)));
                Assert.Equal((kind, 10), (kind, Train(kind, onCuda with { MaxSteps = 10, Start = RunStart.Resume })));
            }
        }
        finally
        {
            Accelerators.Prepare(_runs.Options("run", 1) with { Accelerator = Accelerator.Cpu });
        }

        long Train(string kind, TrainerOptions options)
        {
            Accelerators.Prepare(options); // networks are made on the default device
            return _runs.Fit(kind, options).Step;
        }
    }

    public void Dispose() => _runs.Dispose();
}
