using TorchSharp;
using static TorchSharp.torch;

namespace VoiceSmith.Torch;

/// <summary>Moves tensors between the host and torch's default device, on which networks are made.</summary>
public static class DevicePlace
{
    /// <summary>The tensor itself if it is on the CPU, otherwise a CPU copy in the caller's dispose scope.</summary>
    public static Tensor InMemory(this Tensor values) => values.device_type == DeviceType.CPU ? values : values.cpu();

    /// <summary>A CPU tensor on the default device: itself, or a copy in the caller's dispose scope.</summary>
    public static Tensor ForNetworks(this Tensor values) =>
        get_default_device() is { type: not DeviceType.CPU } device ? values.to(device) : values;
}
