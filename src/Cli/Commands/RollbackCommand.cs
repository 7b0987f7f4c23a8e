using System.CommandLine;
using VoiceSmith.Cli.Arguments;
using VoiceSmith.Cli.Running;

namespace VoiceSmith.Cli.Commands;

/// <summary><c>voicesmith rollback NAME --server URL</c></summary>
internal static class RollbackCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("name") { Description = "The voice." };
        var version = new Option<string?>("--version")
        {
            Description =
                "Which of its versions is to speak again; the one before the current one where it is not given.",
        };
        var (server, key, by) = (RemoteOptions.Server(), RemoteOptions.Key(), RemoteOptions.By());
        var command = new Command(
            "rollback",
            "Lets an earlier version of a voice speak again on a running server. Twice is back where it was."
        )
        {
            name,
            server,
            key,
            version,
            by,
        };
        command.SetAction(
            (arguments, cancellationToken) =>
                CommandRunner.RunAsync(
                    async cancelled =>
                    {
                        await using var client = RemoteOptions.Connect(
                            arguments.GetRequiredValue(server),
                            arguments.GetValue(key)
                        );
                        var publication = await client.Voices.RollBackAsync(
                            arguments.GetRequiredValue(name),
                            new(arguments.GetValue(version), arguments.GetValue(by)),
                            cancelled
                        );
                        Console.WriteLine($"Version {publication.Version} speaks again.");
                    },
                    cancellationToken
                )
        );
        return command;
    }
}
