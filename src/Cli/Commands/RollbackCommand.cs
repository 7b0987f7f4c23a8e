using System.CommandLine;
using System.Net.Http.Json;

namespace VoiceSmith.Cli.Commands;

/// <summary><c>voicesmith rollback NAME --server URL</c></summary>
internal static class RollbackCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("name") { Description = "The voice." };
        var version = new Option<string?>("--version") { Description = "Which of its versions is to speak again; the one before the current one where it is not given." };
        var (server, by) = (RemoteServer.Option(), RemoteServer.ByOption());
        var command = new Command("rollback", "Lets an earlier version of a voice speak again on a running server. Twice is back where it was.") { name, server, version, by };
        command.SetAction((arguments, cancellationToken) => CommandLine.RunAsync(async cancelled =>
        {
            using var remote = new RemoteServer(arguments.GetRequiredValue(server));
            using var content = JsonContent.Create(new { version = arguments.GetValue(version), by = arguments.GetValue(by) });
            PublishCommand.Report(await remote.SendAsync(HttpMethod.Post, $"api/voices/{Uri.EscapeDataString(arguments.GetRequiredValue(name))}/rollback", content, cancelled), "speaks again");
        }, cancellationToken));
        return command;
    }
}
