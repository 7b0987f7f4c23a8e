using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using VoiceSmith.Client;
using VoiceSmith.Contracts;

namespace VoiceSmith.Cli.Commands;

/// <summary><c>voicesmith runs list|start|follow|pause|resume|stop|promote|delete|delete-data --server URL</c>: training in a running server.</summary>
internal static class RunsCommand
{
    public static Command Create() => new("runs", "Trains in a running server: starts runs, follows them, and makes their steps versions of a voice.")
    {
        List(), Start(), Follow(),
        Tell("pause", "Makes a run wait, with a checkpoint; the next one takes its place.", (training, id, cancelled) => training.PauseAsync(id, cancelled)),
        Tell("resume", "Goes on with a run that was paused or stopped, or that failed.", (training, id, cancelled) => training.ResumeAsync(id, cancelled)),
        Tell("stop", "Ends a run, with a checkpoint.", (training, id, cancelled) => training.StopAsync(id, cancelled)),
        Promote(),
        Delete("delete", "run", "Removes a run that has ended, with its checkpoints; versions that were promoted from it stay.", (training, id, cancelled) => training.DeleteRunAsync(id, cancelled)),
        Delete("delete-data", "data set", "Removes a data set that no run needs any more.", (training, id, cancelled) => training.DeleteDataSetAsync(id, cancelled)),
    };

    private static Command List() => Create("list", "Lists data sets and runs.", [], async (_, training, cancelled) =>
    {
        var sets = new Table().AddColumns("data set", "name", "state", "recordings", "minutes", "licence").Border(TableBorder.Simple);
        foreach (var set in await training.DataSetsAsync(cancelled))
        {
            var (count, minutes) = set.Report is { } report
                ? ($"{report.Recordings}", (report.Seconds / 60).ToString("F1", CultureInfo.InvariantCulture)) : ("", "");
            sets.AddRow(new[] { set.Id, set.Name, set.State, count, minutes, set.Licence }.Select(Markup.Escape).ToArray());
        }
        var runs = new Table().AddColumns("run", "speaker", "voice", "state", "step", "can be promoted", "promoted").Border(TableBorder.Simple);
        foreach (var run in await training.RunsAsync(cancelled))
            runs.AddRow(new[]
            {
                run.Id, run.Name, run.Voice, run.State, $"{run.Step}/{run.Steps}", string.Join(' ', run.Checkpoints),
                string.Join(' ', run.Promoted.Select(one => one.Step)),
            }.Select(Markup.Escape).ToArray());
        Show(sets, "No data set is there.");
        Show(runs, "No run is there.");
    });

    private static Command Start()
    {
        var data = new Option<string[]>("--data") { Description = "Id of a data set on the server; or files to upload: one .zip, or sounds and their .txt.", Required = true, AllowMultipleArgumentsPerToken = true };
        var licence = new Option<string>("--licence") { Description = "Where uploaded recordings may be used.", DefaultValueFactory = _ => "" };
        var voice = new Option<string?>("--from") { Description = "The published voice that is tuned; the server's default voice without it." };
        var name = new Option<string>("--name") { Description = "The speaker, new or one of the voice's.", Required = true };
        var consent = new Option<string>("--consent") { Description = "By what right the recorded voice may be used.", Required = true };
        var steps = new Option<int?>("--steps") { Description = "Steps in all." };
        var rate = new Option<double?>("--learning-rate") { Description = "Peak learning rate of all but the speaker's embedding." };
        var follow = new Option<bool>("--follow") { Description = "Shows what happens until the run ends." };
        var user = RemoteOptions.By();
        return Create("start", "Starts a run, which begins when it is its turn.", [data, licence, voice, name, consent, steps, rate, user, follow], async (arguments, training, cancelled) =>
        {
            var set = await DataSetAsync(training, arguments.GetRequiredValue(data), arguments.GetRequiredValue(name), arguments.GetRequiredValue(licence), cancelled);
            var run = await training.StartAsync(new()
            {
                DataSet = set, Voice = arguments.GetValue(voice), Name = arguments.GetValue(name), User = arguments.GetValue(user), Consent = arguments.GetValue(consent),
                Steps = arguments.GetValue(steps), LearningRate = arguments.GetValue(rate),
            }, cancelled);
            Console.WriteLine($"Run {run.Id} is {run.State}: {run.Voice} {run.Parent} learns {run.Name}.");
            if (arguments.GetValue(follow))
                await ShowAsync(training, run.Id, cancelled);
        });
    }

    private static Command Follow()
    {
        var run = RunArgument();
        return Create("follow", "Shows what happened in a run, and what happens, until it ends.", [run], (arguments, training, cancelled) => ShowAsync(training, arguments.GetRequiredValue(run), cancelled));
    }

