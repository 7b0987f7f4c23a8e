using VoiceSmith.Models.Vocoder.Discriminators;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VoiceSmith.Training.Losses;

/// <summary>Losses of HiFi-GAN's generator and discriminators.</summary>
/// <remarks>Source: HiFi-GAN (Kong et al., 2020), equations 1 to 5.</remarks>
public static class HiFiGanLoss
{
    private const double FeatureWeight = 2,
        MelWeight = 45;

    /// <summary>Least-squares loss of the discriminators, summed over them.</summary>
    /// <param name="ofSounds">Judgements of the generator's sounds.</param>
    /// <param name="ofRecordings">Judgements of recordings.</param>
    public static Tensor Discriminator(IReadOnlyList<Judgement> ofSounds, IReadOnlyList<Judgement> ofRecordings) =>
        stack(ofSounds.Zip(ofRecordings, (fake, real) => (1 - real.Score).square().mean() + fake.Score.square().mean()))
            .sum();

    /// <summary>Least-squares adversarial loss of the generator, summed over discriminators.</summary>
    /// <param name="ofSounds">Judgements of the generator's sounds.</param>
    public static Tensor Score(IReadOnlyList<Judgement> ofSounds) =>
        stack(ofSounds.Select(fake => (1 - fake.Score).square().mean())).sum();

    /// <summary>Feature-matching loss, summed over discriminator layers.</summary>
    /// <param name="ofSounds">Judgements of the generator's sounds.</param>
    /// <param name="ofRecordings">Judgements of the recordings.</param>
    public static Tensor Features(IReadOnlyList<Judgement> ofSounds, IReadOnlyList<Judgement> ofRecordings) =>
        FeatureWeight
        * stack(
                ofSounds
                    .Zip(ofRecordings)
                    .SelectMany(pair =>
                        pair.First.Features.Zip(pair.Second.Features, (fake, real) => (real - fake).abs().mean())
                    )
            )
            .sum();

    /// <summary>L1 distance of log-mels.</summary>
    /// <param name="mel">Log-mel of the generator's sound, [batch, band, frame].</param>
    /// <param name="target">Log-mel of its input, [batch, band, frame].</param>
    public static Tensor Mel(Tensor mel, Tensor target) => MelWeight * functional.l1_loss(mel, target);
}
