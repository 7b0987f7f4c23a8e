using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using VoiceSmith.Cli.Arguments;
using VoiceSmith.Cli.Running;
using VoiceSmith.Models.G2P;
using VoiceSmith.Text.Normalization;
using VoiceSmith.Text.Phonemes;
using VoiceSmith.Text.Phonemizers;
using VoiceSmith.Training.Corpora;
using VoiceSmith.Training.Data;

namespace VoiceSmith.Cli.Commands;

/// <summary><c>voicesmith prepare CORPUS… --out DIR</c></summary>
internal static class PrepareCommand
{
    private const double MaxDuration = 3600; // seconds

    private static readonly PreparationOptions Standard = new();

    private static readonly Argument<string[]> Source = new("corpus")
    {
        Description =
            "Folder of recordings: LJ Speech and relatives, a table or JSON lines, LibriTTS(-R), Hi-Fi TTS, VCTK, "
            + "Common Voice, or sound files with a .txt beside each. Several become one data set.",
        Arity = ArgumentArity.OneOrMore,
    };
    private static readonly Option<string> Output = new("--out")
    {
        Description = "Folder for the features. Those of recordings that did not change are reused.",
        Required = true,
    };
    private static readonly Option<string?> Licence = new("--licence")
    {
        Description = "The recordings' licence. Default: as the corpus states.",
    };
    private static readonly Option<string?> Layout = new("--layout")
    {
        Description = $"Layout of the corpus: {string.Join(", ", Corpus.LayoutNames)}. Default: detected.",
    };
    private static readonly Option<string> Language = With(
        "--language",
        "Language of the recordings; others are left out.",
        Standard.Language
    );
    private static readonly Option<double> MinSeconds = With(
            "--min-seconds",
            "Shorter recordings are left out.",
            Standard.MinDuration.TotalSeconds
        )
        .InRange(0, MaxDuration);
    private static readonly Option<double> MaxSeconds = With(
            "--max-seconds",
            "Longer recordings are left out.",
            Standard.MaxDuration.TotalSeconds
        )
        .InRange(0, MaxDuration, excludesLeast: true);
    private static readonly Option<double> Loudness = With(
            "--loudness",
            "Target loudness of every recording in LUFS.",
            Standard.Loudness!.Value
        )
        .InRange(-60, 0);
    private static readonly Option<bool> KeepLoudness = new("--keep-loudness")
    {
        Description = "Keeps the recordings' loudness.",
    };
    private static readonly Option<bool> KeepEnds = new("--keep-ends")
    {
        Description = "Keeps silence before and after speech.",
    };
    private static readonly Option<int> Workers = With(
            "--workers",
            "Recordings prepared in parallel.",
            Standard.Workers
        )
        .InRange(1, 1024);

    public static Command Create()
    {
        var command = new Command("prepare", "Turns recordings and transcripts into features for training.")
        {
            Source,
            Output,
            Licence,
            Layout,
            Language,
            MinSeconds,
            MaxSeconds,
            Loudness,
            KeepLoudness,
            KeepEnds,
            Workers,
        };
        command.SetAction(
            (arguments, cancellationToken) =>
                CommandRunner.RunAsync(
                    cancelled =>
                    {
                        Prepare(
                            arguments.GetRequiredValue(Source),
                            arguments.GetRequiredValue(Output),
                            Options(arguments),
                            cancelled
                        );
                        return Task.CompletedTask;
                    },
                    cancellationToken
                )
        );
        return command;
    }

    private static PreparationOptions Options(ParseResult arguments) =>
        new()
        {
            Licence = arguments.GetValue(Licence),
            Layout = arguments.GetValue(Layout),
            Language = arguments.GetRequiredValue(Language),
            MinDuration = TimeSpan.FromSeconds(arguments.GetValue(MinSeconds)),
            MaxDuration = TimeSpan.FromSeconds(arguments.GetValue(MaxSeconds)),
            Loudness = arguments.GetValue(KeepLoudness) ? null : arguments.GetValue(Loudness),
            TrimDb = arguments.GetValue(KeepEnds) ? null : Standard.TrimDb,
            Workers = arguments.GetValue(Workers),
        };

    private static void Prepare(
        string[] corpus,
        string output,
        PreparationOptions options,
        CancellationToken cancellationToken
    )
    {
        var phonemizer = new EnglishPhonemizer(NeuralGraphemeToPhoneme.English);
        var preparer = new CorpusPreparer(options, new TextNormalizer(), phonemizer);
        PreparationResult? result = null;
        ProgressColumn[] columns =
        [
            new TaskDescriptionColumn(),
            new ProgressBarColumn(),
            new PercentageColumn(),
            new RemainingTimeColumn(),
        ];
        AnsiConsole
            .Progress()
            .Columns(columns)
            .Start(context =>
            {
                var task = context.AddTask("Preparing");
                result = preparer.Prepare(
                    corpus,
                    output,
                    (done, total) => (task.Value, task.MaxValue) = (done, total),
                    cancellationToken
                );
            });
        Show(result!, Path.Combine(output, CorpusPreparer.ReportFile));
        result!.RequireUsable();
    }

    private static void Show(PreparationResult result, string report)
    {
        var data = result.Manifest;
        var minutes = data.SecondsOf(data.Utterances.Sum(item => (long)item.Frames)) / 60;
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{data.Layout}: {data.Utterances.Count} recordings of "
                    + $"{data.Speakers.Count} speakers, {minutes:F1} minutes, {data.ValidationUtterances.Count} for validation."
            )
        );
        Console.WriteLine($"{result.Computed} computed, {result.Reused} reused from an earlier preparation.");
        foreach (var reason in data.Rejected.GroupBy(item => item.Reason).OrderByDescending(group => group.Count()))
            Console.WriteLine(
                $"  left out: {reason.Count()} {reason.Key}, such as {reason.First().Id} ({reason.First().Detail})"
            );
        if (data.Rejected.Count > 0)
            Console.WriteLine($"All that was left out is listed in {report}");
    }

    private static Option<T> With<T>(string name, string description, T standard) =>
        new(name) { Description = description, DefaultValueFactory = _ => standard };
}
