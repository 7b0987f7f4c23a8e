using System.CommandLine;
using Spectre.Console;
using VoiceSmith.Models.G2P;
using VoiceSmith.Text.Normalization;
using VoiceSmith.Text.Phonemes;
using VoiceSmith.Training.Data;

namespace VoiceSmith.Cli.Commands;

/// <summary><c>voicesmith prepare CORPUS --out DIR</c></summary>
internal static class PrepareCommand
{
    public static Command Create()
    {
        var corpus = new Argument<string>("corpus") { Description = "A folder in LJ Speech layout: metadata.csv and wavs/." };
        var output = new Option<string>("--out") { Description = "Where the features go.", Required = true };
        var licence = new Option<string?>("--licence") { Description = "The recordings' licence, where the corpus does not say." };
        var command = new Command("prepare", "Turns recordings and transcripts into features for training.") { corpus, output, licence };
        command.SetAction((arguments, cancellationToken) => CommandLine.RunAsync(cancelled =>
        {
            Prepare(arguments.GetRequiredValue(corpus), arguments.GetRequiredValue(output), new() { Licence = arguments.GetValue(licence) }, cancelled);
            return Task.CompletedTask;
        }, cancellationToken));
        return command;
    }

    private static void Prepare(string corpus, string output, PreparationOptions options, CancellationToken cancellationToken)
    {
        var skipped = new List<string>();
        var preparer = new CorpusPreparer(options, new TextNormalizer(), new EnglishPhonemizer(NeuralGraphemeToPhoneme.English));
        DatasetManifest? manifest = null;
        AnsiConsole.Progress().Start(context =>
        {
            var task = context.AddTask("Preparing");
            manifest = preparer.Prepare(corpus, output, skipped.Add, (done, all) => (task.Value, task.MaxValue) = (done, all), cancellationToken);
        });
        foreach (var line in skipped)
            AnsiConsole.MarkupLineInterpolated($"[yellow]left out[/] {line}");
        var frames = manifest!.Utterances.Sum(item => (long)item.Frames);
        var minutes = frames * manifest.Mel.HopLength / (double)manifest.Mel.SampleRate / 60;
        AnsiConsole.MarkupLineInterpolated($"{manifest.Utterances.Count} recordings, {minutes:F1} minutes, {manifest.Utterances.Count(item => item.Validation)} for validation; {skipped.Count} left out.");
    }
}
