using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Spectre.Console;
using VoiceSmith.Audio;
using VoiceSmith.Cli.Arguments;
using VoiceSmith.Cli.Running;
using VoiceSmith.Cli.Suite;
using VoiceSmith.Models;
using VoiceSmith.Models.Acoustic;
using VoiceSmith.Models.Checkpoints;
using VoiceSmith.Training;
using VoiceSmith.Training.Checkpoints;
using VoiceSmith.Training.Data;
using VoiceSmith.Training.Reports;

namespace VoiceSmith.Cli.Commands;

/// <summary>
/// <c>voicesmith evaluate --voice VOICE --data DIR</c>, or <c>evaluate --suite --voice VOICE --out DIR</c>.
/// </summary>
internal static class EvaluateCommand
{
    private static readonly Option<string?> VoicePath = VoiceSource.Option();
    private static readonly Option<string?> Data = new("--data")
    {
        Description = "Prepared recordings; those for validation are spoken and compared.",
    };
    private static readonly Option<string?> SpeakerName = VoiceSource.SpeakerOption();
    private static readonly Option<string?> AlignerPath = new("--aligner")
    {
        Description =
            "Acoustic checkpoint, its --out folder, or a .voice with training parts, whose aligner scores the sound.",
    };
    private static readonly Option<BatchLimit> Limit = OptionRange.Limit("--limit", "Sentences: a number or a share.");
    private static readonly Option<string?> Output = new("--out")
    {
        Description = "Folder for the sound and scores.json, or for the page of a suite.",
    };
    private static readonly Option<bool> Suite = new("--suite")
    {
        Description = "Speaks sets of sentences and writes a page with players, mel pictures and scores: suite.html.",
    };
    private static readonly Option<string?> Against = new("--against")
    {
        Description = "With --suite: a second voice, beside the first.",
    };
    private static readonly Option<string[]> Texts = new("--text")
    {
        Description = "With --suite: further sentences, one per line, with or without an id before a tab or bar.",
        AllowMultipleArgumentsPerToken = true,
    };

    public static Command Create()
    {
        var command = new Command(
            "evaluate",
            "Compares a voice with recordings of the same sentences: mel distance, F0, durations, aligner likelihood."
        )
        {
            VoicePath,
            Data,
            SpeakerName,
            AlignerPath,
            Limit,
            Output,
            Suite,
            Against,
            Texts,
        };
        command.Validators.Add(result =>
        {
            var suite = result.GetValue(Suite);
            if (suite && result.GetValue(Output) is null)
                result.AddError("--suite needs --out DIR.");
            if (!suite && result.GetValue(Data) is null)
                result.AddError("Give --data DIR, or --suite.");
            if (!suite && (result.GetValue(Against) is not null || result.GetValue(Texts) is { Length: > 0 }))
                result.AddError("--against and --text belong to --suite.");
        });
        command.SetAction(
            (arguments, cancellationToken) =>
                CommandRunner.RunAsync(
                    cancelled =>
                    {
                        if (arguments.GetValue(Suite))
                            return SuiteCommand.RunAsync(RequestOf(arguments), cancelled);
                        Evaluate(arguments, cancelled);
                        return Task.CompletedTask;
                    },
                    cancellationToken
                )
        );
        return command;
    }

    private static SuiteRequest RequestOf(ParseResult arguments) =>
        new(
            arguments.GetValue(Against) is { } other
                ? [arguments.GetValue(VoicePath), other]
                : [arguments.GetValue(VoicePath)],
            arguments.GetValue(SpeakerName),
            arguments.GetValue(Texts) ?? [],
            arguments.GetValue(Data),
            arguments.GetValue(AlignerPath),
            arguments.GetValue(Limit),
            arguments.GetRequiredValue(Output)!
        );

    private static void Evaluate(ParseResult arguments, CancellationToken cancellationToken)
    {
        using var voice = Voice.LoadNamed(arguments.GetValue(VoicePath));
        using var data = PreparedCorpus.Open(arguments.GetRequiredValue(Data)!);
        using var judge = LoadAligner(arguments.GetValue(AlignerPath));
        var speaker = voice.Manifest.SpeakerRow(arguments.GetValue(SpeakerName));
        var evaluation = new VoiceEvaluation(voice, data, judge?.Aligner);
        var items = data.Manifest.ValidationUtterances;
        var scores = new List<SentenceScore>();
        foreach (var item in items.Take(arguments.GetValue(Limit).Of(items.Count)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (score, sound) = evaluation.Score(item, speaker);
            scores.Add(score);
            if (arguments.GetValue(Output) is { } folder)
                WavFile.Write(Path.Combine(Directory.CreateDirectory(folder).FullName, item.Id + ".wav"), sound);
        }
        Show(scores);
        if (arguments.GetValue(Output) is { } target)
            AtomicFile.Write(
                Path.Combine(target, "scores.json"),
                stream =>
                    JsonSerializer.Serialize(stream, scores.ToDictionary(score => score.Id, score => score.Values))
            );
    }

    private static AcousticModel? LoadAligner(string? path)
    {
        if (path is null)
            return null;
        var model = StoredAcoustic.Load(path, null).Model;
        model.eval();
        return model;
    }

    private static void Show(List<SentenceScore> scores)
    {
        if (scores.Count == 0)
            return;
        var names = scores[0].Values.Keys.ToArray();
        var table = new Table().Border(TableBorder.Simple).AddColumn("sentence").AddColumns(names);
        foreach (var score in scores)
            table.AddRow([Markup.Escape(score.Id), .. names.Select(name => Text(score.Values[name]))]);
        table.AddRow(["mean", .. names.Select(name => Text(scores.Average(score => score.Values[name])))]);
        AnsiConsole.Write(table);
    }

    private static string Text(double value) => value.ToString("G4", CultureInfo.InvariantCulture);
}
