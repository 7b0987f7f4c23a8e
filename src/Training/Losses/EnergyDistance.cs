using TorchSharp;
using VoiceSmith.Audio;
using VoiceSmith.Torch.Kernels;
using static TorchSharp.torch;

namespace VoiceSmith.Training.Losses;

/// <summary>
/// Generalised energy distance between a vocoder's sound and a recording: two draws of its noise are to lie near the
/// recording, but as far from each other as real draws would. A proper score, so noise is learnt as noise.
/// </summary>
/// <remarks>
/// ½[d(x₁,y) + d(x₂,y) − d(x₁,x₂)] after Gritsenko et al. (2020), d = L1 of log-magnitudes + L1 of magnitudes over their
/// mean, at four resolutions; and the same on log-mel. On the processor the terms' gradients are computed along with them
/// (<see cref="SpectrumGradients"/>); elsewhere torch differentiates.
/// </remarks>
public sealed class EnergyDistance : IDisposable
{
    internal const double PowerFloor = 1e-6, MagnitudeFloor = 1e-3;
    private static readonly int[] FftSizes = [2048, 1024, 512, 256];

    private readonly Tensor[] _windows;
    private readonly Tensor _melBasis;
    private readonly double _minMagnitude;
    private readonly int _melFft;

    /// <param name="mel">The bands of the mel term.</param>
    /// <param name="device">The sounds' device; null for torch's default device.</param>
    public EnergyDistance(MelConfig mel, Device? device = null)
    {
        device ??= get_default_device();
        _windows = [.. FftSizes.Select(size => hann_window(size, device: device).DetachFromDisposeScope())];
        using var extractor = new MelSpectrogram(mel);
        _melBasis = extractor.Basis.transpose(0, 1).clone().to(device).DetachFromDisposeScope();  // [bin, band]
        (_minMagnitude, _melFft) = (mel.MinMagnitude, mel.FftSize);
    }

    /// <summary>The two terms, spectral (mean over resolutions) and mel.</summary>
    /// <param name="draw1">A sound with one draw of noise, [batch, sample].</param>
    /// <param name="draw2">The same with another draw.</param>
    /// <param name="recording">[batch, sample]</param>
    /// <returns>Two scalars in the caller's dispose scope.</returns>
    public (Tensor Spectral, Tensor Mel) Compute(Tensor draw1, Tensor draw2, Tensor recording) =>
        SpectrumKernels.Supported && recording.device.type == DeviceType.CPU ? ComputeWithGradients(draw1, draw2, recording) : ComputeByTorch(draw1, draw2, recording);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var window in _windows)
            window.Dispose();
        _melBasis.Dispose();
    }

    /// <summary>The same terms by torch's operators and autograd: slower, for comparison.</summary>
    /// <inheritdoc cref="Compute"/>
    public (Tensor Spectral, Tensor Mel) ComputeByTorch(Tensor draw1, Tensor draw2, Tensor recording)
    {
        using var scope = NewDisposeScope();
        Tensor spectral = zeros(1, device: recording.device), mel = spectral;
        foreach (var (size, window) in FftSizes.Zip(_windows))
        {
            var (a, b) = (Magnitude(draw1, size, window), Magnitude(draw2, size, window));
            Tensor target, logTarget, mean;
            using (no_grad())
            {
                target = Magnitude(recording, size, window);
                logTarget = (target + MagnitudeFloor).log();
                mean = target.mean();
            }
            spectral = spectral + Distance((a + MagnitudeFloor).log(), (b + MagnitudeFloor).log(), logTarget)
                + Distance(a, b, target) / mean;
            if (size == _melFft)
                mel = MelDistance(a, b, target);
        }
        return ((spectral / FftSizes.Length).squeeze().MoveToOuterDisposeScope(), mel.MoveToOuterDisposeScope());
    }

    /// <summary>The same with gradients computed along with the terms, which takes fewer passes over memory.</summary>
    private (Tensor Spectral, Tensor Mel) ComputeWithGradients(Tensor draw1, Tensor draw2, Tensor recording)
    {
        using var scope = NewDisposeScope();
        var wanted = is_grad_enabled() && (draw1.requires_grad || draw2.requires_grad);
        using var spectral = new SpectrumGradients(draw1.shape, wanted);
        using var mel = new SpectrumGradients(draw1.shape, wanted);
        using (no_grad())
            foreach (var (size, window) in FftSizes.Zip(_windows))
            {
                var (a, b, target) = (Spectrum(draw1, size, window), Spectrum(draw2, size, window), Spectrum(recording, size, window));
                if (size == _melFft)
                    mel.AddMagnitudeTerm(a, b, target, window, MelDistance);
                spectral.AddDistances(a, b, target, window, 1.0 / FftSizes.Length);
            }
        return (spectral.Loss(draw1, draw2).MoveToOuterDisposeScope(), mel.Loss(draw1, draw2).MoveToOuterDisposeScope());
    }

    /// <param name="a">Magnitudes, [batch, frame, bin].</param>
    /// <param name="b">The other draw's.</param>
    /// <param name="target">The recording's.</param>
    private Tensor MelDistance(Tensor a, Tensor b, Tensor target) => Distance(Mel(a), Mel(b), Mel(target));

    private static Tensor Distance(Tensor a, Tensor b, Tensor target) =>
        ((a - target).abs().mean() + (b - target).abs().mean() - (a - b).abs().mean()) * 0.5;

    private Tensor Mel(Tensor magnitude) => magnitude.matmul(_melBasis).clamp_min(_minMagnitude).log();

    /// <summary>Magnitudes with a hop of a quarter window; real and imaginary parts apart, which is faster.</summary>
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
