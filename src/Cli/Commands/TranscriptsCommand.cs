using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using VoiceSmith.Cli.Running;
using VoiceSmith.Models.Acoustic;
using VoiceSmith.Training.Acoustic;
using VoiceSmith.Training.Checkpoints;
using VoiceSmith.Training.Data;

namespace VoiceSmith.Cli.Commands;

/// <summary><c>voicesmith transcripts check --data DIR --from CHECKPOINT</c></summary>
internal static class TranscriptsCommand
{
    private static readonly Option<string> Data = new("--data")
    {
        Description = "Folder written by 'prepare'.",
        Required = true,
    };
    private static readonly Option<string> From = new("--from")
    {
        Description = "An acoustic checkpoint, the --out folder of its training, or a .voice with training parts.",
        Required = true,
    };
    private static readonly Option<string?> Output = new("--out")
    {
        Description = "Table of all recordings: id, verdict, likelihood of its transcript and of the best other one.",
    };

    public static Command Create()
    {
        var check = new Command(
            "check",
            "Flags recordings whose transcript does not fit their sound, by the likelihood of a trained aligner."
        )
        {
            Data,
            From,
            Output,
        };
        check.SetAction(
            (arguments, cancellationToken) =>
                CommandRunner.RunAsync(
                    cancelled =>
                    {
                        Check(
                            arguments.GetRequiredValue(Data),
                            arguments.GetRequiredValue(From),
                            arguments.GetValue(Output),
                            cancelled
                        );
                        return Task.CompletedTask;
                    },
                    cancellationToken
                )
        );
        return new("transcripts", "Checks of transcripts.") { check };
    }

    private static void Check(string folder, string from, string? output, CancellationToken cancellationToken)
    {
        using var data = PreparedCorpus.Open(folder);
        using var model = Load(from, data.Manifest);
        IReadOnlyList<TranscriptVerdict> verdicts = [];
        AnsiConsole
            .Progress()
            .Start(context =>
            {
                var task = context.AddTask("Checking");
                verdicts = new TranscriptCheck(model, data).Run(
                    (done, total) => (task.Value, task.MaxValue) = (done, total),
                    cancellationToken
                );
            });
        foreach (var verdict in verdicts.Where(verdict => verdict.Suspicious))
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{verdict.Utterance.Id}  own {verdict.Own:F2}, other {verdict.Other:F2}  {verdict.Utterance.Text}"
                )
            );
        Console.WriteLine(
            $"{verdicts.Count(verdict => verdict.Suspicious)} of {verdicts.Count} transcripts do not fit."
        );
        if (output is not null)
            File.WriteAllLines(output, verdicts.Select(Line));
    }

    private static string Line(TranscriptVerdict verdict) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{verdict.Utterance.Id}\t{(verdict.Suspicious ? "suspicious" : "fits")}\t{verdict.Own:F4}\t{verdict.Other:F4}"
        );

    private static AcousticModel Load(string from, PreparedCorpusManifest data)
    {
        var stored = StoredAcoustic.Load(from, data);
        if (!stored.Data.Symbols.SequenceEqual(data.Symbols) || stored.Data.Mel != data.Mel)
        {
            stored.Model.Dispose();
            throw new VoiceSmithException(
                "VS3006",
                $"'{from}' does not fit the recordings.",
                "It was trained with other phoneme symbols or mel frames.",
                "Train an aligner on this data, or prepare the data as that of the checkpoint."
            );
        }
        stored.Model.eval();
        return stored.Model;
    }
}
