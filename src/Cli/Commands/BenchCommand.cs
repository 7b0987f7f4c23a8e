using System.CommandLine;
using System.Text.Json;
using VoiceSmith.Cli.Arguments;
using VoiceSmith.Cli.Bench;
using VoiceSmith.Cli.Running;
using VoiceSmith.Cluster.Local;
using VoiceSmith.Models.Layers;

namespace VoiceSmith.Cli.Commands;

/// <summary>
/// <c>voicesmith bench</c>
/// <c>first-audio|doors|offline|throughput|streams|cancel|soak|swap|cluster|cluster-simulated|compare|misbehave</c>:
/// the engine measured through its own server.
/// </summary>
internal static class BenchCommand
{
    private static readonly JsonSerializerOptions OneLine = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static Command Create() =>
        new("bench", "Measures the engine, with real clients over loopback where a client has a part in it.")
        {
            FirstAudio(),
            Doors(),
            Offline(),
            Throughput(),
            Streams(),
            Cancel(),
            Soak(),
            Swap(),
            Cluster(),
            ClusterSimulated(),
            Compare(),
            Misbehave(),
            AttackCommand.Create(),
        };

    private static Command FirstAudio()
    {
        var runs = Number("--runs", 100, "Sentences asked for.");
        var training = new Option<string?>("--training")
        {
            Description = "Trains meanwhile: child, in a process of its own; or server, on a thread of the server.",
        };
        training.AcceptOnlyFromAmong("child", "server");
        return Create(
            "first-audio",
            "The wait from the request to the first frame at the client.",
            [runs, training],
            (arguments, voice, cancelled) =>
                FirstAudioBench.RunAsync(voice, arguments.GetValue(runs), arguments.GetValue(training), cancelled)
        );
    }

    private static Command Doors()
    {
        var runs = Number("--runs", 60, "Sentences asked for by each door.");
        return Create(
            "doors",
            "The wait for the first sound by each door in turn: the hub, OpenAI's API (pcm, wav, opus), Wyoming.",
            [runs],
            (arguments, voice, cancelled) => DoorsBench.RunAsync(voice, arguments.GetValue(runs), cancelled)
        );
    }

    private static Command Offline()
    {
        var runs = Number("--runs", 5, "Times that the text is spoken.");
        return Create(
            "offline",
            "Speed, processor time and allocation without a listener.",
            [runs],
            (arguments, voice, cancelled) => OfflineBench.RunAsync(voice, arguments.GetValue(runs), cancelled)
        );
    }

    private static Command Throughput()
    {
        var utterances = new Option<int[]>("--utterances")
        {
            Description = "Utterances at a time; several numbers for several measurements.",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [1, 8, 32],
        };
        var sizes = new Option<int[]>("--batch-sizes")
        {
            Description = "Sizes of batches across utterances; the device's own where none are given.",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [],
        };
        var (device, runs, workers) = (
            DeviceOption(),
            Number("--runs", 3, "Runs of each measurement."),
            Number("--workers", 0, "Threads; 0 for the device's own.")
        );
        return Create(
            "throughput",
            "Seconds of sound a second for many utterances at once, and the wait for the first of each.",
            [utterances, device, sizes, runs, workers],
            (arguments, voice, cancelled) =>
                ThroughputBench.RunAsync(
                    voice,
                    new()
                    {
                        Device = arguments.GetRequiredValue(device),
                        BatchSizes = arguments.GetRequiredValue(sizes),
                        Workers = arguments.GetValue(workers),
                    },
                    arguments.GetRequiredValue(utterances),
                    arguments.GetValue(runs),
                    cancelled
                )
        );
    }

    private static Command Streams()
    {
        var (listeners, seconds) = (
            Number("--listeners", 20, "All at once."),
            Number("--seconds", 60, "That each listens.")
        );
        var lead = new Option<double>("--max-lead")
        {
            Description = "Seconds that a stream may be ahead of its playback.",
            DefaultValueFactory = _ => 3,
        };
        var door = new Option<string>("--door")
        {
            Description = "The door they come by: hub, openai or wyoming. Only the hub keeps to --max-lead.",
            DefaultValueFactory = _ => "hub",
        };
        door.AcceptOnlyFromAmong(BenchDoors.Names);
        var device = DeviceOption();
        return Create(
            "streams",
            "Listeners in real time, and whether their sound ever runs out.",
            [listeners, seconds, lead, door, device],
            (arguments, voice, cancelled) =>
                StreamsBench.RunAsync(
                    voice,
                    arguments.GetRequiredValue(door),
                    arguments.GetValue(listeners),
                    arguments.GetValue(seconds),
                    arguments.GetValue(lead),
                    arguments.GetRequiredValue(device),
                    cancelled
                )
        );
    }

