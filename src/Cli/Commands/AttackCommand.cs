using System.CommandLine;
using VoiceSmith.Cli.Bench;
using VoiceSmith.Cli.Running;

namespace VoiceSmith.Cli.Commands;

/// <summary><c>voicesmith bench attack</c>: the process of attackers that other benchmarks start.</summary>
internal static class AttackCommand
{
    public static Command Create()
    {
        var port = new Option<int>("--port") { Required = true };
        var (connections, cancels) = (new Option<int>("--connections"), new Option<int>("--cancels"));
        var command = new Command(Attackers.Command) { port, connections, cancels };
        command.Hidden = true;
        command.SetAction(
            (arguments, cancellationToken) =>
                CommandRunner.RunAsync(
                    _ =>
                        Attackers.ServeAsync(
                            arguments.GetRequiredValue(port),
                            arguments.GetValue(connections),
                            arguments.GetValue(cancels)
                        ),
                    cancellationToken
                )
        );
        return command;
    }
}
