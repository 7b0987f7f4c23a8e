using TorchSharp;
using VoiceSmith.Torch;
using static TorchSharp.torch;

namespace VoiceSmith.Models.Layers;

/// <summary>Copies a batch's results to the host at once, through pinned memory where they are on a GPU.</summary>
internal static class HostCopy
{
    [ThreadStatic]
    private static Tensor? t_pinned; // as long as the longest result of this thread

    /// <summary>Values on the host. Valid until the tensor is disposed or this thread copies again.</summary>
    /// <param name="values">Float32, contiguous.</param>
    public static ReadOnlySpan<float> Of(Tensor values)
    {
        if (values.device_type == DeviceType.CPU)
            return TensorValues.Of(values);
        if (t_pinned is null || t_pinned.numel() < values.numel())
        {
            t_pinned?.Dispose();
            using var pageable = empty(values.numel(), device: CPU);
            t_pinned = pageable.pin_memory().DetachFromDisposeScope();
        }
        using var scope = NewDisposeScope();
        t_pinned.narrow(0, 0, values.numel()).copy_(values.flatten());
        return TensorValues.Of(t_pinned)[..(int)values.numel()];
    }
}
