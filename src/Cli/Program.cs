using System.CommandLine;
using VoiceSmith.Cli;

// Long enough for training to finish its step and write a checkpoint after Ctrl-C or SIGTERM.
var invocation = new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromMinutes(2) };
return await CommandLine.Create().Parse(args).InvokeAsync(invocation);
