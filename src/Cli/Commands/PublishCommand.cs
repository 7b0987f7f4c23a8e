using System.CommandLine;
using System.Globalization;
using System.Text.Json;

namespace VoiceSmith.Cli.Commands;

/// <summary><c>voicesmith publish VOICE --server URL</c></summary>
internal static class PublishCommand
{
    public static Command Create()
    {
        var voice = new Argument<FileInfo>("voice") { Description = "A .voice file." };
        var name = new Option<string?>("--name") { Description = "What requests will call it; what it calls itself where it is not given." };
        var source = new Option<string?>("--source") { Description = "Where it comes from, for the history; the file's name where it is not given." };
        var share = new Option<double?>("--share") { Description = "Compare it with the version that speaks: the share of utterances that it gets, 0 to 1." };
        var (server, by) = (RemoteServer.Option(), RemoteServer.ByOption());
        var command = new Command("publish", "Sends a voice to a running server: once its gate has passed it, the next utterances are spoken by it.") { voice, server, name, by, source, share };
        command.SetAction((arguments, cancellationToken) => CommandLine.RunAsync(async cancelled =>
        {
            var file = arguments.GetRequiredValue(voice);
            using var content = new StreamContent(file.OpenRead());
            content.Headers.ContentType = new("application/octet-stream");
            using var remote = new RemoteServer(arguments.GetRequiredValue(server));
            var query = string.Join('&', new[]
            {
                ("name", arguments.GetValue(name)), ("by", arguments.GetValue(by)), ("source", arguments.GetValue(source) ?? file.Name),
                ("share", arguments.GetValue(share)?.ToString(CultureInfo.InvariantCulture)),
            }.Where(one => one.Item2 is not null).Select(one => $"{one.Item1}={Uri.EscapeDataString(one.Item2!)}"));
            Report(await remote.SendAsync(HttpMethod.Post, "api/voices?" + query, content, cancelled), arguments.GetValue(share) is null ? "speaks from now on" : "is compared from now on");
        }, cancellationToken));
        return command;
    }

    /// <summary>Says what the server did.</summary>
    internal static void Report(JsonElement publication, string what) => Console.WriteLine($"Version {publication.GetProperty("version").GetString()} {what}.");
}
