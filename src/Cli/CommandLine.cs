using System.CommandLine;
using VoiceSmith.Cli.Commands;

namespace VoiceSmith.Cli;

/// <summary>The command line of <c>voicesmith</c>.</summary>
internal static class CommandLine
{
    public static RootCommand Create() => new("Speech from text as it arrives, and the training of its voices.")
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
        RunsCommand.Create(),
        BenchCommand.Create(),
    };

    /// <summary>Runs a command's work: its own errors are printed for people, Ctrl-C is no error.</summary>
    public static async Task<int> RunAsync(Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        try
        {
            await Task.Run(() => work(cancellationToken), CancellationToken.None);     // signals are listened to only once this method has returned its task
            return 0;
        }
        catch (OperationCanceledException)
        {
            return 130;
        }
        catch (Exception error) when (error is VoiceSmithException or FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync(error.Message.TrimEnd());
            return 1;
        }
    }
}
