using System.Globalization;
using VoiceSmith.Client;
using VoiceSmith.Cluster.Local;
using VoiceSmith.Contracts;
using VoiceSmith.Models;
using VoiceSmith.Streaming;
using VoiceSmith.Streaming.Utterances;
using VoiceSmith.Streaming.Voices;

namespace VoiceSmith.Cluster.Tests;

/// <summary>
/// Redis, three workers and two gateways as processes, with a tiny voice; and one machine to compare them with.
/// </summary>
public sealed class TestCluster : IAsyncLifetime
{
    /// <summary>What most listeners hear.</summary>
    public const string Story =
        "The ferry left at half past nine, with three passengers and a goat. Nobody spoke. It cost $25, and the sea was calm.";

    /// <summary>Of listeners in real time, who are not to take long.</summary>
    internal static readonly SpeakRequest Quick = new() { Rate = 1.6, MaxLead = 0.5 };

    private readonly string _folder = Directory.CreateTempSubdirectory("voicesmith-").FullName;
    private LocalCluster? _cluster;

    /// <summary>The processes. Skips the running test where there is no Redis.</summary>
    internal LocalCluster Processes
    {
        get
        {
            Programs.SkipWithout("redis-server");
            return _cluster!;
        }
    }

    /// <summary>A file of keys for members that ask for some.</summary>
    public string KeysPath => Path.Combine(_folder, "keys.json");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        if (!Programs.IsInstalled("redis-server"))
            return;
        var hub = typeof(Hub.SpeechServer).Assembly.Location;
        _cluster = await LocalCluster.StartAsync(
            ["dotnet", "exec", hub],
            workers: 3,
            gateways: 2,
            [
                "--Voices:BuiltIn",
                "false",
                "--Voices:Paths:0",
                Write(1),
                "--Streaming:Workers", "1", "--Streaming:MaxLoad", "0", "--Cluster:WorkerTimeout", "00:00:10",
                "--Cluster:Patience", "00:01:00", "--Cluster:Dashboard", "true",
                "--Training:Shared", "true", "--Training:Folder", Path.Combine(_folder, "training"),
                .. LenientGate.Settings,
            ],
            Token
        );
    }

    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null)
            await _cluster.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Starts again what an earlier test has killed, and waits until every gateway has all workers.</summary>
    internal async ValueTask RestoreAsync()
    {
        if (_cluster is null)
            return;
        if (!_cluster.Redis.IsRunning)
            await _cluster.Redis.StartAsync(Token);
        var members = _cluster.Workers.Concat(_cluster.Gateways);
        await Task.WhenAll(members.Where(member => !member.IsRunning).Select(member => member.StartAsync(Token)));
        await _cluster.ReadyAsync(_cluster.Workers.Count, Token);
    }

    /// <summary>The file of a tiny voice.</summary>
    public string Write(long seed)
    {
        var path = Path.Combine(_folder, $"tiny-{seed}.voice");
        if (!File.Exists(path))
            TinyVoice.Write(path, seed);
        return path;
    }

    /// <summary>The file of a tiny voice that can be fine-tuned.</summary>
    public string WriteTunable()
    {
        var path = Path.Combine(_folder, "tunable.voice");
        TinyVoice.WriteTunable(path);
        return path;
    }

    /// <summary>Ids of the processes in which a worker trains.</summary>
    internal static IReadOnlyList<int> TrainingOf(LocalMember worker) =>
        [
            .. Directory
                .EnumerateDirectories("/proc")
                .Select(path => int.TryParse(Path.GetFileName(path), out var id) ? id : 0)
                .Where(id => id > 0 && IsTraining(id, worker.Id)),
        ];

    /// <summary>A client of one gateway, which turns to the other when it loses it.</summary>
    public Task<VoiceSmithClient> ConnectAsync(int gateway = 0) =>
        VoiceSmithClient.ConnectAsync(
            Processes.Gateways[gateway].Address,
            new() { OtherServers = [Processes.Gateways[1 - gateway].Address] },
            Token
        );

    /// <summary>What one machine says.</summary>
    public async Task<Heard> OnOneMachineAsync(string text, SpeakRequest? request = null, long voice = 1)
    {
        using var voices = new VoiceRegistry();
        voices.Publish(new ModelVoice(Voice.Load(Write(voice))));
        using var engine = new SpeechEngine(voices, new() { Device = "cpu", Workers = 1 }, TimeProvider.System);
        var heard = new Heard();
        await foreach (
            var happened in engine.SpeakAsync(
                (request ?? new()).ToSpeechRequest() with
                {
                    MaxLead = null,
                },
                new[] { text }.ToAsyncEnumerable(),
                Token
            )
        )
            heard.Add(happened.ToContract());
        return heard;
    }

    /// <summary>Sum of a metric over both gateways.</summary>
    public async Task<double> MetricAsync(string name) =>
        (await MetricsAsync(Processes.Gateways, name)).Sum(one => one.Value);

    /// <summary>A worker that speaks for a gateway, but for those that are excepted.</summary>
    internal async Task<LocalMember> BusyWorkerAsync(IReadOnlyCollection<LocalMember> except)
    {
        while (true)
            foreach (
                var (labels, _) in (await MetricsAsync(Processes.Gateways, "voicesmith_cluster_streams")).Where(one =>
                    one.Value > 0
                )
            )
                if (
                    Processes.WorkerNamed(labels.Split("worker=\"")[1].Split('"')[0]) is var worker
                    && !except.Contains(worker)
                )
                    return worker;
    }

    /// <summary>Utterances that the second gateway continued from what workers held.</summary>
    public async Task<double> ContinuedAsync() =>
        (await MetricsAsync([Processes.Gateways[1]], "voicesmith_cluster_continued")).Sum(one => one.Value);

    /// <summary>Does something while people listen in real time, all of whom must hear what one machine says.</summary>
    public async Task WhileListenersListenAsync(int listeners, Func<Task> act)
    {
        using var begun = new CountdownEvent(listeners);
        var listening = Enumerable
            .Range(0, listeners)
            .Select(number =>
                Task.Run(async () =>
                {
                    await using var client = await ConnectAsync(number % 2);
                    var first = true;
                    var heard = await Heard.ToAsync(
                        client.SpeakAsync(Quick with { Seed = (ulong)number }, Story, Token),
                        heard =>
                        {
                            if (first && heard.Pcm.Length > 40_000)
                            {
                                first = false;
                                begun.Signal();
                            }
                        }
                    );
                    return (number, heard);
                })
            )
            .ToList();
        await Task.WhenAny(Task.Run(() => begun.Wait(Token)), Task.WhenAll(listening));
        await act();
        foreach (var (number, heard) in await Task.WhenAll(listening))
        {
            var expected = await OnOneMachineAsync(Story, Quick with { Seed = (ulong)number });
            Assert.Equal(expected.Pcm, heard.Pcm);
            Assert.Equal(expected.Events, heard.Events);
        }
    }

    private static bool IsTraining(int id, int parent)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/cmdline").Contains("VoiceSmith.Studio.dll", StringComparison.Ordinal)
                && File.ReadAllText($"/proc/{id}/stat").Split(") ")[^1].Split(' ')[1] == $"{parent}";
        }
        catch (IOException)
        {
            return false; // it has just ended
        }
    }

    /// <summary>A metric of members, with its labels.</summary>
    internal static async Task<List<(string Labels, double Value)>> MetricsAsync(
        IReadOnlyList<LocalMember> members,
        string name
    )
    {
        using var http = new HttpClient();
        var found = new List<(string, double)>();
        foreach (var member in members)
            foreach (var line in (await http.GetStringAsync(new Uri(member.Address, "metrics"), Token)).Split('\n'))
                if (line.StartsWith(name, StringComparison.Ordinal))
                    found.Add((line.Split(' ')[0], double.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture)));
        return found;
    }
}

