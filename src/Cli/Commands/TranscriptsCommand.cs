using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Spectre.Console;
using VoiceSmith.Models.Acoustic;
using VoiceSmith.Models.Checkpoints;
using VoiceSmith.Training;
using VoiceSmith.Training.Acoustic;
using VoiceSmith.Training.Data;

namespace VoiceSmith.Cli.Commands;

/// <summary><c>voicesmith transcripts check --data DIR --from CHECKPOINT</c></summary>
internal static class TranscriptsCommand
{
    private static readonly Option<string> Data = new("--data") { Description = "What 'prepare' made.", Required = true };
    private static readonly Option<string> From = new("--from") { Description = "An acoustic checkpoint, or the --out folder of its training.", Required = true };
    private static readonly Option<string?> Output = new("--out") { Description = "A table of all recordings: id, verdict, likelihood of its own text and of the best other one." };

    public static Command Create()
    {
        var check = new Command("check", "Flags recordings whose text does not fit their sound, by the likelihood that a trained aligner gives it.") { Data, From, Output };
        check.SetAction((arguments, cancellationToken) => CommandLine.RunAsync(cancelled =>
        {
            Check(arguments.GetRequiredValue(Data), CheckpointFolder.NewestIn(arguments.GetRequiredValue(From)), arguments.GetValue(Output), cancelled);
            return Task.CompletedTask;
        }, cancellationToken));
        return new("transcripts", "Looks into what recordings are said to say.") { check };
    }

    private static void Check(string folder, string checkpoint, string? output, CancellationToken cancellationToken)
    {
        using var data = Dataset.Open(folder);
        using var model = Load(checkpoint, data.Manifest);
        IReadOnlyList<TranscriptVerdict> verdicts = [];
        AnsiConsole.Progress().Start(context =>
        {
            var task = context.AddTask("Listening");
            verdicts = new TranscriptCheck(model, data).Run((done, all) => (task.Value, task.MaxValue) = (done, all), cancellationToken);
        });
        foreach (var verdict in verdicts.Where(verdict => verdict.Suspicious))
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{verdict.Utterance.Id}  own {verdict.Own:F2}, other {verdict.Other:F2}  {verdict.Utterance.Text}"));
        Console.WriteLine($"{verdicts.Count(verdict => verdict.Suspicious)} of {verdicts.Count} transcripts do not fit.");
        if (output is not null)
            File.WriteAllLines(output, verdicts.Select(verdict => string.Create(CultureInfo.InvariantCulture,
                $"{verdict.Utterance.Id}\t{(verdict.Suspicious ? "suspicious" : "fits")}\t{verdict.Own:F4}\t{verdict.Other:F4}")));
    }

    private static AcousticModel Load(string checkpoint, DatasetManifest data)
    {
        var manifest = CheckpointFolder.ReadManifest(checkpoint);
        var config = manifest.Kind == "acoustic" ? manifest.Config.Deserialize<AcousticConfig>()! : throw new VoiceSmithException("VS3006",
            $"'{checkpoint}' has no aligner.", $"It is a checkpoint of kind '{manifest.Kind}'.", "Name a checkpoint of 'voicesmith train acoustic'.");
        if (config.Vocabulary != data.Symbols.Count || config.MelBands != data.Mel.Bands)
            throw new VoiceSmithException("VS3006", $"'{checkpoint}' was trained on data of another kind.",
                $"It knows {config.Vocabulary} symbols and {config.MelBands} mel bands, the data has {data.Symbols.Count} and {data.Mel.Bands}.", "Train an aligner on this data, or prepare it as the checkpoint's was.");
        using var scope = TorchSharp.torch.NewDisposeScope();
        var model = new AcousticModel(config);
        ModuleWeights.Load(model, CheckpointFolder.ReadAverage(checkpoint), checkpoint);
        model.eval();
        return model;
    }
}
