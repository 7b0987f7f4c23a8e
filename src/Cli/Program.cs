using VoiceSmith.Cli;

return await CommandLine.Create().Parse(args).InvokeAsync();
