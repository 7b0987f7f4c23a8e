using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace VoiceSmith.Torch;

/// <summary>Direct access to a tensor's memory, without a managed copy.</summary>
public static class TensorValues
{
    /// <summary>The values of a CPU tensor. Valid until the tensor is disposed.</summary>
    /// <param name="values">Contiguous float32 tensor on the CPU.</param>
    public static Span<float> Of(Tensor values) => MemoryMarshal.Cast<byte, float>(values.bytes);
}
