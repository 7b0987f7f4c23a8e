using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using VoiceSmith.Client;
using VoiceSmith.Contracts;

namespace VoiceSmith.Cli.Commands;

/// <summary>
/// <c>voicesmith data list|upload|check|recordings|decide|delete --server URL</c>: recordings in a running server.
/// </summary>
internal static class DataCommand
{
    private const string IdHelp = "Its id, as 'data list' shows it.";

    public static Command Create() =>
        new("data", "Uploads recordings to a running server, and shows what can be used of them.")
        {
            TrainingCommands.Create(
                "list",
                "Lists data sets.",
                [],
                (_, training, cancelled) => ShowAsync(training, cancelled)
            ),
            Upload(),
            Check(),
            Recordings(),
            Decide(),
            TrainingCommands.Delete(
                "delete",
                "data set",
                IdHelp,
                "Removes a data set that no run needs any more.",
                (training, id, cancelled) => training.DeleteDataSetAsync(id, cancelled)
            ),
        };

    /// <summary>Writes a table of the data sets.</summary>
    public static async Task ShowAsync(TrainingClient training, CancellationToken cancellationToken)
    {
        var sets = new Table()
            .AddColumns("data set", "name", "state", "recordings", "minutes", "licence")
            .Border(TableBorder.Simple);
        foreach (var set in await training.DataSetsAsync(cancellationToken))
        {
            var (count, minutes) = set.Report is { } report
                ? ($"{report.Recordings}", (report.Seconds / 60).ToString("F1", CultureInfo.InvariantCulture))
                : ("", "");
            sets.AddRow(
                new[] { set.Id, set.Name, set.State, count, minutes, set.Licence }.Select(Markup.Escape).ToArray()
            );
        }
        TrainingCommands.Show(sets, "No data set is there.");
    }

    /// <summary>The id of a data set that is there, or of one that is made of files and checked.</summary>
    public static async Task<string> IdAsync(
        TrainingClient training,
        string[] data,
        string name,
        string licence,
        CancellationToken cancellationToken
    )
    {
        if (data is [var id] && !File.Exists(id) && !Path.HasExtension(id) && id == Path.GetFileName(id))
            return id;
        var set = await UploadAsync(training, data, name, licence, cancellationToken);
        return await CheckAsync(training, set.Id, deletesUnusable: true, cancellationToken);
    }

    private static Task<DataSet> UploadAsync(
        TrainingClient training,
        string[] files,
        string name,
        string licence,
        CancellationToken cancellationToken
    ) => training.UploadAsync(new(name, [.. files.Select(UploadFile.Open)]) { Licence = licence }, cancellationToken);

