namespace VoiceSmith.Cli.Running;

/// <summary>Runs the work of commands and turns errors into exit codes.</summary>
internal static class CommandRunner
{
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
