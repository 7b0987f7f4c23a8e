using System.CommandLine;
using VoiceSmith.Cli.Running;
using VoiceSmith.Hub;

namespace VoiceSmith.Cli.Commands;

/// <summary><c>voicesmith mcp</c></summary>
internal static class McpCommand
{
    public static Command Create()
    {
        var command = new Command(
            "mcp",
            "Serves an assistant over standard input and output (Model Context Protocol): tools speak and list_voices. Takes the server's options."
        )
        {
            TreatUnmatchedTokensAsErrors = false,
        };
        command.SetAction(
            (arguments, cancellationToken) =>
                CommandRunner.RunAsync(
                    cancelled => McpStdio.RunAsync([.. arguments.UnmatchedTokens], cancelled),
                    cancellationToken
                )
        );
        return command;
    }
}
