using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using VoiceSmith.Cli.Arguments;
using VoiceSmith.Client;
using VoiceSmith.Contracts;

namespace VoiceSmith.Cli.Commands;

/// <summary>
/// <c>voicesmith runs list|start|follow|pause|resume|stop|promote|delete|delete-data --server URL</c>: training in a
/// running server.
/// </summary>
internal static class RunsCommand
{
    public static Command Create() =>
        new("runs", "Trains in a running server: starts runs, follows them, and makes their steps versions of a voice.")
        {
            List(),
            Start(),
            Follow(),
            Tell(
                "pause",
                "Makes a run wait, with a checkpoint; the next one takes its place.",
                (training, id, cancelled) => training.PauseAsync(id, cancelled)
            ),
            Tell(
                "resume",
                "Goes on with a run that was paused or stopped, or that failed.",
                (training, id, cancelled) => training.ResumeAsync(id, cancelled)
            ),
            Tell(
                "stop",
                "Ends a run, with a checkpoint.",
                (training, id, cancelled) => training.StopAsync(id, cancelled)
            ),
            Promote(),
            TrainingCommands.Delete(
                "delete",
                "run",
                "Its id, as 'runs list' shows it.",
                "Removes a run that has ended, with its checkpoints; versions that were promoted from it stay.",
                (training, id, cancelled) => training.DeleteRunAsync(id, cancelled)
            ),
            TrainingCommands.Delete(
                "delete-data",
                "data set",
                "Its id, as 'runs list' shows it.",
                "Removes a data set that no run needs any more.",
                (training, id, cancelled) => training.DeleteDataSetAsync(id, cancelled)
            ),
        };

    private static Command List() =>
        TrainingCommands.Create(
            "list",
            "Lists data sets and runs.",
            [],
            async (_, training, cancelled) =>
            {
                await DataCommand.ShowAsync(training, cancelled);
                var runs = new Table()
                    .AddColumns("run", "speaker", "voice", "state", "step", "can be promoted", "promoted")
                    .Border(TableBorder.Simple);
                foreach (var run in await training.RunsAsync(cancelled))
                    runs.AddRow(
                        new[]
                        {
                            run.Id,
                            run.Name,
                            run.Voice,
                            run.State,
                            $"{run.Step}/{run.Steps}",
                            string.Join(' ', run.Checkpoints),
                            string.Join(' ', run.Promoted.Select(one => one.Step)),
                        }
                            .Select(Markup.Escape)
                            .ToArray()
                    );
                TrainingCommands.Show(runs, "No run is there.");
            }
        );

    private static Command Start()
    {
        var data = new Option<string[]>("--data")
        {
            Description = "Id of a data set on the server; or files to upload: one .zip, or sounds and their .txt.",
            Required = true,
            AllowMultipleArgumentsPerToken = true,
        };
        var licence = new Option<string>("--licence")
        {
            Description = "Where uploaded recordings may be used.",
            DefaultValueFactory = _ => "",
        };
        var voice = new Option<string?>("--from")
        {
            Description = "The published voice that is tuned; the server's default voice without it.",
        };
        var name = new Option<string>("--name")
        {
            Description = "The speaker, new or one of the voice's.",
            Required = true,
        };
        var consent = new Option<string>("--consent")
        {
            Description = "By what right the recorded voice may be used.",
            Required = true,
        };
        var steps = new Option<int?>("--steps") { Description = "Steps in all." };
        var rate = new Option<double?>("--learning-rate")
        {
            Description = "Peak learning rate of all but the speaker's embedding.",
        };
        var batch = new Option<int?>("--batch-size") { Description = "Recordings in a step." };
        var validate = new Option<int?>("--validate-every")
        {
            Description = "Steps between validations, each with sounds and pictures.",
        };
        var follow = new Option<bool>("--follow") { Description = "Shows what happens until the run ends." };
        var user = RemoteOptions.By();
        return TrainingCommands.Create(
            "start",
            "Starts a run, which begins when it is its turn.",
            [data, licence, voice, name, consent, steps, rate, batch, validate, user, follow],
            async (arguments, training, cancelled) =>
            {
                var set = await DataCommand.IdAsync(
                    training,
                    arguments.GetRequiredValue(data),
                    arguments.GetRequiredValue(name),
                    arguments.GetRequiredValue(licence),
                    cancelled
                );
                var run = await training.StartAsync(
                    new()
                    {
                        DataSet = set,
                        Voice = arguments.GetValue(voice),
                        Name = arguments.GetValue(name),
                        User = arguments.GetValue(user),
                        Consent = arguments.GetValue(consent),
                        Steps = arguments.GetValue(steps),
                        LearningRate = arguments.GetValue(rate),
                        BatchSize = arguments.GetValue(batch),
                        ValidateEvery = arguments.GetValue(validate),
                    },
                    cancelled
                );
                Console.WriteLine($"Run {run.Id} is {run.State}: {run.Voice} {run.Parent} learns {run.Name}.");
                if (arguments.GetValue(follow))
                    await ShowAsync(training, run.Id, null, cancelled);
            }
        );
    }

