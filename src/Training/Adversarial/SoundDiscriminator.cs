using VoiceSmith.Models.Layers;
using VoiceSmith.Models.Vocoder.Discriminators;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VoiceSmith.Training.Adversarial;

/// <summary>Period and resolution discriminators of sound.</summary>
/// <remarks>
/// HiFi-GAN's period discriminators (Kong et al., 2020), which have 32 to 1024 channels there, and UnivNet's spectral
/// ones (Jang et al., 2021).
/// </remarks>
internal sealed class SoundDiscriminator : Module<Tensor, IReadOnlyList<Judgement>>
{
    private readonly MultiPeriodDiscriminator periods;
    private readonly MultiResolutionDiscriminator resolutions;

    /// <summary>Discriminators with fresh weights.</summary>
    /// <param name="channels">Width of the period discriminators' first layer; the last two have 8 times it.</param>
    public SoundDiscriminator(int channels)
        : base(nameof(SoundDiscriminator))
    {
        int[] widths = [channels, 2 * channels, 4 * channels, 8 * channels, 8 * channels];
        periods = new(new PeriodDiscriminatorConfig(widths, 0.1, WeightLayout.Parametrized));
        resolutions = new(WeightLayout.Parametrized, SpectralResolution.UnivNetRoundHops);
        RegisterComponents();
    }

    /// <param name="sound">Samples, [batch, time].</param>
    /// <returns>Five judgements by period, then three by resolution.</returns>
    public override IReadOnlyList<Judgement> forward(Tensor sound)
    {
        var samples = sound.unsqueeze(1); // [batch, 1, time]
        return [.. periods.call(samples), .. resolutions.call(samples)];
    }
}
