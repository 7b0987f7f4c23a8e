using Xunit;

namespace VoiceSmith.Testing;

/// <summary>Programs that some tests need and not every machine has.</summary>
public static class Programs
{
    /// <summary>True if a program is on the PATH.</summary>
    public static bool IsInstalled(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .Any(folder => File.Exists(Path.Combine(folder, program)));

    /// <summary>Skips the running test where a program is not on the PATH.</summary>
    public static void SkipWithout(string program) =>
        Assert.SkipUnless(IsInstalled(program), $"{program} is not installed.");
}
