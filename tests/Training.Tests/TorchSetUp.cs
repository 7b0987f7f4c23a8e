using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using VoiceSmith.Audio;

namespace VoiceSmith.Training.Tests;

/// <summary>Prepares torch as every program does, before any test computes: a matrix product keeps the kernel of its first call.</summary>
internal static class TorchSetUp
{
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "Tests that use torch alone may run first.")]
    internal static void Initialize() => RuntimeHelpers.RunModuleConstructor(typeof(MelConfig).Module.ModuleHandle);
}
