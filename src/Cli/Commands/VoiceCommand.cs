using System.CommandLine;
using Spectre.Console;
using VoiceSmith.Training;
using VoiceSmith.Training.Data;

namespace VoiceSmith.Cli.Commands;

/// <summary><c>voicesmith voice pack</c></summary>
internal static class VoiceCommand
{
    public static Command Create() => new("voice", "Makes voices of checkpoints.") { Pack() };

    private static Command Pack()
    {
        var acoustic = new Option<string>("--acoustic") { Description = "A checkpoint folder of 'train acoustic', or its --out folder for the newest.", Required = true };
        var vocoder = new Option<string>("--vocoder") { Description = "A checkpoint folder of 'train vocoder', or its --out folder for the newest.", Required = true };
        var data = new Option<string>("--data") { Description = "What they were trained on.", Required = true };
        var name = new Option<string>("--name") { Description = "What listeners will call it.", Required = true };
        var output = new Option<string>("--out") { Description = "The .voice file.", Required = true };
        var noise = new Option<double?>("--voiced-noise") { Description = "Factor on the noise of voiced frames, 0 to 1." };
        var command = new Command("pack", "Packs an acoustic model and a vocoder into one .voice file.") { acoustic, vocoder, data, name, output, noise };
        command.SetAction((arguments, cancellationToken) => CommandLine.RunAsync(_ =>
        {
            using var dataset = Dataset.Open(arguments.GetRequiredValue(data));
            var manifest = VoicePacker.Pack(CheckpointFolder.NewestIn(arguments.GetRequiredValue(acoustic)), CheckpointFolder.NewestIn(arguments.GetRequiredValue(vocoder)), dataset.Manifest,
                arguments.GetRequiredValue(name), arguments.GetRequiredValue(output), arguments.GetValue(noise));
            AnsiConsole.MarkupLineInterpolated($"{manifest.Name} {manifest.Version}: acoustic step {manifest.AcousticStep}, vocoder step {manifest.VocoderStep}");
            return Task.CompletedTask;
        }, cancellationToken));
        return command;
    }
}
