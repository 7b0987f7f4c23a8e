using TorchSharp;
using static TorchSharp.torch;

namespace VoiceSmith.Training.Segmentation;

/// <summary>Mean and standard deviation of each mel band over frames of speech.</summary>
/// <param name="Mean">[band, 1]</param>
/// <param name="Deviation">[band, 1]</param>
internal sealed record BandStatistics(Tensor Mean, Tensor Deviation)
{
    private const double SpeechRange = 6; // ln below the loudest frames: about 50 dB

    /// <summary>Statistics of mels, in the caller's dispose scope.</summary>
    /// <param name="mels">Log-mels, [band, frame] each.</param>
    public static BandStatistics Of(IReadOnlyList<Tensor> mels)
    {
        using var scope = NewDisposeScope();
        var all = cat([.. mels], 1);
        var energy = all.exp().square().sum([0L]).sqrt().log(); // [frame]
        var speech = all.index_select(1, (energy > energy.max() - SpeechRange).nonzero().squeeze(1));
        return new(
            speech.mean([1], keepdim: true).MoveToOuterDisposeScope(),
            speech.std(1, unbiased: true, keepdim: true).MoveToOuterDisposeScope()
        );
    }

    /// <summary>A mel of these statistics with those of another speaker and room.</summary>
    /// <param name="mel">[band, frame], or with a batch before.</param>
    /// <param name="other">The other's.</param>
    /// <returns>As the mel, in the caller's dispose scope.</returns>
    public Tensor To(BandStatistics other, Tensor mel)
    {
        using var scope = NewDisposeScope();
        return ((mel - Mean) * (other.Deviation / Deviation) + other.Mean).MoveToOuterDisposeScope();
    }
}
