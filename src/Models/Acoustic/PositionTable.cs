using static TorchSharp.torch;

namespace VoiceSmith.Models.Acoustic;

/// <summary>Encodings of absolute positions.</summary>
public static class PositionTable
{
    /// <summary>Sinusoidal encodings: sines in even channels, cosines in odd ones.</summary>
    /// <remarks>Source: Vaswani et al. (2017), section 3.5.</remarks>
    /// <param name="length">Positions.</param>
    /// <param name="channels">Width, even.</param>
    /// <param name="device">Device of the table.</param>
    /// <returns>[1, length, channel], in the caller's dispose scope.</returns>
    public static Tensor Sinusoids(long length, long channels, Device? device = null)
    {
        using var scope = NewDisposeScope();
        var rates = (arange(0, channels, 2, dtype: float32, device: device) * (-Math.Log(10000) / channels)).exp();
        // [length, channel / 2]
        var angles = arange(length, dtype: float32, device: device).unsqueeze(1) * rates.unsqueeze(0);
        return stack([angles.sin(), angles.cos()], 2).view(1, length, channels).MoveToOuterDisposeScope();
    }
}