    /// <summary>Checks a data set and writes what can be used.</summary>
    private static async Task<string> CheckAsync(
        TrainingClient training,
        string id,
        bool deletesUnusable,
        CancellationToken cancellationToken
    )
    {
        var found = await training.CheckAsync(id, cancellationToken);
        if (found.Report is { } report)
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{found.Id}: {report.Recordings} recordings, {report.Seconds} s, {report.Validation} for validation"
                ) + string.Concat(report.LeftOut.Select(one => $"; left out: {one.Count} {one.Reason}"))
            );
        if (found.Problem is not { Length: > 0 } problem)
            return found.Id;
        if (deletesUnusable)
            await training.DeleteDataSetAsync(found.Id, cancellationToken);
        throw new VoiceSmithException("VS4038", "The recordings cannot be trained on.", problem, "");
    }

    private static Command Upload()
    {
        var files = new Argument<string[]>("files")
        {
            Description = "One .zip, or sounds and their .txt.",
            Arity = ArgumentArity.OneOrMore,
        };
        var name = new Option<string>("--name") { Description = "Name of the data set.", Required = true };
        var licence = new Option<string>("--licence")
        {
            Description = "Where the recordings may be used.",
            DefaultValueFactory = _ => "",
        };
        return TrainingCommands.Create(
            "upload",
            "Uploads recordings and checks them.",
            [files, name, licence],
            async (arguments, training, cancelled) =>
            {
                var set = await UploadAsync(
                    training,
                    arguments.GetRequiredValue(files),
                    arguments.GetRequiredValue(name),
                    arguments.GetRequiredValue(licence),
                    cancelled
                );
                await CheckAsync(training, set.Id, deletesUnusable: true, cancelled);
            }
        );
    }

    private static Command Check()
    {
        var set = new Argument<string>("data-set") { Description = IdHelp };
        return TrainingCommands.Create(
            "check",
            "Checks a data set again.",
            [set],
            (arguments, training, cancelled) =>
                CheckAsync(training, arguments.GetRequiredValue(set), deletesUnusable: false, cancelled)
        );
    }

    private static Command Recordings()
    {
        var set = new Argument<string>("data-set") { Description = IdHelp };
        var sounds = new Option<DirectoryInfo?>("--sounds")
        {
            Description = "A folder that gets the sounds, to be listened to.",
        };
        var doubtful = new Option<bool>("--doubtful")
        {
            Description = "Only pieces of long recordings that wait for a decision.",
        };
        return TrainingCommands.Create(
            "recordings",
            "Lists the recordings of a data set, and what is wrong with each.",
            [set, sounds, doubtful],
            async (arguments, training, cancelled) =>
            {
                var all = await training.RecordingsAsync(arguments.GetRequiredValue(set), cancelled);
                var shown = all.Where(one => !arguments.GetValue(doubtful) || one is { IsDoubtful: true, Use: null });
                var table = new Table()
                    .AddColumns("recording", "seconds", "text", "problem")
                    .Border(TableBorder.Simple);
                foreach (var one in shown)
                {
                    table.AddRow(
                        new[]
                        {
                            one.Id,
                            one.Seconds.ToString("F1", CultureInfo.InvariantCulture),
                            one.Text,
                            one.Problem ?? (one.IsValidation ? "(kept for validation)" : ""),
                        }
                            .Select(Markup.Escape)
                            .ToArray()
                    );
                    if (arguments.GetValue(sounds) is { } folder && one.Url is { } url)
                        await File.WriteAllBytesAsync(
                            Path.Combine(folder.FullName, one.Id.Replace('/', '_') + Extension(folder, url)),
                            await training.SoundAsync(one, cancelled),
                            cancelled
                        );
                }
                TrainingCommands.Show(
                    table,
                    all.Count > 0 ? "No recording waits for a decision."
                        : "No recording is there: check the data set first."
                );
            }
        );
    }

    private static Command Decide()
    {
        var set = new Argument<string>("data-set") { Description = IdHelp };
        var recordings = new Argument<string[]>("recordings")
        {
            Description = "Ids of recordings, as 'data recordings' shows them.",
            Arity = ArgumentArity.OneOrMore,
        };
        var use = new Option<bool>("--use") { Description = "Uses them though they are doubtful." };
        var drop = new Option<bool>("--drop") { Description = "Leaves them out." };
        var text = new Option<string?>("--text") { Description = "What is really said, of one recording; uses it." };
        var command = TrainingCommands.Create(
            "decide",
            "Decides about recordings, such as doubtful pieces of a long one, and checks the data set again.",
            [set, recordings, use, drop, text],
            async (arguments, training, cancelled) =>
            {
                var decision = new RecordingDecision
                {
                    Use = !arguments.GetValue(drop),
                    Text = arguments.GetValue(text),
                };
                var id = arguments.GetRequiredValue(set);
                foreach (var one in arguments.GetRequiredValue(recordings))
                    await training.DecideAsync(id, one, decision, cancelled);
                await CheckAsync(training, id, deletesUnusable: false, cancelled);
            }
        );
        command.Validators.Add(result =>
        {
            var isText = result.GetValue(text) is not null;
            if (result.GetValue(drop) == (result.GetValue(use) || isText))
                result.AddError("Give --use, --drop or --text.");
            if (isText && result.GetValue(recordings) is { Length: > 1 })
                result.AddError("--text is for one recording.");
        });
        return command;
    }

    private static string Extension(DirectoryInfo folder, string url)
    {
        folder.Create();
        return Path.GetExtension(url) is { Length: > 0 and < 6 } known ? known : ".wav";
    }
}
