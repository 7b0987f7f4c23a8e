using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VoiceSmith.Training.Losses;

/// <summary>Structural similarity (SSIM) of images: 1 for equal ones.</summary>
/// <remarks>Source: Wang et al. (2004); window, constants and downsampling as in the published PIQ library.</remarks>
public static class StructuralSimilarity
{
    /// <summary>Minimum height and width of an image.</summary>
    public const int MinSize = WindowSize;

    private const int WindowSize = 11,
        DownsampleFrom = 256;
    private const double Sigma = 1.5,
        LuminanceFloor = 0.01 * 0.01,
        ContrastFloor = 0.03 * 0.03;

    /// <summary>One minus the similarity, averaged over pixels and images.</summary>
    /// <param name="x">
    /// Images of values 0..1, [batch, 1, height, width], at least <see cref="MinSize"/> in both dimensions.
    /// </param>
    /// <param name="y">Images of the same shape.</param>
    /// <returns>A scalar, in the caller's dispose scope.</returns>
    public static Tensor Loss(Tensor x, Tensor y)
    {
        using var scope = NewDisposeScope();
        var smaller = Math.Min(x.shape[2], x.shape[3]);
        if (smaller < MinSize)
            throw new ArgumentException(
                $"Images of [{string.Join(", ", x.shape)}] are smaller than the window of {MinSize} × {MinSize}.",
                nameof(x)
            );
        var factor = (long)Math.Max(1, Math.Round(smaller / (double)DownsampleFrom)); // half to even as in the source
        if (factor > 1)
            (x, y) = (functional.avg_pool2d(x, factor), functional.avg_pool2d(y, factor));
        var window = Window(x);
        var (meanX, meanY) = (Blur(x, window), Blur(y, window));
        var varianceX = Blur(x * x, window) - meanX * meanX;
        var varianceY = Blur(y * y, window) - meanY * meanY;
        var covariance = Blur(x * y, window) - meanX * meanY;
        var contrast = (2 * covariance + ContrastFloor) / (varianceX + varianceY + ContrastFloor);
        var luminance = (2 * meanX * meanY + LuminanceFloor) / (meanX * meanX + meanY * meanY + LuminanceFloor);
        return (1 - (luminance * contrast).mean()).MoveToOuterDisposeScope();
    }

    private static Tensor Blur(Tensor x, Tensor window) => functional.conv2d(x, window);

    /// <returns>A Gaussian that sums to 1, [1, 1, size, size]</returns>
    private static Tensor Window(Tensor like)
    {
        var offset = arange(WindowSize, dtype: like.dtype, device: like.device) - (WindowSize - 1) / 2.0;
        var bell = (-(offset * offset) / (2 * Sigma * Sigma)).exp();
        var window = bell.unsqueeze(0) * bell.unsqueeze(1);
        return (window / window.sum()).unsqueeze(0).unsqueeze(0);
    }
}
