using System.Globalization;
using System.Runtime.CompilerServices;
using VoiceSmith.Audio;
using VoiceSmith.Bench.Reference;
using VoiceSmith.Torch;

// The reference's networks at full size, on one thread, for five seconds of sound; see README.md.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

// as in every program, before torch is called
RuntimeHelpers.RunModuleConstructor(typeof(MelConfig).Module.ModuleHandle);
TorchThreads.Use(1);
var which = args.Length > 0 ? args : ["acoustic", "univnet", "hifigan", "training", "adversarial", "memory"];
Console.WriteLine($"{"job",-58} {"runs",4} {"CPU s",8} {"wall s",8}   goal");
foreach (var name in which)
    switch (name)
    {
        case "acoustic":
            Jobs.Acoustic();
            break;
        case "univnet":
            Jobs.UnivNet();
            break;
        case "hifigan":
            Jobs.HiFiGan();
            break;
        case "training":
            Jobs.TrainingStep();
            break;
        case "adversarial":
            Jobs.Adversarial();
            break;
        case "memory":
            Jobs.Memory();
            break;
        default:
            throw new ArgumentException($"There is no job '{name}'.");
    }
