using static TorchSharp.torch;

namespace VoiceSmith.Models.Vocoder;

/// <summary>The noise of <see cref="CounterNoise"/> for several streams at once, made on a device.</summary>
/// <remarks>The random bits are the same; logarithm, root and cosine are the device's.</remarks>
/// <param name="device">The device.</param>
internal sealed class DeviceNoise(Device device) : IDisposable
{
    private const ulong AngleBits = 0xFFFFFF;

    private static readonly int[] Shifts = [27, 30, 31, 40];

    // Operators on 64-bit integers take tensors, and a tensor made on a GPU waits for it: these are made once.
    private readonly Dictionary<ulong, Tensor> _constants = new ulong[]
    {
        CounterNoise.Golden,
        CounterNoise.FirstFactor,
        CounterNoise.SecondFactor,
        AngleBits,
    }
        .Concat(Shifts.SelectMany(bits => new[] { (ulong)bits, ulong.MaxValue >> bits }))
        .Distinct()
        .ToDictionary(value => value, value => tensor((long)value, ScalarType.Int64, device).DetachFromDisposeScope());

    /// <summary>Successive samples of each stream's noise.</summary>
    /// <param name="keys">See <see cref="CounterNoise.KeyOf"/>, int64, [batch, 1].</param>
    /// <param name="first">Number of the first sample, int64, [batch, 1].</param>
    /// <param name="count">Samples.</param>
    /// <returns>Mean 0, variance 1, [batch, count].</returns>
    public Tensor At(Tensor keys, Tensor first, int count)
    {
        // 64 bits, wrapping
        var z = (arange(count, device: device).unsqueeze(0) + first) * _constants[CounterNoise.Golden] + keys;
        z = z.bitwise_xor(Right(z, 30)) * _constants[CounterNoise.FirstFactor];
        z = z.bitwise_xor(Right(z, 27)) * _constants[CounterNoise.SecondFactor];
        z = z.bitwise_xor(Right(z, 31));
        var radii = (Right(z, 40) + 1).to(ScalarType.Float32) * (1f / (1 << 24));
        var angles = z.bitwise_and(_constants[AngleBits]).to(ScalarType.Float32) * (2 * MathF.PI / (1 << 24));
        return (radii.log() * -2).sqrt() * angles.cos();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var constant in _constants.Values)
            constant.Dispose();
    }

    /// <summary>A shift that brings in zeros, as that of unsigned numbers does.</summary>
    private Tensor Right(Tensor z, int bits) =>
        z.bitwise_right_shift(_constants[(ulong)bits]).bitwise_and(_constants[ulong.MaxValue >> bits]);
}
