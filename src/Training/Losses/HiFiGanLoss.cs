using VoiceSmith.Models.Vocoder.Discriminators;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VoiceSmith.Training.Losses;

/// <summary>What HiFi-GAN's generator and discriminators minimise.</summary>
/// <remarks>Source: HiFi-GAN (Kong et al., 2020), equations 1 to 5.</remarks>
public static class HiFiGanLoss
{
    private const double FeatureWeight = 2, MelWeight = 45;

    /// <summary>The discriminators' least-squares loss, summed over them.</summary>
    /// <param name="ofSounds">What they say of what the generator made, detached from it.</param>
    /// <param name="ofRecordings">What they say of recordings.</param>
    public static Tensor Discriminator(IReadOnlyList<Judgement> ofSounds, IReadOnlyList<Judgement> ofRecordings) =>
        stack(ofSounds.Zip(ofRecordings, (fake, real) => (1 - real.Score).square().mean() + fake.Score.square().mean())).sum();

    /// <summary>How far the discriminators are from being fooled, summed over them.</summary>
    /// <param name="ofSounds">What they say of what the generator made.</param>
    public static Tensor Score(IReadOnlyList<Judgement> ofSounds) => stack(ofSounds.Select(fake => (1 - fake.Score).square().mean())).sum();

    /// <summary>How differently the discriminators' layers see sounds and recordings, summed over layers.</summary>
    /// <param name="ofSounds">What they say of what the generator made.</param>
    /// <param name="ofRecordings">What they say of the recordings.</param>
    public static Tensor Features(IReadOnlyList<Judgement> ofSounds, IReadOnlyList<Judgement> ofRecordings) =>
        FeatureWeight * stack(ofSounds.Zip(ofRecordings).SelectMany(pair =>
            pair.First.Features.Zip(pair.Second.Features, (fake, real) => (real - fake).abs().mean()))).sum();

    /// <summary>Distance of log-mels.</summary>
    /// <param name="mel">Of what the generator made, [batch, band, frame].</param>
    /// <param name="target">What it was made from, [batch, band, frame].</param>
    public static Tensor Mel(Tensor mel, Tensor target) => MelWeight * functional.l1_loss(mel, target);
}
