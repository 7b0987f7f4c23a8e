using System.CommandLine;
using System.CommandLine.Invocation;
using Spectre.Console;
using VoiceSmith.Cli;

if (Console.IsOutputRedirected)
    AnsiConsole.Profile.Width = 200; // tables in files need not be as narrow as a terminal

// Long enough for training to finish its step and write a checkpoint after Ctrl-C or SIGTERM.
var invocation = new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromMinutes(2) };
var command = CommandLine.Parse(args);
if (CommandLine.MissingCommand(command) is { } missing)
{
    await Console.Error.WriteLineAsync(missing);
    return 1;
}
if (command.Action is ParseErrorAction errors)
    errors.ShowHelp = false; // what is wrong is not to be looked for above a screen of help
return await command.InvokeAsync(invocation);
