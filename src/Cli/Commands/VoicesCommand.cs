using System.CommandLine;
using Spectre.Console;
using VoiceSmith.Models;

namespace VoiceSmith.Cli.Commands;

/// <summary><c>voicesmith voices [FOLDER]</c></summary>
internal static class VoicesCommand
{
    public static Command Create()
    {
        var folder = new Argument<string?>("folder") { Description = "A folder of .voice files, listed besides the built-in voices.", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("voices", "Lists voices: name, version, training steps, licence.") { folder };
        command.SetAction((arguments, cancellationToken) => CommandLine.RunAsync(_ =>
        {
            List(arguments.GetValue(folder));
            return Task.CompletedTask;
        }, cancellationToken));
        return command;
    }

    private static void List(string? folder)
    {
        var table = new Table().AddColumns("name", "version", "acoustic step", "vocoder step", "speakers", "licence", "where").Border(TableBorder.Simple);
        foreach (var name in Voice.EmbeddedNames)
            AddRow(table, Voice.LoadEmbedded(name), "built in");
        if (folder is not null)
            foreach (var path in Directory.EnumerateFiles(folder, "*.voice").Order(StringComparer.Ordinal))
                AddRow(table, Voice.Load(path), path);
        AnsiConsole.Write(table);
    }

    private static void AddRow(Table table, Voice voice, string where)
    {
        using (voice)
        {
            var (manifest, origin) = (voice.Manifest, voice.Manifest.Provenance);
            table.AddRow(new[] { manifest.Name, manifest.Version, $"{origin.AcousticStep}", $"{origin.VocoderStep}", string.Join(", ", manifest.Speakers), origin.Licence, where }
                .Select(Markup.Escape).ToArray());
        }
    }
}
