using System.CommandLine;
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
            DataCommand.Create(),
            RunsCommand.Create(),
            BenchCommand.Create(),
            DoctorCommand.Create(),
        };
}
