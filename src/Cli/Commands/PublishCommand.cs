using System.CommandLine;
using VoiceSmith.Cli.Arguments;
using VoiceSmith.Cli.Running;
using VoiceSmith.Contracts;

namespace VoiceSmith.Cli.Commands;

/// <summary><c>voicesmith publish VOICE --server URL</c></summary>
internal static class PublishCommand
{
    public static Command Create()
    {
        var voice = new Argument<FileInfo>("voice") { Description = "A .voice file." };
        var name = new Option<string?>("--name")
        {
            Description = "What requests will call it; what it calls itself where it is not given.",
        };
        var source = new Option<string?>("--source")
        {
            Description = "Where it comes from, for the history; the file's name where it is not given.",
        };
        var share = new Option<double?>("--share")
        {
            Description = "Compare it with the version that speaks: the share of utterances that it gets, 0 to 1.",
        };
        var (server, key, by) = (RemoteOptions.Server(), RemoteOptions.Key(), RemoteOptions.By());
        var command = new Command(
            "publish",
            "Sends a voice to a running server: once its gate has passed it, the next utterances are spoken by it."
        )
        {
            voice,
            server,
            key,
            name,
            by,
            source,
            share,
        };
        command.SetAction(
            (arguments, cancellationToken) =>
                CommandRunner.RunAsync(
                    async cancelled =>
                    {
                        var request = new PublishRequest
                        {
                            Name = arguments.GetValue(name),
                            By = arguments.GetValue(by),
                            Source = arguments.GetValue(source),
                            Share = arguments.GetValue(share),
                        };
                        await using var client = RemoteOptions.Connect(
                            arguments.GetRequiredValue(server),
                            arguments.GetValue(key)
                        );
                        var publication = await client.Voices.PublishAsync(
                            arguments.GetRequiredValue(voice).FullName,
                            request,
                            cancelled
                        );
                        Console.WriteLine(
                            $"Version {publication.Version} {(request.Share is null ? "speaks from now on" : "is compared from now on")}."
                        );
                    },
                    cancellationToken
                )
        );
        return command;
    }
}
