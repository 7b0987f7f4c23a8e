using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VoiceSmith.Training.Losses;

/// <summary>Minus the log-probability of all monotonic alignments of a text to its mel together.</summary>
/// <remarks>
/// Source: Badlani et al., "One TTS alignment to rule them all" (2021): CTC (Graves et al., 2006) over the phonemes in order, with a blank
/// of constant weight.
/// </remarks>
public static class ForwardSumLoss
{
    private const double BlankLogit = -1, Never = -1e9;

    /// <summary>The loss per phoneme, averaged over the batch; utterances with fewer frames than phonemes count as zero.</summary>
    /// <param name="logits">Unnormalised log-probabilities, [batch, 1, frame, phoneme].</param>
    /// <param name="phonemeLengths">int64, [batch]</param>
    /// <param name="melLengths">int64, [batch]</param>
    /// <returns>A scalar, in the caller's dispose scope.</returns>
    public static Tensor Compute(Tensor logits, Tensor phonemeLengths, Tensor melLengths)
    {
        using var scope = NewDisposeScope();
        var phonemes = logits.shape[3];
        var classes = functional.pad(logits.squeeze(1), (1, 0), value: BlankLogit);                      // [batch, frame, 1 + phoneme]
        var beyond = arange(phonemes + 1, device: logits.device).unsqueeze(0) > phonemeLengths.unsqueeze(1); // [batch, 1 + phoneme]
        var logProbabilities = classes.masked_fill(beyond.unsqueeze(1), Never).log_softmax(2).transpose(0, 1); // [frame, batch, 1 + phoneme]
        var targets = arange(1, phonemes + 1, device: logits.device).unsqueeze(0).expand(logits.shape[0], -1); // [batch, phoneme]
        return functional.ctc_loss(logProbabilities, targets, melLengths, phonemeLengths, zero_infinity: true).MoveToOuterDisposeScope();
    }
}
