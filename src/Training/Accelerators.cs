using TorchSharp;
using VoiceSmith.Torch;
using static TorchSharp.torch;

namespace VoiceSmith.Training;

/// <summary>Chooses what computes.</summary>
public static class Accelerators
{
    /// <summary>The device that an accelerator means on this machine.</summary>
    /// <exception cref="VoiceSmithException">VS3008: CUDA is asked for and not there.</exception>
    public static Device DeviceOf(Accelerator accelerator) => accelerator switch
    {
        Accelerator.Cpu => CPU,
        Accelerator.Cuda when !cuda.is_available() => throw new VoiceSmithException("VS3008", "There is no CUDA device to train on.",
            "Either the machine has none, or this build came with the CPU's libtorch.", "Build with -p:TorchBackend=cuda-linux or cuda-windows, or train with --accelerator cpu."),
        Accelerator.Cuda => CUDA,
        _ => cuda.is_available() ? CUDA : CPU,
    };

    /// <summary>Makes a device the one on which tensors are made, and sets precision and threads. Call it before networks are made.</summary>
    public static void Prepare(TrainerOptions options)
    {
        var device = DeviceOf(options.Accelerator);
        TorchThreads.Use(options.Threads);
        if (get_default_device().type != device.type)
            set_default_device(device);
        if (device.type == DeviceType.CUDA)
            backends.cuda.matmul.allow_tf32 = options.Precision == Precision.High;
    }
}