    private static Command Cancel()
    {
        var runs = Number("--runs", 200, "Utterances cancelled.");
        return Create(
            "cancel",
            "The wait from a client's cancel until nothing of its utterance runs any more.",
            [runs],
            (arguments, voice, cancelled) => CancelBench.RunAsync(voice, arguments.GetValue(runs), cancelled)
        );
    }

    private static Command Soak()
    {
        var (utterances, clients) = (Number("--utterances", 10_000, "In all."), Number("--clients", 8, "At a time."));
        var minutes = Number("--minutes", 0, "How long, instead of a number of utterances.");
        var mixed = new Option<bool>("--mixed")
        {
            Description = "Versions change meanwhile, a voice is trained in a child process, and other clients misbehave.",
        };
        return Create(
            "soak",
            "Many utterances with random cancels and disconnects: errors, and what they leave behind, with slopes per hour.",
            [utterances, clients, minutes, mixed],
            (arguments, voice, cancelled) =>
                SoakBench.RunAsync(
                    voice,
                    arguments.GetValue(utterances),
                    arguments.GetValue(clients),
                    arguments.GetValue(minutes),
                    arguments.GetValue(mixed),
                    cancelled
                )
        );
    }

    private static Command Swap()
    {
        var (listeners, seconds) = (
            Number("--listeners", 16, "All at once."),
            Number("--seconds", 60, "That they listen.")
        );
        var (interval, loads) = (
            Number("--interval", 100, "Milliseconds between swaps."),
            Number(
                "--loads",
                200,
                "Versions loaded and published one after another, for the memory that they leave behind."
            )
        );
        return Create(
            "swap",
            "Versions that change while people listen: whether every utterance is what its version says, and what the old ones leave behind.",
            [listeners, seconds, interval, loads],
            (arguments, voice, cancelled) =>
                SwapBench.RunAsync(
                    voice,
                    arguments.GetValue(listeners),
                    arguments.GetValue(seconds),
                    arguments.GetValue(interval),
                    arguments.GetValue(loads),
                    cancelled
                )
        );
    }

    private static Option<string> DeviceOption() =>
        new("--device")
        {
            Description = "cpu, cuda, cuda:N, or auto.",
            DefaultValueFactory = _ => new Streaming.StreamingOptions().Device,
        };

    private static Command Cluster()
    {
        var (workers, gateways) = (
            Number("--workers", 3, "Worker processes."),
            Number("--gateways", 2, "Gateway processes.")
        );
        var (listeners, kills) = (
            Number("--listeners", 8, "All at once."),
            Number("--kills", 10, "Processes killed while they listen.")
        );
        return Create(
            "cluster",
            "A cluster on this machine whose processes are killed: whether every stream goes on with the same bytes, and how soon. Needs redis-server.",
            [workers, gateways, listeners, kills],
            (arguments, voice, cancelled) =>
                ClusterBench.RunAsync(
                    voice,
                    arguments.GetValue(workers),
                    arguments.GetValue(gateways),
                    arguments.GetValue(listeners),
                    arguments.GetValue(kills),
                    cancelled
                )
        );
    }

