using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using VoiceSmith.Torch;

namespace VoiceSmith.Training.Tests;

/// <summary>Prepares libtorch before any test computes: MKL keeps the kernels of its first matrix product.</summary>
internal static class TorchSetUp
{
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "Tests that use torch alone may run first.")]
    internal static void Initialize() => TorchRuntime.Initialize();
}
