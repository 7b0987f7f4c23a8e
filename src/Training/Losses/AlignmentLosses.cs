using TorchSharp;
using VoiceSmith.Models.Acoustic;
using static TorchSharp.torch;

namespace VoiceSmith.Training.Losses;

/// <summary>What teaches an aligner: the likelihood of all monotonic ways through an alignment, and agreement with the best one.</summary>
/// <remarks>Source: One TTS Alignment To Rule Them All (Badlani et al., 2021).</remarks>
public static class AlignmentLosses
{
    private const double BlankLogProbability = -1, Masked = -1e4;

    /// <summary>The forward sum, by CTC with a blank of constant score before the phonemes.</summary>
    /// <param name="logProbability">[batch, frame, phoneme]</param>
    /// <param name="phonemePadding">True where there is no phoneme, [batch, phoneme].</param>
    /// <param name="phonemeLengths">[batch]</param>
    /// <param name="melLengths">[batch]</param>
    /// <returns>A scalar: mean over the batch of −ln likelihood per phoneme.</returns>
    public static Tensor ForwardSum(Tensor logProbability, Tensor phonemePadding, Tensor phonemeLengths, Tensor melLengths) =>
        Ctc(logProbability, phonemePadding, phonemeLengths, melLengths, nn.Reduction.Mean);

    /// <summary>ln likelihood of each text on its sound.</summary>
    /// <returns>[batch], on the CPU</returns>
    public static Tensor Likelihoods(Tensor logProbability, Tensor phonemePadding, Tensor phonemeLengths, Tensor melLengths) =>
        -Ctc(logProbability, phonemePadding, phonemeLengths, melLengths, nn.Reduction.None).cpu();

    private static Tensor Ctc(Tensor logProbability, Tensor phonemePadding, Tensor phonemeLengths, Tensor melLengths, nn.Reduction reduction)
    {
        using var scope = NewDisposeScope();
        var scores = logProbability.masked_fill(phonemePadding.unsqueeze(1), Masked);
        var classes = nn.functional.pad(scores, [1, 0], value: BlankLogProbability).log_softmax(2).transpose(0, 1);  // [frame, batch, 1 + phoneme]
        var targets = arange(1, phonemePadding.shape[1] + 1).unsqueeze(0).expand(phonemePadding.shape[0], -1);
        return nn.functional.ctc_loss(classes, targets, melLengths, phonemeLengths, blank: 0, zero_infinity: true, reduction: reduction)
            .MoveToOuterDisposeScope();
    }

    /// <summary>How far the soft alignment is from the hard one: −ln of its share in the cells of the best way.</summary>
    /// <param name="logProbability">[batch, frame, phoneme]</param>
    /// <param name="phonemePadding">[batch, phoneme]</param>
    /// <param name="durations">Frames per phoneme on the best way, [batch, phoneme].</param>
    /// <param name="melPadding">[batch, frame]</param>
    public static Tensor Binarization(Tensor logProbability, Tensor phonemePadding, Tensor durations, Tensor melPadding)
    {
        using var scope = NewDisposeScope();
        var shares = logProbability.masked_fill(phonemePadding.unsqueeze(1), Masked).log_softmax(2);
        var best = Durations.PhonemeOfFrame(durations, logProbability.shape[1]);
        var chosen = shares.gather(2, best.unsqueeze(2)).squeeze(2).clamp_min(Math.Log(1e-12));
        var frames = melPadding.logical_not();
        return (-(chosen * frames).sum() / frames.sum()).MoveToOuterDisposeScope();
    }
}
