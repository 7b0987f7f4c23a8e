using System.Diagnostics;

namespace VoiceSmith.EndToEnd.Tests;

/// <summary>The command line as a person runs it: a process of its own.</summary>
internal static class CommandLineProcess
{
    /// <summary>Runs <c>voicesmith</c> to its end.</summary>
    /// <returns>Its exit code, and all that it printed.</returns>
    public static async Task<(int ExitCode, string Output)> RunAsync(params string[] arguments)
    {
        var token = TestContext.Current.CancellationToken;
        using var process = Start(arguments);
        var (output, errors) = (
            process.StandardOutput.ReadToEndAsync(token),
            process.StandardError.ReadToEndAsync(token)
        );
        await process.WaitForExitAsync(token);
        return (process.ExitCode, await output + await errors);
    }

    /// <summary>Starts <c>voicesmith</c>; what it prints is the caller's to read.</summary>
    public static Process Start(params string[] arguments) =>
        Process.Start(
            new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "voicesmith.dll"), .. arguments])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
}
