using System.Globalization;
using TorchSharp;
using VoiceSmith.Models;
using VoiceSmith.Models.Layers;
using static TorchSharp.torch;

namespace VoiceSmith.Streaming.Voices;

/// <summary>A deployment is to speak on a device that is not there.</summary>
/// <param name="device">The device as asked for.</param>
/// <param name="why">The missing part.</param>
public sealed class SpeechDeviceException(string device, string why)
    : VoiceSmithException(
        "VS4016",
        what: $"No voice can speak on '{device}'.",
        why: why,
        fix: "Set Streaming:Device to cpu, auto, cuda or cuda:N; 'voicesmith doctor' shows which devices there are, docs/gpu.md how to get CUDA."
    )
{
    /// <summary>The device as asked for.</summary>
    public string Device { get; } = device;
}

/// <summary>The devices on which a deployment speaks. A voice is loaded to each.</summary>
public sealed class SpeechDevices
{
    internal SpeechDevices(IReadOnlyList<Device> all, BatchSizes? sizes) => (All, Sizes) = (all, sizes);

    /// <summary>The processor, one utterance after another.</summary>
    public static SpeechDevices Cpu { get; } = new([CPU], null);

    /// <summary>At least one.</summary>
    public IReadOnlyList<Device> All { get; }

    /// <summary>Sizes of batches across utterances; null where utterances are computed one by one.</summary>
    public BatchSizes? Sizes { get; }

    /// <summary>True for GPUs.</summary>
    public bool AreAccelerators => All[0].type != DeviceType.CPU;

    /// <summary>Finds devices by name.</summary>
    /// <param name="name">
    /// cpu; cuda, for every CUDA device; cuda:N; or auto, for every CUDA device or else the processor.
    /// </param>
    /// <param name="batchSizes">
    /// Sizes of batches; empty for <see cref="BatchSizes.Default"/> on CUDA and none on the processor.
    /// </param>
    /// <exception cref="SpeechDeviceException">VS4016: a device is not there, or the name is unknown.</exception>
    public static SpeechDevices Of(string name, params IReadOnlyCollection<int> batchSizes)
    {
        var chosen = batchSizes.Count > 0 ? new BatchSizes(batchSizes) : null;
        var wanted = name.Trim().ToLowerInvariant();
        var devices = wanted switch
        {
            "cpu" => [CPU],
            "auto" => cuda.is_available() ? EveryCuda() : [CPU],
            "cuda" => cuda.is_available() ? EveryCuda() : throw NoCuda(name),
            _ when wanted.StartsWith("cuda:", StringComparison.Ordinal) => [OneCuda(name, wanted[5..])],
            _ => throw new SpeechDeviceException(name, "There is no such kind of device."),
        };
        if (devices[0].type == DeviceType.CPU)
            return new(devices, chosen);
        // Rounding to TensorFloat-32 would turn differences in the last bit, as between batch sizes, into audible ones.
        backends.cuda.matmul.allow_tf32 = false;
        backends.cudnn.allow_tf32 = false;
        return new(devices, chosen ?? BatchSizes.Default);
    }

    private static Device[] EveryCuda() =>
        [.. Enumerable.Range(0, cuda.device_count()).Select(index => new Device(DeviceType.CUDA, index))];

    private static Device OneCuda(string name, string number)
    {
        if (!int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var index))
            throw new SpeechDeviceException(name, "What follows 'cuda:' must be a number.");
        var count = cuda.is_available() ? cuda.device_count() : throw NoCuda(name);
        return index < count
            ? new(DeviceType.CUDA, index)
            : throw new SpeechDeviceException(name, $"There are {count} CUDA devices, numbered from 0.");
    }

    private static SpeechDeviceException NoCuda(string name) =>
        new(
            name,
            "Libtorch finds no CUDA device: the machine has none, its driver is missing, or this is the CPU build of libtorch."
        );
}
