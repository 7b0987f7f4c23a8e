using TorchSharp;
using VoiceSmith.Audio;
using VoiceSmith.Torch.Kernels;
using static TorchSharp.torch;

namespace VoiceSmith.Training.Losses;

/// <summary>
/// Generalised energy distance between a vocoder's sound and a recording: two draws of its noise are pulled towards the
/// recording and pushed apart from each other. A proper scoring rule, so noise is learnt as noise.
/// </summary>
/// <remarks>
/// ½[d(x₁,y) + d(x₂,y) − d(x₁,x₂)] after Gritsenko et al. (2020), d = L1 of log-magnitudes + L1 of magnitudes over
/// their mean, at four resolutions; and the same on log-mel. On CPUs the terms' gradients are computed along with them
/// (<see cref="SpectrumGradients"/>); elsewhere torch differentiates.
/// </remarks>
public sealed class EnergyDistance : IDisposable
{
    internal const double PowerFloor = 1e-6,
        MagnitudeFloor = 1e-3;
    private static readonly int[] FftSizes = [2048, 1024, 512, 256];

    private readonly Tensor[] _windows;
    private readonly Tensor _melBasis;
    private readonly double _minMagnitude;
    private readonly int _melFft;

    /// <param name="mel">Mel of the mel term.</param>
    /// <param name="device">Device of the sounds; null for torch's default device.</param>
    public EnergyDistance(MelConfig mel, Device? device = null)
    {
        device ??= get_default_device();
        _windows = [.. FftSizes.Select(size => hann_window(size, device: device).DetachFromDisposeScope())];
        using var extractor = new MelSpectrogram(mel);
        _melBasis = extractor.Basis.transpose(0, 1).clone().to(device).DetachFromDisposeScope(); // [bin, band]
        (_minMagnitude, _melFft) = (mel.MinMagnitude, mel.FftSize);
    }

    /// <summary>The spectral term (mean over resolutions) and the mel term.</summary>
    /// <param name="draw1">Sound with one draw of noise, [batch, sample].</param>
    /// <param name="draw2">Sound with another draw.</param>
    /// <param name="recording">[batch, sample]</param>
    /// <returns>Two scalars in the caller's dispose scope.</returns>
    public (Tensor Spectral, Tensor Mel) Compute(Tensor draw1, Tensor draw2, Tensor recording) =>
        SpectrumKernels.Supported && recording.device.type == DeviceType.CPU
            ? ComputeWithGradients(draw1, draw2, recording)
            : ComputeByTorch(draw1, draw2, recording);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var window in _windows)
            window.Dispose();
        _melBasis.Dispose();
    }

    /// <summary>The same terms by torch's operators and autograd: slower on CPUs, and the reference of tests.</summary>
    /// <inheritdoc cref="Compute"/>
    public (Tensor Spectral, Tensor Mel) ComputeByTorch(Tensor draw1, Tensor draw2, Tensor recording)
    {
        using var scope = NewDisposeScope();
        Tensor spectral = zeros(1, device: recording.device),
            mel = spectral;
        foreach (var (size, window) in FftSizes.Zip(_windows))
        {
            var (a, b) = (Magnitude(draw1, size, window), Magnitude(draw2, size, window));
            Tensor target,
                logTarget,
                mean;
            using (no_grad())
            {
                target = Magnitude(recording, size, window);
                logTarget = (target + MagnitudeFloor).log();
                mean = target.mean();
            }
            spectral =
                spectral
                + Distance((a + MagnitudeFloor).log(), (b + MagnitudeFloor).log(), logTarget)
                + Distance(a, b, target) / mean;
            if (size == _melFft)
                mel = MelDistance(a, b, target);
        }
        return ((spectral / FftSizes.Length).squeeze().MoveToOuterDisposeScope(), mel.MoveToOuterDisposeScope());
    }

    /// <summary>The same with gradients computed along with the terms, in fewer passes over memory.</summary>
    private (Tensor Spectral, Tensor Mel) ComputeWithGradients(Tensor draw1, Tensor draw2, Tensor recording)
    {
        using var scope = NewDisposeScope();
        var needsGradient = is_grad_enabled() && (draw1.requires_grad || draw2.requires_grad);
        using var spectral = new SpectrumGradients(draw1.shape, needsGradient);
        using var mel = new SpectrumGradients(draw1.shape, needsGradient);
        using (no_grad())
            foreach (var (size, window) in FftSizes.Zip(_windows))
            {
                Tensor Of(Tensor sound) => Spectrum(sound, size, window);
                var (a, b, target) = (Of(draw1), Of(draw2), Of(recording));
                if (size == _melFft)
                    mel.AddMagnitudeTerm(a, b, target, window, MelDistance);
                spectral.AddDistances(a, b, target, window, 1.0 / FftSizes.Length);
            }
        return (
            spectral.Loss(draw1, draw2).MoveToOuterDisposeScope(),
            mel.Loss(draw1, draw2).MoveToOuterDisposeScope()
        );
    }

    /// <param name="a">Magnitudes, [batch, frame, bin].</param>
    /// <param name="b">Those of the other draw.</param>
    /// <param name="target">Those of the recording.</param>
    private Tensor MelDistance(Tensor a, Tensor b, Tensor target) => Distance(Mel(a), Mel(b), Mel(target));

    private static Tensor Distance(Tensor a, Tensor b, Tensor target) =>
        ((a - target).abs().mean() + (b - target).abs().mean() - (a - b).abs().mean()) * 0.5;

    private Tensor Mel(Tensor magnitude) => magnitude.matmul(_melBasis).clamp_min(_minMagnitude).log();

    /// <summary>Magnitudes with a hop of a quarter window, from real and imaginary parts, which is faster.</summary>
    /// <returns>[batch, frame, bin]</returns>
    private static Tensor Magnitude(Tensor x, int size, Tensor window)
    {
        var spectrum = Spectrum(x, size, window);
        var (re, im) = (spectrum.real, spectrum.imag);
        return (re * re + im * im + PowerFloor).sqrt();
    }

    /// <returns>Complex, [batch, frame, bin]</returns>
    private static Tensor Spectrum(Tensor x, int size, Tensor window)
    {
        var margin = SpectrumGradients.Margin(size);
        var padded = nn.functional.pad(x.unsqueeze(1), [margin, margin], PaddingModes.Reflect).squeeze(1);
        return fft.rfft(padded.unfold(1, size, size / SpectrumGradients.Overlap) * window);
    }
}
