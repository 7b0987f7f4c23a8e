using TorchSharp;
using VoiceSmith.Models.Acoustic;
using static TorchSharp.torch;

namespace VoiceSmith.Training.Losses;

/// <summary>
/// Losses of an aligner: likelihood over all monotonic paths, and agreement with the most likely one.
/// </summary>
/// <remarks>Source: One TTS Alignment To Rule Them All (Badlani et al., 2021).</remarks>
public static class AlignmentLosses
{
    private const double BlankLogProbability = -1,
        Masked = -1e4;

    /// <summary>Forward-sum loss, by CTC with a blank of constant score.</summary>
    /// <param name="logProbability">[batch, frame, phoneme]</param>
    /// <param name="phonemePadding">True at padded phonemes, [batch, phoneme].</param>
    /// <param name="phonemeLengths">[batch]</param>
    /// <param name="melLengths">[batch]</param>
    /// <returns>A scalar: mean over the batch of −ln likelihood per phoneme.</returns>
    public static Tensor ForwardSum(
        Tensor logProbability,
        Tensor phonemePadding,
        Tensor phonemeLengths,
        Tensor melLengths
    ) => Ctc(logProbability, phonemePadding, phonemeLengths, melLengths, nn.Reduction.Mean);

    /// <summary>ln likelihood of each transcript given its mel.</summary>
    /// <returns>[batch], on the CPU</returns>
    public static Tensor Likelihoods(
        Tensor logProbability,
        Tensor phonemePadding,
        Tensor phonemeLengths,
        Tensor melLengths
    ) => -Ctc(logProbability, phonemePadding, phonemeLengths, melLengths, nn.Reduction.None).cpu();

    private static Tensor Ctc(
        Tensor logProbability,
        Tensor phonemePadding,
        Tensor phonemeLengths,
        Tensor melLengths,
        nn.Reduction reduction
    )
    {
        using var scope = NewDisposeScope();
        var scores = logProbability.masked_fill(phonemePadding.unsqueeze(1), Masked);
        // [frame, batch, 1 + phoneme]
        var classes = nn.functional.pad(scores, [1, 0], value: BlankLogProbability).log_softmax(2).transpose(0, 1);
        var targets = arange(1, phonemePadding.shape[1] + 1).unsqueeze(0).expand(phonemePadding.shape[0], -1);
        return nn
            .functional.ctc_loss(
                classes,
                targets,
                melLengths,
                phonemeLengths,
                blank: 0,
                zero_infinity: true,
                reduction: reduction
            )
            .MoveToOuterDisposeScope();
    }

    /// <summary>Binarization loss: mean −ln probability of the soft alignment in the cells of the hard one.</summary>
    /// <param name="logProbability">[batch, frame, phoneme]</param>
    /// <param name="phonemePadding">[batch, phoneme]</param>
    /// <param name="durations">Frames per phoneme of the hard alignment, [batch, phoneme].</param>
    /// <param name="melPadding">[batch, frame]</param>
    public static Tensor Binarization(Tensor logProbability, Tensor phonemePadding, Tensor durations, Tensor melPadding)
    {
        using var scope = NewDisposeScope();
        var soft = logProbability.masked_fill(phonemePadding.unsqueeze(1), Masked).log_softmax(2);
        var hard = Durations.PhonemeOfFrame(durations, logProbability.shape[1]);
        var chosen = soft.gather(2, hard.unsqueeze(2)).squeeze(2).clamp_min(Math.Log(1e-12));
        var frames = melPadding.logical_not();
        return (-(chosen * frames).sum() / frames.sum()).MoveToOuterDisposeScope();
    }
}
