using System.CommandLine;
using VoiceSmith.Cli.Running;
using VoiceSmith.Hub;

namespace VoiceSmith.Cli.Commands;

/// <summary><c>voicesmith serve</c></summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        var command = new Command(
            "serve",
            "Runs the server until it is told to stop. Takes the server's options: --urls http://localhost:5080, --Voices:Folder DIR, --Voices:Watch DIR, …"
        )
        {
            TreatUnmatchedTokensAsErrors = false,
        };
        command.SetAction(
            (arguments, cancellationToken) =>
                CommandRunner.RunAsync(
                    cancelled => SpeechServer.ServeAsync([.. arguments.UnmatchedTokens], cancelled),
                    cancellationToken
                )
        );
        return command;
    }
}
