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
            CompareCommand.Create(),
            DataCommand.Create(),
            RunsCommand.Create(),
            BenchCommand.Create(),
            DoctorCommand.Create(),
        };

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

    /// <inheritdoc cref="RunAsync(Func{CancellationToken, Task{int}}, CancellationToken)"/>
    public static Task<int> RunAsync(Func<CancellationToken, Task> work, CancellationToken cancellationToken) =>
        RunAsync(
            async cancelled =>
            {
                await work(cancelled);
                return 0;
            },
            cancellationToken
        );

    /// <summary>
    /// Runs a command's work. VoiceSmith's errors are printed and give exit code 1, Ctrl-C gives 130.
    /// </summary>
    /// <param name="work">Returns the exit code.</param>
    /// <param name="cancellationToken">Cancelled by Ctrl-C and SIGTERM.</param>
    public static async Task<int> RunAsync(Func<CancellationToken, Task<int>> work, CancellationToken cancellationToken)
    {
        try
        {
            // signals arrive once this method has returned its task
            return await Task.Run(() => work(cancellationToken), CancellationToken.None);
        }
        catch (OperationCanceledException)
        {
            return 130;
        }
        catch (VoiceSmithException error)
        {
            await Console.Error.WriteLineAsync(error.Message.TrimEnd());
            return 1;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            var explained = new VoiceSmithException(
                "VS6001",
                "A file or folder cannot be read or written.",
                error.Message,
                "Name one that exists, or that can be written."
            );
            await Console.Error.WriteLineAsync(explained.Message.TrimEnd());
            return 1;
        }
    }
}
