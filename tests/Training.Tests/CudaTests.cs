using TorchSharp;

namespace VoiceSmith.Training.Tests;

/// <summary>Training on a GPU; on a machine with one: <c>-trait Category=gpu</c>.</summary>
[Trait("Category", "gpu")]
public sealed class CudaTests(TinyCorpus corpus) : IClassFixture<TinyCorpus>, IDisposable
{
    private readonly Runs _runs = new(corpus.Prepared);

    [Theory]
    [InlineData("vocoder")]
    [InlineData("acoustic")]
    [InlineData("noisy")]
    [InlineData("adversarial")]
    [InlineData("joint")]
    [InlineData("univnet")]
    [InlineData("g2p")]
    public void Fit_OnCudaThenOnTheCpu_GoesOnFromItsCheckpoint(string kind)
    {
        Assert.SkipUnless(torch.cuda.is_available(), "There is no CUDA device.");
        try
        {
            var onCuda = _runs.Options("run", 6) with { Accelerator = Accelerator.Cuda };
            Assert.Equal(6, Train(onCuda));
            var onCpu = _runs.Options("run", 8, resume: true) with { Accelerator = Accelerator.Cpu };
            Assert.Equal(8, Train(onCpu));
            Assert.Equal(10, Train(onCuda with { MaxSteps = 10, Start = RunStart.Resume }));
        }
        finally
        {
            Accelerators.Prepare(_runs.Options("run", 1) with { Accelerator = Accelerator.Cpu });
        }

        long Train(TrainerOptions options)
        {
            Accelerators.Prepare(options); // networks are made on the default device
            return _runs.Fit(kind, options).Step;
        }
    }

    public void Dispose() => _runs.Dispose();
}
