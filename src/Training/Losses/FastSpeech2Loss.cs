using TorchSharp;
using VoiceSmith.Models.Acoustic;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VoiceSmith.Training.Losses;

/// <summary>Predictions of an acoustic model for a batch, with their targets.</summary>
public sealed record FastSpeech2Batch
{
    /// <summary>Log-mel, [batch, band, frame].</summary>
    public required Tensor Mel { get; init; }

    /// <summary>Log-mel of the recordings, [batch, band, frame].</summary>
    public required Tensor MelTarget { get; init; }

    /// <summary>Frames of each mel, [batch].</summary>
    public required Tensor MelLengths { get; init; }

    /// <summary>Phonemes of each text, [batch].</summary>
    public required Tensor PhonemeLengths { get; init; }

    /// <summary>Logarithms of durations plus one, [batch, phoneme].</summary>
    public required Tensor LogDurations { get; init; }

    /// <summary>Mel frames of each phoneme, [batch, phoneme].</summary>
    public required Tensor DurationTarget { get; init; }

    /// <summary>Utterance prosody from the text, [batch, 1, channel].</summary>
    public required Tensor UtteranceProsody { get; init; }

    /// <summary>Utterance prosody from the recording, [batch, 1, channel].</summary>
    public required Tensor UtteranceProsodyTarget { get; init; }

    /// <summary>Phoneme prosody from the text, [batch, phoneme, channel].</summary>
    public required Tensor PhonemeProsody { get; init; }

    /// <summary>Phoneme prosody from the recording, [batch, phoneme, channel].</summary>
    public required Tensor PhonemeProsodyTarget { get; init; }

    /// <summary>Mean pitch of each phoneme, [batch, 1, phoneme].</summary>
    public required Tensor Pitch { get; init; }

    /// <summary>Mean pitch of each phoneme in the recording, [batch, 1, phoneme].</summary>
    public required Tensor PitchTarget { get; init; }

    /// <summary>Mean energy of each phoneme, [batch, 1, phoneme].</summary>
    public required Tensor Energy { get; init; }

    /// <summary>Mean energy of each phoneme in the recording, [batch, 1, phoneme].</summary>
    public required Tensor EnergyTarget { get; init; }

    /// <summary>Unnormalised log-probabilities of the alignment, [batch, 1, frame, phoneme].</summary>
    public required Tensor AlignmentLogits { get; init; }

    /// <summary>The soft alignment, [batch, 1, frame, phoneme].</summary>
    public required Tensor AlignmentSoft { get; init; }

    /// <summary>The hard alignment, [batch, 1, frame, phoneme].</summary>
    public required Tensor AlignmentHard { get; init; }

    /// <summary>Outputs of the reference form of the acoustic model, with targets from its input.</summary>
    public static FastSpeech2Batch Of(ReferenceInput input, ReferenceOutput output) =>
        new()
        {
            Mel = output.Mel,
            MelTarget = input.Mel,
            MelLengths = input.MelLengths,
            PhonemeLengths = input.PhonemeLengths,
            LogDurations = output.LogDurations,
            DurationTarget = output.Alignment.Durations,
            UtteranceProsody = output.UtteranceProsody,
            UtteranceProsodyTarget = output.UtteranceProsodyTarget,
            PhonemeProsody = output.PhonemeProsody,
            PhonemeProsodyTarget = output.PhonemeProsodyTarget,
            Pitch = output.Pitch,
            PitchTarget = output.PitchTarget,
            Energy = output.Energy,
            EnergyTarget = output.EnergyTarget,
            AlignmentLogits = output.Alignment.Logits,
            AlignmentSoft = output.Alignment.Soft,
            AlignmentHard = output.Alignment.Hard,
        };
}

/// <summary>The terms of <see cref="FastSpeech2Loss"/>, each a scalar as in the sum.</summary>
public sealed record FastSpeech2Terms(
    Tensor Mel,
    Tensor Ssim,
    Tensor Duration,
    Tensor UtteranceProsody,
    Tensor PhonemeProsody,
    Tensor Pitch,
    Tensor Alignment,
    Tensor Binarization,
    Tensor Energy
)
{
    /// <summary>Their sum.</summary>
    public Tensor Total { get; } =
        Mel + Duration + UtteranceProsody + PhonemeProsody + Ssim + Pitch + Alignment + Binarization + Energy;
}

