using System.Diagnostics;
using System.Reflection;
using Spectre.Console;

namespace VoiceSmith.EndToEnd.Tests;

/// <summary>The command line as a person runs it, in a process of its own, or here.</summary>
internal static class CommandLineProcess
{
    private const int Width = 200; // of tables in a file, as the program sets it

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

    /// <summary>
    /// The same within this process, which takes milliseconds: for tests of many commands that talk to a server. One at
    /// a time.
    /// </summary>
    public static async Task<(int ExitCode, string Output)> RunHereAsync(params string[] arguments)
    {
        using StringWriter output = new(),
            errors = new();
        var (console, consoleErrors, ansi) = (Console.Out, Console.Error, AnsiConsole.Console);
        try
        {
            Console.SetOut(output);
            Console.SetError(errors);
            AnsiConsole.Console = AnsiConsole.Create(
                new() { Out = new AnsiConsoleOutput(output), Interactive = InteractionSupport.No }
            );
            AnsiConsole.Profile.Width = Width;
            var main = Assembly.Load("voicesmith").EntryPoint!;
            var exitCode = await Task.Run(() => (int)main.Invoke(null, [arguments])!);
            return (exitCode, output.ToString() + errors);
        }
        finally
        {
            AnsiConsole.Console = ansi;
            Console.SetOut(console);
            Console.SetError(consoleErrors);
        }
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