    private static Command Follow()
    {
        var run = RunArgument();
        var sounds = new Option<DirectoryInfo?>("--sounds")
        {
            Description = "A folder that gets the sounds and pictures of each validation.",
        };
        return TrainingCommands.Create(
            "follow",
            "Shows what happened in a run, and what happens, until it ends.",
            [run, sounds],
            (arguments, training, cancelled) =>
                ShowAsync(training, arguments.GetRequiredValue(run), arguments.GetValue(sounds), cancelled)
        );
    }

    private static Command Promote()
    {
        var run = RunArgument();
        var step = new Option<long?>("--step") { Description = "One whose checkpoint is kept; the newest without it." };
        var name = new Option<string?>("--name")
        {
            Description = "The voice that it becomes a version of, known or new; the one that was tuned without it.",
        };
        var by = RemoteOptions.By();
        return TrainingCommands.Create(
            "promote",
            "Makes a step a version of a voice, once the server's gate has passed it.",
            [run, step, name, by],
            async (arguments, training, cancelled) =>
            {
                var id = arguments.GetRequiredValue(run);
                var chosen =
                    arguments.GetValue(step)
                    ?? ((await training.RunAsync(id, cancelled)).Checkpoints is [.., var newest] ? newest : 0);
                var promotion = await training.PromoteAsync(
                    id,
                    new()
                    {
                        Step = chosen,
                        Voice = arguments.GetValue(name),
                        User = arguments.GetValue(by),
                    },
                    cancelled
                );
                Console.WriteLine(
                    $"{promotion.Voice} speaks with step {chosen} from now on: version {promotion.Version}."
                );
            }
        );
    }

    private static Command Tell(
        string verb,
        string description,
        Func<TrainingClient, string, CancellationToken, Task<Run>> tell
    )
    {
        var run = RunArgument();
        return TrainingCommands.Create(
            verb,
            description,
            [run],
            async (arguments, training, cancelled) =>
            {
                var told = await tell(training, arguments.GetRequiredValue(run), cancelled);
                Console.WriteLine($"Run {told.Id} is {told.State} at step {told.Step}.");
            }
        );
    }

    private static Argument<string> RunArgument() => new("run") { Description = "Its id, as 'runs list' shows it." };

    /// <param name="training">The server.</param>
    /// <param name="run">Id of the run.</param>
    /// <param name="sounds">The folder that gets the files of validations; null for none.</param>
    /// <param name="cancellationToken">Ends it.</param>
    private static async Task ShowAsync(
        TrainingClient training,
        string run,
        DirectoryInfo? sounds,
        CancellationToken cancellationToken
    )
    {
        sounds?.Create();
        RunEvent? last = null;
        await foreach (var happened in training.FollowAsync(run, 0, cancellationToken))
        {
            if (Line(happened) is { } line)
                Console.WriteLine(line);
            foreach (var file in sounds is null ? [] : happened.Files ?? [])
                await File.WriteAllBytesAsync(
                    Path.Combine(sounds!.FullName, Path.GetFileName(Uri.UnescapeDataString(file.Url))),
                    await training.FileAsync(file, cancellationToken),
                    cancellationToken
                );
            if (happened.State is not null)
                last = happened;
        }
        if (last is { State: "failed" })
            throw new VoiceSmithException(
                "VS4044",
                $"The run '{run}' failed at step {last.Step}.",
                last.Error ?? "",
                $"Once that is fixed: voicesmith runs resume {run}"
            );
    }

    private static string? Line(RunEvent happened)
    {
        string Losses() =>
            string.Join(
                "  ",
                happened.Losses!.Select(loss =>
                    string.Create(CultureInfo.InvariantCulture, $"{loss.Key} {loss.Value:G4}")
                )
            );
        return happened.Type switch
        {
            "state" => $"{happened.State} at step {happened.Step}",
            "progress" => string.Create(
                CultureInfo.InvariantCulture,
                $"step {happened.Step}  {Losses()}  {happened.StepsPerSecond:F2} steps/s, {TimeSpan.FromSeconds(happened.SecondsLeft ?? 0):d\\.hh\\:mm\\:ss} left"
            ),
            "validated" => $"validation at {happened.Step}  {Losses()}{(happened.Best == true ? "  best so far" : "")}",
            "skipped" => $"step {happened.Step} skipped  {happened.Error}",
            "promoted" => $"step {happened.Step} promoted: version {happened.Promotion!.Version}",
            _ => null,
        };
    }
}
