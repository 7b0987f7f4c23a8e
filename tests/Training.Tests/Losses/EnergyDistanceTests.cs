using TorchSharp;
using VoiceSmith.Audio;
using VoiceSmith.Training.Losses;
using static TorchSharp.torch;

namespace VoiceSmith.Training.Tests.Losses;

public sealed class EnergyDistanceTests
{
    private const int Samples = 9 * 1024 + 96; // no whole number of vectors in any resolution's spectra

    [Fact]
    public void Compute_OnTheProcessor_EqualsTorchInValuesAndGradients()
    {
        using var scope = NewDisposeScope();
        random.manual_seed(3);
        using var distance = new EnergyDistance(new MelConfig());
        var recording = randn(2, Samples) * 0.1;
        var fast = (
            First: (randn(2, Samples) * 0.1).requires_grad_(),
            Second: (randn(2, Samples) * 0.05).requires_grad_()
        );
        var slow = (
            First: fast.First.detach().clone().requires_grad_(),
            Second: fast.Second.detach().clone().requires_grad_()
        );

        var (spectral, mel) = distance.Compute(fast.First, fast.Second, recording);
        (spectral + 3 * mel).backward();
        var (expectedSpectral, expectedMel) = distance.ComputeByTorch(slow.First, slow.Second, recording);
        (expectedSpectral + 3 * expectedMel).backward();

        Assert.Equal(expectedSpectral.ToDouble(), spectral.ToDouble(), 1e-6);
        Assert.Equal(expectedMel.ToDouble(), mel.ToDouble(), 1e-6);
        AssertClose(slow.First.grad, fast.First.grad);
        AssertClose(slow.Second.grad, fast.Second.grad);
    }

    [Fact]
    public void Compute_WithoutGradients_GivesTheSameValues()
    {
        using var scope = NewDisposeScope();
        random.manual_seed(4);
        using var distance = new EnergyDistance(new MelConfig());
        var (a, b, recording) = (randn(1, Samples).requires_grad_(), randn(1, Samples), randn(1, Samples));
        var (spectral, mel) = distance.Compute(a, b, recording);
        using var quiet = no_grad();
        var (quietSpectral, quietMel) = distance.Compute(a, b, recording);
        Assert.Equal(spectral.ToDouble(), quietSpectral.ToDouble());
        Assert.Equal(mel.ToDouble(), quietMel.ToDouble());
    }

    [Fact]
    public void Compute_ThreeTimesTheSameSound_IsZero()
    {
        using var scope = NewDisposeScope();
        using var distance = new EnergyDistance(new MelConfig());
        var sound = randn(1, Samples).requires_grad_();
        var (spectral, mel) = distance.Compute(sound, sound, sound.detach());
        Assert.Equal(0, (spectral + mel).ToDouble());
    }

    private static void AssertClose(Tensor? expected, Tensor? actual)
    {
        var error = (expected! - actual!).norm().ToDouble() / expected!.norm().ToDouble();
        Assert.True(error < 1e-4, $"Gradients differ by {error:G3} of their length.");
    }
}
