using System.CommandLine;
using VoiceSmith.Cli.Arguments;
using VoiceSmith.Cli.Commands;

namespace VoiceSmith.Cli;

/// <summary>The command line of <c>voicesmith</c>.</summary>
internal static class CommandLine
{
    public static RootCommand Create() =>
        new("Speech from text as it arrives, and the training of its voices.")
        {
            SpeakCommand.Create(),
            ResynthesizeCommand.Create(),
            TextCommands.Normalize(),
            TextCommands.Split(),
            TextCommands.Pronounce(),
            TextCommands.Homograph(),
            TextCommands.Phonemize(),
            ExplainCommand.Create(),
            PrepareCommand.Create(),
            TranscriptsCommand.Create(),
            TrainCommand.Create(),
            FineTuneCommand.Create(),
            EvaluateCommand.Create(),
            VoicesCommand.Create(),
            VoiceCommand.Create(),
            CheckpointCommand.Create(),
            ServeCommand.Create(),
            KeysCommand.Create(),
            McpCommand.Create(),
            PublishCommand.Create(),
            RollbackCommand.Create(),
            CompareCommand.Create(),
            DataCommand.Create(),
            RunsCommand.Create(),
            BenchCommand.Create(),
            DoctorCommand.Create(),
        };

    /// <summary>Parses a command line; that of a resumed run is completed by the run's options.</summary>
    public static ParseResult Parse(IReadOnlyList<string> arguments) =>
        TrainerArguments.Complete(Create().Parse(arguments), arguments);

    /// <summary>The message for a command line that ends before a command that does something; else null.</summary>
    public static string? MissingCommand(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        if (parsed.Errors.Count == 0 || command.Subcommands.Count == 0 || command.Action is not null)
            return null;
        var given = parsed.UnmatchedTokens is [var first, ..] ? $"There is no command '{first}'. " : "";
        var names = string.Join(", ", command.Subcommands.Select(one => one.Name));
        return $"{given}Name one of: {names}. With --help each is described.";
    }
}
