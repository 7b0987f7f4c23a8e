using TorchSharp;
using static TorchSharp.torch;

namespace VoiceSmith.Audio;

/// <summary>Energy of each frame.</summary>
public static class Energy
{
    /// <summary>Length of each frame's vector of bin magnitudes.</summary>
    /// <param name="magnitude">From <see cref="MelSpectrogram.Magnitude"/>, [batch, bin, frame].</param>
    /// <returns>[batch, frame]</returns>
    public static Tensor OfMagnitude(Tensor magnitude) => magnitude.norm(1);

    /// <summary>
    /// Each row with mean 0 and (unbiased) standard deviation 1, as the reference feeds it to its models; a constant
    /// row becomes 0.
    /// </summary>
    /// <param name="energy">[batch, frame]</param>
    /// <returns>[batch, frame]</returns>
    public static Tensor Standardize(Tensor energy)
    {
        using var scope = NewDisposeScope();
        var deviation = energy - energy.mean([1], keepdim: true);
        var spread = energy.std(1, unbiased: true, keepdim: true);
        return where(spread > 0, deviation / spread, zeros_like(deviation)).MoveToOuterDisposeScope();
    }
}
