using System.Diagnostics;

namespace VoiceSmith.EndToEnd.Tests;

/// <summary>Programs that a test runs to their end, such as <c>dotnet</c> and <c>npm</c>.</summary>
internal static class ChildProcess
{
    /// <summary>Folder of the native libraries of torch beside the tests.</summary>
    public static string Libtorch { get; } = Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native");

    /// <summary>Runs a program in a folder; fails the test if it does not succeed.</summary>
    /// <returns>All that it printed.</returns>
    public static async Task<string> RunAsync(string program, string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["MSBUILDDISABLENODEREUSE"] = "1",
                ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
                ["VOICESMITH_LIBTORCH"] = Libtorch,
            },
        };
        using var process = Process.Start(start)!;
        var token = TestContext.Current.CancellationToken;
        var (output, errors) = (
            process.StandardOutput.ReadToEndAsync(token),
            process.StandardError.ReadToEndAsync(token)
        );
        await process.WaitForExitAsync(token);
        var all = await output + await errors;
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}\n{all}");
        return all;
    }
}
