using TorchSharp;
using TorchSharp.Modules;
using VoiceSmith.Models.Layers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VoiceSmith.Models.Vocoder.Discriminators;

/// <summary>One way to take a spectrogram.</summary>
/// <param name="FftSize">Samples of one Fourier transform.</param>
/// <param name="HopLength">Samples from one to the next.</param>
/// <param name="WindowLength">Samples that one sees.</param>
public sealed record SpectralResolution(int FftSize, int HopLength, int WindowLength)
{
    /// <summary>The three that UnivNet compares sounds at.</summary>
    public static IReadOnlyList<SpectralResolution> UnivNet { get; } =
    [new(1024, 120, 600), new(2048, 240, 1200), new(512, 50, 240)];

    /// <summary>
    /// The same but for hops of a power of two: segments are then powers of two long at every layer, and an eighth
    /// fewer frames.
    /// </summary>
    public static IReadOnlyList<SpectralResolution> UnivNetRoundHops { get; } =
    [new(1024, 128, 600), new(2048, 256, 1200), new(512, 64, 240)];
}

/// <summary>Judges a sound by its magnitude spectrogram at one resolution.</summary>
/// <remarks>Source: UnivNet (Jang et al., 2021). The window is rectangular, as in the published model.</remarks>
public sealed class ResolutionDiscriminator : Module<Tensor, Judgement>
{
    private const double LeakySlope = 0.2;
    private const int Width = 32;

    private readonly SpectralResolution _resolution;
    private readonly ModuleList<NormedConv2d> convs;
    private readonly NormedConv2d conv_post;

    /// <summary>A discriminator with fresh weights.</summary>
    /// <param name="resolution">Its spectrogram's sizes.</param>
    /// <param name="weights">Parametrisation of its weights.</param>
    public ResolutionDiscriminator(SpectralResolution resolution, WeightLayout weights)
        : base(nameof(ResolutionDiscriminator))
    {
        _resolution = resolution;
        NormedConv2d Convolution(int inputs, int outputs, int width, int stride) =>
            new(new(inputs, outputs, (3, width), (1, stride), (1, width / 2)), weights);
        convs = ModuleList(
            Convolution(1, Width, 9, 1),
            Convolution(Width, Width, 9, 2),
            Convolution(Width, Width, 9, 2),
            Convolution(Width, Width, 9, 2),
            Convolution(Width, Width, 3, 1)
        );
        conv_post = Convolution(Width, 1, 3, 1);
        RegisterComponents();
    }

    /// <param name="sound">Samples, [batch, 1, time].</param>
    public override Judgement forward(Tensor sound)
    {
        using var scope = NewDisposeScope();
        var x = Spectrogram(sound).unsqueeze(1); // [batch, 1, bin, frame]
        var features = new List<Tensor>();
        foreach (var convolution in convs)
            features.Add(x = functional.leaky_relu(convolution.call(x), LeakySlope, inplace: true));
        features.Add(x = conv_post.call(x));
        return new Judgement(features, x.flatten(1)).MoveToOuterDisposeScope();
    }

    /// <summary>The magnitudes that the discriminator sees.</summary>
    /// <param name="sound">Samples, [batch, 1, time].</param>
    /// <returns>[batch, bin, frame]</returns>
    internal Tensor Spectrogram(Tensor sound)
    {
        using var scope = NewDisposeScope();
        var (size, hop, length) = _resolution;
        var padded = functional.pad(sound, ((size - hop) / 2, (size - hop) / 2), PaddingModes.Reflect).squeeze(1);
        var window = ones(length, dtype: sound.dtype, device: sound.device);
        // [batch, bin, frame]
        var spectrum = stft(padded, size, hop, length, window, center: false, return_complex: true);
        return spectrum.abs().MoveToOuterDisposeScope(); // its gradient at silence is 0, where a square root's has none
    }
}
