using static TorchSharp.torch;

namespace VoiceSmith.Models.Acoustic;

/// <summary>Codes of absolute positions.</summary>
public static class PositionTable
{
    /// <summary>Sines in the even channels and cosines in the odd ones, from one radian per step down to a ten-thousandth.</summary>
    /// <remarks>Source: Vaswani et al. (2017), section 3.5.</remarks>
    /// <param name="length">Positions.</param>
    /// <param name="channels">Width, even.</param>
    /// <param name="device">Where the table is to lie.</param>
    /// <returns>[1, length, channel], in the caller's dispose scope.</returns>
    public static Tensor Sinusoids(long length, long channels, Device? device = null)
    {
        using var scope = NewDisposeScope();
        var rates = (arange(0, channels, 2, dtype: float32, device: device) * (-Math.Log(10000) / channels)).exp();
        var angles = arange(length, dtype: float32, device: device).unsqueeze(1) * rates.unsqueeze(0); // [length, channel / 2]
        return stack([angles.sin(), angles.cos()], 2).view(1, length, channels).MoveToOuterDisposeScope();
    }
}
