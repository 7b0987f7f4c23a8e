using VoiceSmith.Models.Vocoder.Discriminators;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VoiceSmith.Training.Losses;

/// <summary>The terms of UnivNet's generator loss, each a scalar as it enters the sum.</summary>
/// <param name="Score">How far the discriminators are from being fooled.</param>
/// <param name="Spectral">Distance of magnitudes.</param>
/// <param name="ErrorToSignal">Relative power of the error.</param>
/// <param name="NoiseToSignal">The same in decibels, about the mean; may be negative.</param>
public sealed record UnivNetGeneratorTerms(Tensor Score, Tensor Spectral, Tensor ErrorToSignal, Tensor NoiseToSignal)
{
    /// <summary>Their sum.</summary>
    public Tensor Total { get; } = Score + Spectral + ErrorToSignal + NoiseToSignal;
}

/// <summary>What UnivNet's generator and discriminators minimise: least-squares GAN losses, spectral and sample distances.</summary>
/// <remarks>Source: UnivNet (Jang et al., 2021), with the sample terms of the reference implementation.</remarks>
public static class UnivNetLoss
{
    private const double SpectralWeight = 2.5;

    /// <summary>The generator's loss.</summary>
    /// <param name="sound">What it made, [batch, 1, time].</param>
    /// <param name="recording">What it should have made, [batch, 1, time]; may differ in length by some samples.</param>
    /// <param name="judgements">What the discriminators say of <paramref name="sound"/>. Not of a detached copy, or it learns nothing from them.</param>
    public static UnivNetGeneratorTerms Generator(Tensor sound, Tensor recording, IReadOnlyList<Judgement> judgements)
    {
        var fitted = functional.pad(sound, (0, recording.shape[2] - sound.shape[2])); // a negative padding cuts
        return new UnivNetGeneratorTerms(
            Score: stack(judgements.Select(judgement => (judgement.Score - 1).square().mean())).mean(),
            Spectral: Spectral(sound, recording),
            ErrorToSignal: WaveformLoss.ErrorToSignal(fitted, recording),
            NoiseToSignal: WaveformLoss.NoiseToSignalDb(fitted, recording));
    }

    /// <summary>The distance of magnitudes, as it enters the generator's loss.</summary>
    /// <param name="sound">[batch, 1, time]</param>
    /// <param name="recording">[batch, 1, time]</param>
    public static Tensor Spectral(Tensor sound, Tensor recording)
    {
        var (convergence, magnitude) = SpectralLoss.Compute(sound.squeeze(1), recording.squeeze(1), SpectralResolution.UnivNet);
        return SpectralWeight * (convergence + magnitude);
    }

    /// <summary>The discriminators' loss.</summary>
    /// <param name="ofSounds">What they say of what the generator made, detached from it.</param>
    /// <param name="ofRecordings">What they say of recordings.</param>
    public static Tensor Discriminator(IReadOnlyList<Judgement> ofSounds, IReadOnlyList<Judgement> ofRecordings) =>
        stack(ofSounds.Zip(ofRecordings, (fake, real) => (real.Score - 1).square().mean() + fake.Score.square().mean())).mean();
}
