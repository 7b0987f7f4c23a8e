using TorchSharp;
using static TorchSharp.torch;

namespace VoiceSmith.Models.Layers;

/// <summary>Where values lie: networks are made on torch's default device, and what is computed without torch needs values in ordinary memory.</summary>
internal static class DevicePlace
{
    /// <summary>The values in ordinary memory: themselves if they lie there, or else a copy in the caller's dispose scope.</summary>
    public static Tensor InMemory(this Tensor values) => values.device_type == DeviceType.CPU ? values : values.cpu();

    /// <summary>Values made in ordinary memory, where networks can use them: themselves, or a copy in the caller's dispose scope.</summary>
    public static Tensor ForNetworks(this Tensor values) => get_default_device() is { type: not DeviceType.CPU } device ? values.to(device) : values;
}
