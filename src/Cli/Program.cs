using System.CommandLine;
using Spectre.Console;
using VoiceSmith.Cli;

if (Console.IsOutputRedirected)
    AnsiConsole.Profile.Width = 200;         // tables in files need not be as narrow as a terminal

// Long enough for training to finish its step and write a checkpoint after Ctrl-C or SIGTERM.
var invocation = new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromMinutes(2) };
return await CommandLine.Create().Parse(args).InvokeAsync(invocation);
