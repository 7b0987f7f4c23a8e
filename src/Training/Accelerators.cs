using TorchSharp;
using VoiceSmith.Torch;
using static TorchSharp.torch;

namespace VoiceSmith.Training;

/// <summary>Selection of the device that training computes on.</summary>
public static class Accelerators
{
    /// <summary>The device of an accelerator on this machine.</summary>
    /// <exception cref="VoiceSmithException">VS3008: CUDA was requested and is not available.</exception>
    public static Device DeviceOf(Accelerator accelerator) =>
        accelerator switch
        {
            Accelerator.Cpu => CPU,
            Accelerator.Cuda when !cuda.is_available() => throw new VoiceSmithException(
                "VS3008",
                "There is no CUDA device to train on.",
                "The machine has none, or this build uses the CPU's libtorch.",
                "Build with -p:TorchBackend=cuda-linux or cuda-windows, or train with --accelerator cpu."
            ),
            Accelerator.Cuda => CUDA,
            _ => cuda.is_available() ? CUDA : CPU,
        };

    /// <summary>Sets torch's default device, precision and threads. Call it before networks are created.</summary>
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