    private static Command Promote()
    {
        var run = RunArgument();
        var step = new Option<long?>("--step") { Description = "One whose checkpoint is kept; the newest without it." };
        var name = new Option<string?>("--name") { Description = "The voice that it becomes a version of, known or new; the one that was tuned without it." };
        var by = RemoteOptions.By();
        return Create("promote", "Makes a step a version of a voice, once the server's gate has passed it.", [run, step, name, by], async (arguments, training, cancelled) =>
        {
            var id = arguments.GetRequiredValue(run);
            var chosen = arguments.GetValue(step) ?? ((await training.RunAsync(id, cancelled)).Checkpoints is [.., var newest] ? newest : 0);
            var promotion = await training.PromoteAsync(id, new() { Step = chosen, Voice = arguments.GetValue(name), User = arguments.GetValue(by) }, cancelled);
            Console.WriteLine($"{promotion.Voice} speaks with step {chosen} from now on: version {promotion.Version}.");
        });
    }

    private static Command Tell(string verb, string description, Func<TrainingClient, string, CancellationToken, Task<Run>> tell)
    {
        var run = RunArgument();
        return Create(verb, description, [run], async (arguments, training, cancelled) =>
        {
            var told = await tell(training, arguments.GetRequiredValue(run), cancelled);
            Console.WriteLine($"Run {told.Id} is {told.State} at step {told.Step}.");
        });
    }

    private static void Show(Table table, string none)
    {
        if (table.Rows.Count > 0)
            AnsiConsole.Write(table);
        else
            Console.WriteLine(none);
    }

    private static Command Delete(string verb, string what, string description, Func<TrainingClient, string, CancellationToken, Task> delete)
    {
        var item = new Argument<string>(what.Replace(' ', '-')) { Description = "Its id, as 'runs list' shows it." };
        return Create(verb, description, [item], async (arguments, training, cancelled) =>
        {
            var id = arguments.GetRequiredValue(item);
            await delete(training, id, cancelled);
            Console.WriteLine($"The {what} {id} is deleted.");
        });
    }

    private static Argument<string> RunArgument() => new("run") { Description = "Its id, as 'runs list' shows it." };

    private static Command Create(string name, string description, IEnumerable<Symbol> symbols, Func<ParseResult, TrainingClient, CancellationToken, Task> act)
    {
        var server = RemoteOptions.Server();
        var command = new Command(name, description) { server };
        foreach (var symbol in symbols)
            if (symbol is Argument argument)
                command.Add(argument);
            else
                command.Add((Option)symbol);
        command.SetAction((arguments, cancellationToken) => CommandLine.RunAsync(async cancelled =>
        {
            await using var client = new VoiceSmithClient(arguments.GetRequiredValue(server));
            await act(arguments, client.Training, cancelled);
        }, cancellationToken));
        return command;
    }

    /// <summary>The id of a data set that is there, or of one that is made of files and checked.</summary>
    private static async Task<string> DataSetAsync(TrainingClient training, string[] data, string name, string licence, CancellationToken cancellationToken)
    {
        if (data is [var id] && !File.Exists(id) && !Path.HasExtension(id) && id == Path.GetFileName(id))
            return id;
        var set = await training.UploadAsync(new(name, [.. data.Select(UploadFile.Open)]) { Licence = licence }, cancellationToken);
        var found = await training.CheckAsync(set.Id, cancellationToken);
        if (found.Report is { } report)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{found.Id}: {report.Recordings} recordings, {report.Seconds} s, {report.Validation} for validation")
                + string.Concat(report.LeftOut.Select(one => $"; left out: {one.Count} {one.Reason}")));
        if (found.Problem is not { Length: > 0 } problem)
            return found.Id;
        await training.DeleteDataSetAsync(found.Id, cancellationToken); // nobody can do anything with it
        throw new VoiceSmithException("VS4038", "The recordings cannot be trained on.", problem, "");
    }

    private static async Task ShowAsync(TrainingClient training, string run, CancellationToken cancellationToken)
    {
        RunEvent? last = null;
        await foreach (var happened in training.FollowAsync(run, 0, cancellationToken))
        {
            if (Line(happened) is { } line)
                Console.WriteLine(line);
            if (happened.State is not null)
                last = happened;
        }
        if (last is { State: "failed" })
            throw new VoiceSmithException("VS4044", $"The run '{run}' failed at step {last.Step}.", last.Error ?? "", $"When that is mended: voicesmith runs resume {run}");
    }

    private static string? Line(RunEvent happened)
    {
        string Losses() => string.Join("  ", happened.Losses!.Select(loss => string.Create(CultureInfo.InvariantCulture, $"{loss.Key} {loss.Value:G4}")));
        return happened.Type switch
        {
            "state" => $"{happened.State} at step {happened.Step}",
            "progress" => string.Create(CultureInfo.InvariantCulture,
                $"step {happened.Step}  {Losses()}  {happened.StepsPerSecond:F2} steps/s, {TimeSpan.FromSeconds(happened.SecondsLeft ?? 0):d\\.hh\\:mm\\:ss} left"),
            "validated" => $"validation at {happened.Step}  {Losses()}{(happened.Best == true ? "  best so far" : "")}",
            "skipped" => $"step {happened.Step} skipped  {happened.Error}",
            "promoted" => $"step {happened.Step} promoted: version {happened.Promotion!.Version}",
            _ => null,
        };
    }
}