/// <summary>The loss of the DelightfulTTS acoustic model: nine terms of equal weight.</summary>
/// <remarks>
/// Sources: FastSpeech 2 (Ren et al., 2021), DelightfulTTS (Liu et al., 2021), and the papers of the alignment terms.
/// </remarks>
/// <param name="compat">
/// Reproduces the values of the reference implementation: pitch under every utterance's mask, energy without a mask,
/// and a similarity outside 0..1 replaced by a constant. By default each utterance has its own mask.
/// </param>
/// <param name="binarization">Schedule of the binarization term.</param>
public sealed class FastSpeech2Loss(bool compat = false, BinarizationLoss? binarization = null)
{
    private const double ProsodyWeight = 0.5;
    private readonly BinarizationLoss _binarization = binarization ?? new();

    /// <summary>The terms for a batch.</summary>
    /// <param name="batch">Predictions and targets.</param>
    /// <param name="step">Completed optimizer steps, for the warm-up of the binarization term.</param>
    /// <returns>Scalars, in the caller's dispose scope.</returns>
    public FastSpeech2Terms Compute(FastSpeech2Batch batch, long step)
    {
        var frames = Mask(batch.MelLengths, batch.Mel.shape[2]).unsqueeze(1); // [batch, 1, frame]
        var phonemes = Mask(batch.PhonemeLengths, batch.LogDurations.shape[1]); // [batch, phoneme]
        var each = phonemes.unsqueeze(1); // [batch, 1, phoneme]
        Tensor OfPhonemes(Tensor prosody) => prosody.masked_select(phonemes.unsqueeze(2));
        return new FastSpeech2Terms(
            Mel: functional.l1_loss(batch.Mel.masked_select(frames), batch.MelTarget.masked_select(frames)),
            Ssim: Similarity(batch.Mel, batch.MelTarget),
            Duration: MeanSquare(batch.LogDurations, (batch.DurationTarget + 1).log(), phonemes),
            UtteranceProsody: ProsodyWeight
                * functional.l1_loss(batch.UtteranceProsody, batch.UtteranceProsodyTarget.detach()),
            PhonemeProsody: ProsodyWeight
                * functional.l1_loss(OfPhonemes(batch.PhonemeProsody), OfPhonemes(batch.PhonemeProsodyTarget.detach())),
            // With compat the mask [batch, phoneme] broadcasts to [batch, batch, phoneme].
            Pitch: MeanSquare(batch.Pitch, batch.PitchTarget, compat ? phonemes : each),
            Alignment: AlignmentLosses.ForwardSum(
                batch.AlignmentLogits.squeeze(1),
                phonemes.logical_not(),
                batch.PhonemeLengths,
                batch.MelLengths
            ),
            Binarization: Binarization(batch, _binarization.Weight(step)),
            Energy: compat
                ? functional.mse_loss(batch.Energy, batch.EnergyTarget)
                : MeanSquare(batch.Energy, batch.EnergyTarget, each)
        );
    }

    private Tensor Similarity(Tensor mel, Tensor target)
    {
        var loss = StructuralSimilarity.Loss(Rescaled(mel), Rescaled(target));
        return compat && loss.ToDouble() is < 0 or > 1 ? ones(1, dtype: loss.dtype, device: loss.device) : loss;
    }

    private Tensor Binarization(FastSpeech2Batch batch, double weight) =>
        weight == 0 && !compat
            ? zeros([], device: batch.Mel.device)
            : BinarizationLoss.Compute(batch.AlignmentHard, batch.AlignmentSoft) * weight;

    private static Tensor MeanSquare(Tensor prediction, Tensor target, Tensor mask) =>
        functional.mse_loss(prediction.masked_select(mask), target.masked_select(mask));

    /// <summary>Each utterance's mel as an image of values from 0 to 1.</summary>
    /// <param name="mel">[batch, band, frame]</param>
    /// <returns>[batch, 1, band, frame]</returns>
    private static Tensor Rescaled(Tensor mel)
    {
        var (low, high) = (mel.amin([1, 2], keepdim: true), mel.amax([1, 2], keepdim: true));
        return ((mel - low) / (high - low)).unsqueeze(1);
    }

    /// <returns>True where not padded, [batch, size]</returns>
    private static Tensor Mask(Tensor lengths, long size) =>
        arange(size, device: lengths.device).unsqueeze(0) < lengths.unsqueeze(1);
}