    private static Command ClusterSimulated()
    {
        var (workers, threads, gateways) = (
            Number("--workers", 100, "Worker processes."),
            Number("--threads", 2, "Threads of each."),
            Number("--gateways", 4, "Gateways.")
        );
        var (listeners, seconds, deaths) = (
            Number("--listeners", 10_000, "All at once."),
            Number("--seconds", 120, "Simulated time."),
            Number("--deaths", 0, "Workers that die at the half of it.")
        );
        var cost = new Option<double>("--real-time-factor")
        {
            Description = "Computing time per second of sound, as bench offline measures it.",
            DefaultValueFactory = _ => 0.1,
        };
        var first = Number("--first-chunk", 40, "Milliseconds of computing until the first sound.");
        return Create(
            "cluster-simulated",
            "Placement and admission of a large cluster in simulated time: workers wait as long as blocks were measured to take.",
            [workers, threads, gateways, listeners, seconds, deaths, cost, first],
            (arguments, _, _) =>
                Task.FromResult(
                    new ClusterSimulation(
                        new()
                        {
                            Workers = arguments.GetValue(workers),
                            Threads = arguments.GetValue(threads),
                            Gateways = arguments.GetValue(gateways),
                            Listeners = arguments.GetValue(listeners),
                            Duration = TimeSpan.FromSeconds(arguments.GetValue(seconds)),
                            Deaths = arguments.GetValue(deaths),
                            RealTimeFactor = arguments.GetValue(cost),
                            FirstChunk = TimeSpan.FromMilliseconds(arguments.GetValue(first)),
                        },
                        seed: 1
                    ).Run()
                )
        );
    }

    private static Command Compare()
    {
        var (first, second) = (
            new Argument<string>("base") { Description = "A git commit, or a folder with a built program." },
            new Argument<string>("head") { Description = "Another." }
        );
        var (pairs, runs) = (
            Number("--pairs", 10, "Times that each is measured, by turns."),
            Number("--runs", 3, "Texts spoken in one measurement; ten times as many first sounds.")
        );
        return Create(
            "compare",
            "Two builds measured by turns: ratios of their figures, head over base, with intervals of 95 %. Run it in the repository.",
            [first, second, pairs, runs],
            (arguments, voice, cancelled) =>
                CompareBench.RunAsync(
                    arguments.GetRequiredValue(first),
                    arguments.GetRequiredValue(second),
                    voice,
                    arguments.GetValue(pairs),
                    arguments.GetValue(runs),
                    cancelled
                )
        );
    }

    private static Command Misbehave()
    {
        var (listeners, seconds) = (
            Number("--listeners", 2, "Who play in real time meanwhile."),
            Number("--seconds", 20, "That each attack goes on.")
        );
        var (connections, cancels) = (
            Number("--connections", 1000, "Connections held half-open."),
            Number("--cancels", 10_000, "Utterances cancelled.")
        );
        var idle = Number("--idle", 65, "Seconds without work before memory is looked at; it is returned after a minute.");
        var only = new Option<string?>("--only") { Description = "One of the ways alone." };
        return Create(
            "misbehave",
            "Clients that misbehave in seven ways: what listeners beside them notice, and the memory that is left.",
            [listeners, seconds, idle, connections, cancels, only],
            (arguments, voice, cancelled) =>
                MisbehaveBench.RunAsync(
                    voice,
                    arguments.GetValue(listeners),
                    arguments.GetValue(seconds),
                    arguments.GetValue(idle),
                    arguments.GetValue(connections),
                    arguments.GetValue(cancels),
                    arguments.GetValue(only),
                    cancelled
                )
        );
    }

    private static Option<int> Number(string name, int value, string description) =>
        new(name) { Description = description, DefaultValueFactory = _ => value };

    private static Command Create(
        string name,
        string description,
        IEnumerable<Symbol> symbols,
        Func<ParseResult, string?, CancellationToken, Task<Dictionary<string, object>>> run
    )
    {
        var voice = VoiceSource.Option();
        var json = new Option<bool>("--json") { Description = "The figures as one JSON object on the last line." };
        var command = new Command(name, description) { voice, json };
        foreach (var symbol in symbols)
            if (symbol is Argument argument)
                command.Add(argument);
            else
                command.Add((Option)symbol);
        command.SetAction(
            (arguments, cancellationToken) =>
                CommandRunner.RunAsync(
                    async cancelled =>
                    {
                        var figures = await run(arguments, arguments.GetValue(voice), cancelled);
                        if (arguments.GetValue(json))
                            Console.WriteLine(JsonSerializer.Serialize(figures, OneLine));
                        else
                            foreach (var (key, value) in figures)
                                Console.WriteLine($"{key,-32}{JsonSerializer.Serialize(value, OneLine)}");
                    },
                    cancellationToken
                )
        );
        return command;
    }
}
