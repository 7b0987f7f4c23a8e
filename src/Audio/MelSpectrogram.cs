using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VoiceSmith.Audio;

/// <summary>Sound to log-mel frames: the only mel extractor, for features, losses and evaluation alike.</summary>
/// <remarks>
/// Mirrored padding of (FFT − hop) / 2, periodic Hann window, √(re² + im² + ε) per bin, Slaney bands, natural
/// logarithm. Differentiable; holds no parameters, so it needs no training mode. Move it to the device of its
/// input.
/// </remarks>
public sealed class MelSpectrogram : Module<Tensor, Tensor>
{
    private readonly Tensor mel_basis,
        hann_window; // the names that published checkpoints have

    /// <param name="config">Sizes and bands.</param>
    public MelSpectrogram(MelConfig config)
        : base(nameof(MelSpectrogram))
    {
        Config = config;
        mel_basis = tensor(MelScale.Basis(config), [config.Bands, config.FftSize / 2 + 1]);
        hann_window = torch.hann_window(config.FftSize, periodic: true);
        register_buffer(nameof(mel_basis), mel_basis);
        register_buffer(nameof(hann_window), hann_window);
        BandCentresHz = MelScale.Edges(config)[1..^1];
    }

    /// <summary>Sizes and bands.</summary>
    public MelConfig Config { get; }

    /// <summary>Weight of every FFT bin in every band, [band, bin].</summary>
    public Tensor Basis => mel_basis;

    /// <summary>Centre frequency of each band, Hz.</summary>
    public IReadOnlyList<double> BandCentresHz { get; }

    /// <param name="samples">
    /// Full scale is ±1, [batch, sample]; more than <see cref="MelConfig.Padding"/> of them.
    /// </param>
    /// <returns>Log-mel, [batch, band, frame], one frame for every whole hop.</returns>
    public override Tensor forward(Tensor samples)
    {
        using var scope = NewDisposeScope();
        return FromMagnitude(Magnitude(samples)).MoveToOuterDisposeScope();
    }

    /// <summary>Magnitude of every FFT bin.</summary>
    /// <param name="samples">[batch, sample]</param>
    /// <returns>[batch, bin, frame]</returns>
    public Tensor Magnitude(Tensor samples)
    {
        using var scope = NewDisposeScope();
        var padded = functional.pad(samples, (Config.Padding, Config.Padding), PaddingModes.Reflect); // [batch, sample]
        var windows = padded.unfold(1, Config.FftSize, Config.HopLength) * hann_window; // [batch, frame, sample]
        var spectrum = fft.rfft(windows); // [batch, frame, bin]
        var power = spectrum.real.square() + spectrum.imag.square();
        return (power + Config.PowerEpsilon).sqrt().transpose(1, 2).MoveToOuterDisposeScope(); // [batch, bin, frame]
    }

    /// <summary>Log-mel of magnitudes.</summary>
    /// <param name="magnitude">[batch, bin, frame]</param>
    /// <returns>[batch, band, frame]</returns>
    public Tensor FromMagnitude(Tensor magnitude)
    {
        using var scope = NewDisposeScope();
        return matmul(Basis, magnitude).clamp_min(Config.MinMagnitude).log().MoveToOuterDisposeScope();
    }
}