/// <summary>What a listener has heard.</summary>
public sealed class Heard
{
    private readonly List<byte> _pcm = [];

    /// <summary>The samples.</summary>
    public byte[] Pcm => [.. _pcm];

    /// <summary>Version of the voice.</summary>
    public string Version { get; private set; } = "";

    /// <summary>Sentences, words and marks in their order.</summary>
    public List<string> Events { get; } = [];

    /// <summary>Ends of frames, and the last event.</summary>
    public List<string> Frames { get; } = [];

    public void Add(SpeakEvent happened)
    {
        switch (happened)
        {
            case StartEvent start:
                Version = start.VoiceVersion;
                break;
            case AudioEvent audio:
                Assert.Equal(_pcm.Count / 2, audio.FirstSample);
                _pcm.AddRange(audio.Pcm.Span);
                Frames.Add($"{audio.FirstSample} {Events.Count}");
                break;
            case EndEvent end:
                Frames.Add($"end {end.Samples}");
                break;
            case ITimedEvent:
                Events.Add($"{happened}");
                break;
        }
    }

    /// <summary>Listens to the end.</summary>
    public static async Task<Heard> ToAsync(IAsyncEnumerable<SpeakEvent> speech, Action<Heard>? heardMore = null)
    {
        var heard = new Heard();
        await foreach (var happened in speech)
        {
            heard.Add(happened);
            heardMore?.Invoke(heard);
        }
        return heard;
    }
}
