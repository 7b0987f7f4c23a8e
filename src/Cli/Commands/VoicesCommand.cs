using System.CommandLine;
using Spectre.Console;
using VoiceSmith.Cli.Arguments;
using VoiceSmith.Cli.Running;
using VoiceSmith.Contracts;
using VoiceSmith.Models;

namespace VoiceSmith.Cli.Commands;

/// <summary><c>voicesmith voices [FOLDER] [--server URL]</c></summary>
internal static class VoicesCommand
{
    public static Command Create()
    {
        var folder = new Argument<string?>("folder")
        {
            Description = "A folder of .voice files, listed besides the built-in voices.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var server = RemoteOptions.OptionalServer("Lists the voices of a running server instead.");
        var key = RemoteOptions.Key();
        var command = new Command("voices", "Lists voices: name, version, training steps, licence.")
        {
            folder,
            server,
            key,
        };
        command.SetAction(
            (arguments, cancellationToken) =>
                CommandRunner.RunAsync(
                    async cancelled =>
                    {
                        var table = new Table()
                            .AddColumns(
                                "name", "version", "acoustic step", "vocoder step", "speakers", "licence",
                                "where"
                            )
                            .Border(TableBorder.Simple);
                        if (arguments.GetValue(server) is { } address)
                            await AddServerAsync(table, address, arguments.GetValue(key), cancelled);
                        else
                            AddFiles(table, arguments.GetValue(folder));
                        AnsiConsole.Write(table);
                    },
                    cancellationToken
                )
        );
        return command;
    }

    private static async Task AddServerAsync(
        Table table,
        Uri address,
        string? key,
        CancellationToken cancellationToken
    )
    {
        await using var client = RemoteOptions.Connect(address, key);
        foreach (var voice in await client.Voices.ListAsync(cancellationToken))
        {
            var versions = await client.Voices.VersionsAsync(voice.Name, cancellationToken);
            var origin = versions.Versions.First(version => version.Version == versions.Current).Provenance;
            AddRow(table, voice.Name, versions.Current, voice.Speakers, origin, $"{address}");
        }
    }

    private static void AddFiles(Table table, string? folder)
    {
        foreach (var name in Voice.EmbeddedNames)
            AddFile(table, Voice.LoadEmbedded(name), "built in");
        if (folder is not null)
            foreach (var path in Directory.EnumerateFiles(folder, "*.voice").Order(StringComparer.Ordinal))
                AddFile(table, Voice.Load(path), path);
    }

    private static void AddFile(Table table, Voice voice, string where)
    {
        using (voice)
            AddRow(
                table,
                voice.Manifest.Name,
                voice.Manifest.Version,
                voice.Manifest.Speakers,
                voice.Manifest.Provenance,
                where
            );
    }

    private static void AddRow(
        Table table,
        string name,
        string version,
        IEnumerable<string> speakers,
        Provenance origin,
        string where
    ) =>
        table.AddRow(
            new[]
            {
                name,
                version,
                $"{origin.AcousticStep}",
                $"{origin.VocoderStep}",
                string.Join(", ", speakers),
                origin.Licence,
                where,
            }
                .Select(Markup.Escape)
                .ToArray()
        );
}
