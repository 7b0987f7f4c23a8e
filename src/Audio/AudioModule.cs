using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using VoiceSmith.Torch;

namespace VoiceSmith.Audio;

/// <summary>
/// Prepares libtorch before the first use of this assembly, whose extractors call TorchSharp directly.
/// </summary>
internal static class AudioModule
{
    [ModuleInitializer]
    [SuppressMessage(
        "Usage",
        "CA2255",
        Justification = "Torch must be set up before any of its operators, whoever calls first."
    )]
    internal static void Initialize() => TorchRuntime.Initialize();
}
