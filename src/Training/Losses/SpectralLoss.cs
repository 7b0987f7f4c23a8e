using TorchSharp;
using VoiceSmith.Models.Vocoder.Discriminators;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VoiceSmith.Training.Losses;

/// <summary>Distances of a sound's STFT magnitudes from a recording's.</summary>
/// <remarks>Source: Parallel WaveGAN (Yamamoto et al., 2020), equations 5 to 7.</remarks>
public static class SpectralLoss
{
    private const double PowerFloor = 1e-7;

    /// <summary>Spectral convergence, and the L1 distance of log-magnitudes, at one resolution.</summary>
    /// <param name="sound">[batch, time]</param>
    /// <param name="recording">[batch, time]</param>
    /// <param name="resolution">Sizes of the transform.</param>
    /// <returns>Two scalars, in the caller's dispose scope.</returns>
    public static (Tensor Convergence, Tensor LogMagnitude) Compute(
        Tensor sound,
        Tensor recording,
        SpectralResolution resolution
    )
    {
        using var scope = NewDisposeScope();
        var (x, y) = (Magnitude(sound, resolution), Magnitude(recording, resolution));
        var frames = Math.Min(x.shape[1], y.shape[1]);
        (x, y) = (x.narrow(1, 0, frames), y.narrow(1, 0, frames));
        var convergence = (y - x).norm() / y.norm();
        var logMagnitude = functional.l1_loss(y.log(), x.log());
        return (convergence.MoveToOuterDisposeScope(), logMagnitude.MoveToOuterDisposeScope());
    }

    /// <summary>
    /// The mean of <see cref="Compute(Tensor, Tensor, SpectralResolution)"/> over several resolutions.
    /// </summary>
    public static (Tensor Convergence, Tensor LogMagnitude) Compute(
        Tensor sound,
        Tensor recording,
        IReadOnlyList<SpectralResolution> resolutions
    )
    {
        using var scope = NewDisposeScope();
        var terms = resolutions.Select(resolution => Compute(sound, recording, resolution)).ToArray();
        return (
            stack(terms.Select(term => term.Convergence)).mean().MoveToOuterDisposeScope(),
            stack(terms.Select(term => term.LogMagnitude)).mean().MoveToOuterDisposeScope()
        );
    }

    /// <summary>Magnitudes under a periodic Hann window, frames centred on their samples.</summary>
    /// <param name="sound">[batch, time]</param>
    /// <param name="resolution">Sizes of the transform.</param>
    /// <returns>[batch, frame, bin]</returns>
    internal static Tensor Magnitude(Tensor sound, SpectralResolution resolution)
    {
        using var scope = NewDisposeScope();
        var (size, hop, length) = resolution;
        var window = hann_window(length, dtype: sound.dtype, device: sound.device);
        var spectrum = stft(sound, size, hop, length, window, return_complex: true); // [batch, bin, frame]
        var power = spectrum.real.square() + spectrum.imag.square(); // faster than a sum over a view of pairs
        return power.clamp_min(PowerFloor).sqrt().transpose(1, 2).MoveToOuterDisposeScope();
    }
}
