using TorchSharp;
using static TorchSharp.torch;

namespace VoiceSmith.Training.Losses;

/// <summary>
/// Generalised energy distance between two draws of a predicted log-mel and that of the recording: draws are pulled
/// towards the recording and pushed apart from each other, so that the model learns a distribution instead of its mean.
/// </summary>
/// <remarks>
/// ½[d(x₁,y) + d(x₂,y) − d(x₁,x₂)] (Gritsenko et al., 2020). d is the mean over patches of the Euclidean distance (not
/// squared, so that the score is proper for a whole patch), over five sizes of patches and three views: the mel, the
/// mel minus its mean over nine bands, and its difference from frame to frame.
/// </remarks>
public static class MelEnergyDistance
{
    private const int ViewCount = 3,
        SmoothBands = 9;
    private const double DetailWeight = 1.5,
        Floor = 1e-6;

    private static readonly (int Frames, int Bands)[] Patches = [(1, 1), (3, 5), (5, 10), (9, 20), (17, 50)];

    /// <summary>The distance, and the distance of the two draws from each other.</summary>
    /// <param name="draws">
    /// Predicted log-mel, all first draws before all second draws, [2 × batch, band, frame].
    /// </param>
    /// <param name="mel">Log-mel of the recordings, [batch, band, frame].</param>
    /// <param name="padding">True at padded frames, [batch, frame].</param>
    /// <returns>Two scalars in the caller's dispose scope.</returns>
    public static (Tensor Distance, Tensor Spread) Compute(Tensor draws, Tensor mel, Tensor padding)
    {
        using var scope = NewDisposeScope();
        var batch = mel.size(0);
        var mask = padding.logical_not().unsqueeze(1).unsqueeze(1).to(ScalarType.Float32); // [batch, 1, 1, frame]
        Tensor? distance = null,
            spread = null;
        foreach (var (ofDraws, target) in Views(draws).Zip(Views(mel)))
        {
            var (first, second) = (ofDraws.narrow(0, 0, batch), ofDraws.narrow(0, batch, batch));
            var frames = mask.narrow(3, mask.size(3) - target.size(2), target.size(2));
            var weights = Patches.Select(patch => Pool(frames.expand(-1, -1, target.size(1), -1), patch)).ToArray();
            Tensor Between(Tensor a, Tensor b) => PatchDistance(a, b, frames, weights);
            var apart = Between(first, second);
            var term = (Between(first, target) + Between(second, target) - apart) * 0.5;
            (distance, spread) = (distance is null ? term : distance + term, spread is null ? apart : spread + apart);
        }
        return (
            (distance! / ViewCount).MoveToOuterDisposeScope(),
            (spread!.detach() / ViewCount).MoveToOuterDisposeScope()
        );
    }

    /// <returns>
    /// The mel, its detail across bands and its delta over time, each [batch, band, frame or one less].
    /// </returns>
    private static Tensor[] Views(Tensor mel)
    {
        var (margin, last) = (SmoothBands / 2, mel.size(2) - 1);
        var padded = nn.functional.pad(mel.transpose(1, 2), [margin, margin], PaddingModes.Replicate);
        var smooth = nn.functional.avg_pool1d(padded, SmoothBands, 1).transpose(1, 2); // [batch, band, frame]
        var delta = mel.narrow(2, 1, last) - mel.narrow(2, 0, last); // [batch, band, frame − 1]
        return [mel, (mel - smooth) * DetailWeight, delta * DetailWeight];
    }

    /// <summary>
    /// Mean Euclidean distance of patches, weighted by their unpadded frames and averaged over patch sizes.
    /// </summary>
    private static Tensor PatchDistance(Tensor a, Tensor b, Tensor mask, Tensor[] weights)
    {
        var squares = (a - b).square().unsqueeze(1) * mask; // [batch, 1, band, frame]
        var means = Patches.Zip(
            weights,
            (patch, weight) => ((Pool(squares, patch) + Floor).sqrt() * weight).sum() / weight.sum()
        );
        return stack(means.ToArray()).mean();
    }

    /// <summary>
    /// Means over patches, at strides of half a patch; a dimension shorter than the patch is one patch.
    /// </summary>
    private static Tensor Pool(Tensor x, (int Frames, int Bands) patch)
    {
        if (patch is (1, 1))
            return x;
        long bands = Math.Min(patch.Bands, x.size(2)),
            frames = Math.Min(patch.Frames, x.size(3));
        long[] stride = [Math.Max(1, bands / 2), Math.Max(1, frames / 2)];
        return nn.functional.avg_pool2d(x, [bands, frames], stride);
    }
}
