using System.CommandLine;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Spectre.Console;

namespace VoiceSmith.Cli.Commands;

/// <summary><c>voicesmith runs list|start|follow|pause|resume|stop|promote|delete|delete-data --server URL</c>: training in a running server.</summary>
internal static class RunsCommand
{
    public static Command Create() => new("runs", "Trains in a running server: starts runs, follows them, and makes their steps versions of a voice.")
    {
        List(), Start(), Follow(),
        Tell("pause", "Makes a run wait, with a checkpoint; the next one takes its place."),
        Tell("resume", "Goes on with a run that was paused or stopped, or that failed."),
        Tell("stop", "Ends a run, with a checkpoint."),
        Promote(),
        Delete("delete", "run", "api/runs", "Removes a run that has ended, with its checkpoints; versions that were promoted from it stay."),
        Delete("delete-data", "data set", "api/datasets", "Removes a data set that no run needs any more."),
    };

    private static Command List() => Create("list", "Lists data sets and runs.", [], async (_, server, cancelled) =>
    {
        var sets = new Table().AddColumns("data set", "name", "state", "recordings", "minutes", "licence").Border(TableBorder.Simple);
        foreach (var set in (await server.SendAsync(HttpMethod.Get, "api/datasets", null, cancelled)).EnumerateArray())
        {
            var report = set.GetProperty("report");
            var (count, minutes) = report.ValueKind == JsonValueKind.Object
                ? ($"{report.GetProperty("recordings")}", (report.GetProperty("seconds").GetDouble() / 60).ToString("F1", CultureInfo.InvariantCulture)) : ("", "");
            sets.AddRow(new[] { Text(set, "id"), Text(set, "name"), Text(set, "state"), count, minutes, Text(set, "licence") }.Select(Markup.Escape).ToArray());
        }
        var runs = new Table().AddColumns("run", "speaker", "voice", "state", "step", "can be promoted", "promoted").Border(TableBorder.Simple);
        foreach (var run in (await server.SendAsync(HttpMethod.Get, "api/runs", null, cancelled)).EnumerateArray())
            runs.AddRow(new[]
            {
                Text(run, "id"), Text(run, "name"), Text(run, "voice"), Text(run, "state"), $"{run.GetProperty("step")}/{run.GetProperty("steps")}",
                string.Join(' ', run.GetProperty("checkpoints").EnumerateArray()), string.Join(' ', run.GetProperty("promoted").EnumerateArray().Select(one => one.GetProperty("step"))),
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
        var user = RemoteServer.ByOption();
        return Create("start", "Starts a run, which begins when it is its turn.", [data, licence, voice, name, consent, steps, rate, user, follow], async (arguments, server, cancelled) =>
        {
            var set = await DataSetAsync(server, arguments.GetRequiredValue(data), arguments.GetRequiredValue(name), arguments.GetRequiredValue(licence), cancelled);
            var run = await server.SendAsync(HttpMethod.Post, "api/runs", JsonContent.Create(new
            {
                dataSet = set, voice = arguments.GetValue(voice), name = arguments.GetValue(name), user = arguments.GetValue(user), consent = arguments.GetValue(consent),
                steps = arguments.GetValue(steps), learningRate = arguments.GetValue(rate),
            }), cancelled);
            Console.WriteLine($"Run {Text(run, "id")} is {Text(run, "state")}: {Text(run, "voice")} {Text(run, "parent")} learns {Text(run, "name")}.");
            if (arguments.GetValue(follow))
                await ShowAsync(server, Text(run, "id"), cancelled);
        });
    }

    private static Command Follow()
    {
        var run = RunArgument();
        return Create("follow", "Shows what happened in a run, and what happens, until it ends.", [run], (arguments, server, cancelled) => ShowAsync(server, arguments.GetRequiredValue(run), cancelled));
    }

    private static Command Promote()
    {
        var run = RunArgument();
        var step = new Option<long?>("--step") { Description = "One whose checkpoint is kept; the newest without it." };
        var name = new Option<string?>("--name") { Description = "The voice that it becomes a version of, known or new; the one that was tuned without it." };
        var by = RemoteServer.ByOption();
        return Create("promote", "Makes a step a version of a voice, once the server's gate has passed it.", [run, step, name, by], async (arguments, server, cancelled) =>
        {
            var path = PathOf(arguments.GetRequiredValue(run));
            var chosen = arguments.GetValue(step) ?? (await server.SendAsync(HttpMethod.Get, path, null, cancelled)).GetProperty("checkpoints").EnumerateArray().Select(one => one.GetInt64()).LastOrDefault();
            var promotion = await server.SendAsync(HttpMethod.Post, path + "/promote", JsonContent.Create(new { step = chosen, voice = arguments.GetValue(name), user = arguments.GetValue(by) }), cancelled);
            Console.WriteLine($"{Text(promotion, "voice")} speaks with step {chosen} from now on: version {Text(promotion, "version")}.");
        });
    }

    private static Command Tell(string verb, string description)
    {
        var run = RunArgument();
        return Create(verb, description, [run], async (arguments, server, cancelled) =>
        {
            var told = await server.SendAsync(HttpMethod.Post, $"{PathOf(arguments.GetRequiredValue(run))}/{verb}", null, cancelled);
            Console.WriteLine($"Run {Text(told, "id")} is {Text(told, "state")} at step {told.GetProperty("step")}.");
        });
    }

    private static void Show(Table table, string none)
    {
        if (table.Rows.Count > 0)
            AnsiConsole.Write(table);
        else
            Console.WriteLine(none);
    }

    private static Command Delete(string verb, string what, string path, string description)
    {
        var item = new Argument<string>(what.Replace(' ', '-')) { Description = "Its id, as 'runs list' shows it." };
        return Create(verb, description, [item], async (arguments, server, cancelled) =>
        {
            var id = arguments.GetRequiredValue(item);
            await server.SendAsync(HttpMethod.Delete, $"{path}/{Uri.EscapeDataString(id)}", null, cancelled);
            Console.WriteLine($"The {what} {id} is deleted.");
        });
    }

    private static Argument<string> RunArgument() => new("run") { Description = "Its id, as 'runs list' shows it." };

    private static Command Create(string name, string description, IEnumerable<Symbol> symbols, Func<ParseResult, RemoteServer, CancellationToken, Task> act)
    {
        var server = RemoteServer.Option();
        var command = new Command(name, description) { server };
        foreach (var symbol in symbols)
            if (symbol is Argument argument)
                command.Add(argument);
            else
                command.Add((Option)symbol);
        command.SetAction((arguments, cancellationToken) => CommandLine.RunAsync(async cancelled =>
        {
            using var remote = new RemoteServer(arguments.GetRequiredValue(server));
            await act(arguments, remote, cancelled);
        }, cancellationToken));
        return command;
    }

    /// <summary>The id of a data set that is there, or of one that is made of files and checked.</summary>
    private static async Task<string> DataSetAsync(RemoteServer server, string[] data, string name, string licence, CancellationToken cancellationToken)
    {
        if (data is [var id] && !File.Exists(id) && !Path.HasExtension(id) && id == Path.GetFileName(id))
            return id;
        using var form = new MultipartFormDataContent { { new StringContent(name), "name" }, { new StringContent(licence), "licence" } };
        foreach (var path in data)
            form.Add(new StreamContent(File.OpenRead(path)), "files", Path.GetFileName(path));
        var set = await server.SendAsync(HttpMethod.Post, "api/datasets", form, cancellationToken);
        var found = await server.SendAsync(HttpMethod.Post, $"api/datasets/{Text(set, "id")}/check", null, cancellationToken);
        var report = found.GetProperty("report");
        if (report.ValueKind == JsonValueKind.Object)
            Console.WriteLine($"{Text(found, "id")}: {report.GetProperty("recordings")} recordings, {report.GetProperty("seconds")} s, {report.GetProperty("validation")} for validation"
                + string.Concat(report.GetProperty("leftOut").EnumerateArray().Select(one => $"; left out: {one.GetProperty("count")} {Text(one, "reason")}")));
        if (Text(found, "problem") is not { Length: > 0 } problem)
            return Text(found, "id");
        await server.SendAsync(HttpMethod.Delete, $"api/datasets/{Text(found, "id")}", null, cancellationToken); // nobody can do anything with it
        throw new VoiceSmithException("VS4038", "The recordings cannot be trained on.", problem, "");
    }

    private static async Task ShowAsync(RemoteServer server, string run, CancellationToken cancellationToken)
    {
        var last = default(JsonElement);
        await foreach (var happened in server.EventsAsync(PathOf(run) + "/events", cancellationToken))
        {
            if (Line(happened) is { } line)
                Console.WriteLine(line);
            if (Text(happened, "type") == "state")
                last = happened;
        }
        if (last.ValueKind == JsonValueKind.Object && Text(last, "state") == "failed")
            throw new VoiceSmithException("VS4044", $"The run '{run}' failed at step {last.GetProperty("step")}.", Text(last, "error"), $"When that is mended: voicesmith runs resume {run}");
    }

    private static string? Line(JsonElement happened)
    {
        var step = happened.GetProperty("step");
        string Losses() => string.Join("  ", happened.GetProperty("losses").EnumerateObject().Select(loss => string.Create(CultureInfo.InvariantCulture, $"{loss.Name} {loss.Value.GetDouble():G4}")));
        return Text(happened, "type") switch
        {
            "state" => $"{Text(happened, "state")} at step {step}",
            "progress" => string.Create(CultureInfo.InvariantCulture, $"step {step}  {Losses()}  {happened.GetProperty("stepsPerSecond").GetDouble():F2} steps/s, {TimeSpan.FromSeconds(happened.GetProperty("secondsLeft").GetDouble()):d\\.hh\\:mm\\:ss} left"),
            "validated" => $"validation at {step}  {Losses()}{(happened.TryGetProperty("best", out var best) && best.GetBoolean() ? "  best so far" : "")}",
            "skipped" => $"step {step} skipped  {Text(happened, "error")}",
            "promoted" => $"step {step} promoted: version {Text(happened.GetProperty("promotion"), "version")}",
            _ => null,
        };
    }

    private static string PathOf(string run) => $"api/runs/{Uri.EscapeDataString(run)}";

    private static string Text(JsonElement item, string member) => item.TryGetProperty(member, out var value) ? value.ToString() : "";
}
