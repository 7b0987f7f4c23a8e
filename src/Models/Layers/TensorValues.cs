using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace VoiceSmith.Models.Layers;

/// <summary>A tensor's own memory, read and written without a managed copy.</summary>
internal static class TensorValues
{
    /// <summary>The values of a tensor on the CPU. Valid while the tensor is.</summary>
    /// <param name="values">Contiguous, float32; in ordinary memory.</param>
    public static Span<float> Of(Tensor values) => MemoryMarshal.Cast<byte, float>(values.bytes);
}
