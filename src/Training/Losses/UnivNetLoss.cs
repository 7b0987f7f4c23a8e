using VoiceSmith.Models.Vocoder.Discriminators;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VoiceSmith.Training.Losses;

/// <summary>The terms of UnivNet's generator loss, each a scalar as in the sum.</summary>
/// <param name="Score">Adversarial loss.</param>
/// <param name="Spectral">Multi-resolution spectral loss.</param>
/// <param name="ErrorToSignal">Error-to-signal ratio.</param>
/// <param name="NoiseToSignal">Negative signal-to-noise ratio in decibels, without offset.</param>
public sealed record UnivNetGeneratorTerms(Tensor Score, Tensor Spectral, Tensor ErrorToSignal, Tensor NoiseToSignal)
{
    /// <summary>Their sum.</summary>
    public Tensor Total { get; } = Score + Spectral + ErrorToSignal + NoiseToSignal;
}

/// <summary>Losses of UnivNet's generator and discriminators: least-squares GAN, spectral and sample losses.</summary>
/// <remarks>Source: UnivNet (Jang et al., 2021), with the sample terms of the reference implementation.</remarks>
public static class UnivNetLoss
{
    private const double SpectralWeight = 2.5;

    /// <summary>The generator's loss.</summary>
    /// <param name="sound">Its output, [batch, 1, time].</param>
    /// <param name="recording">Target, [batch, 1, time]; may differ in length by some samples.</param>
    /// <param name="judgements">
    /// Judgements of <paramref name="sound"/>, not of a detached copy: gradients pass through.
    /// </param>
    public static UnivNetGeneratorTerms Generator(Tensor sound, Tensor recording, IReadOnlyList<Judgement> judgements)
    {
        var fitted = functional.pad(sound, (0, recording.shape[2] - sound.shape[2])); // a negative padding cuts
        return new UnivNetGeneratorTerms(
            Score: stack(judgements.Select(judgement => (judgement.Score - 1).square().mean())).mean(),
            Spectral: Spectral(sound, recording),
            ErrorToSignal: WaveformLoss.ErrorToSignal(fitted, recording),
            NoiseToSignal: WaveformLoss.NoiseToSignalDb(fitted, recording)
        );
    }

    /// <summary>The spectral loss, weighted as in the generator's loss.</summary>
    /// <param name="sound">[batch, 1, time]</param>
    /// <param name="recording">[batch, 1, time]</param>
    public static Tensor Spectral(Tensor sound, Tensor recording)
    {
        var (convergence, magnitude) = SpectralLoss.Compute(
            sound.squeeze(1),
            recording.squeeze(1),
            SpectralResolution.UnivNet
        );
        return SpectralWeight * (convergence + magnitude);
    }

    /// <summary>The discriminators' loss.</summary>
    /// <param name="ofSounds">Judgements of the generator's sounds.</param>
    /// <param name="ofRecordings">Judgements of recordings.</param>
    public static Tensor Discriminator(IReadOnlyList<Judgement> ofSounds, IReadOnlyList<Judgement> ofRecordings) =>
        stack(ofSounds.Zip(ofRecordings, (fake, real) => (real.Score - 1).square().mean() + fake.Score.square().mean()))
            .mean();
}
