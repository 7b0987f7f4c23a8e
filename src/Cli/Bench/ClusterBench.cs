using System.Diagnostics;
using System.Globalization;
using VoiceSmith.Client;
using VoiceSmith.Cluster.Local;
using VoiceSmith.Contracts;
using VoiceSmith.Models;
using VoiceSmith.Streaming;
using VoiceSmith.Streaming.Voices;

namespace VoiceSmith.Cli.Bench;

/// <summary>
/// A cluster on this machine whose processes are killed while listeners listen: nothing may be lost, and no byte may
/// differ.
/// </summary>
internal static class ClusterBench
{
    private const double FrameMs = 40;
    private const int WarmUps = 10,
        Runs = 20,
        Texts = 8,
        WordsOfText = 25,
        GatewayEvery = 4; // every fourth victim is a gateway
    private static readonly TimeSpan Buffer = TimeSpan.FromSeconds(1),
        Settling = TimeSpan.FromSeconds(1),
        Window = TimeSpan.FromSeconds(5);

    /// <param name="voice">As <c>--voice</c> names it.</param>
    /// <param name="workers">Worker processes.</param>
    /// <param name="gateways">Gateway processes; with one, only workers are killed.</param>
    /// <param name="listeners">All at once; each asks for the next text when one has ended.</param>
    /// <param name="kills">Processes killed, one after another; each is started again.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<Dictionary<string, object>> RunAsync(
        string? voice,
        int workers,
        int gateways,
        int listeners,
        int kills,
        CancellationToken cancellationToken
    )
    {
        var expected = await RenderAsync(voice, cancellationToken);
        string[] program = ["dotnet", "exec", typeof(ClusterBench).Assembly.Location, "serve"];
        string[] settings =
        [
            .. BenchServer.Source(voice),
            "--Streaming:Workers", "1", "--Streaming:MaxLoad", "0", "--Streaming:MaxUtterances",
            $"{listeners}",
        ];
        await using var cluster = await LocalCluster.StartAsync(
            program,
            workers,
            gateways,
            settings,
            cancellationToken
        );
        var (through, alone) = await OneListenerAsync(
            cluster,
            LocalCluster.Alone(program, settings),
            cancellationToken
        );
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var streams = new List<ReceivedStream>();
        var listening = Enumerable
            .Range(0, listeners)
            .Select(number =>
                Task.Run(
                    () => ListenAsync(cluster, number, expected, streams, over.Token, cancellationToken),
                    cancellationToken
                )
            )
            .ToList();
        var (waits, afterGateways) = await KillAsync(cluster, kills, streams, cancellationToken);
        await over.CancelAsync();
        await Task.WhenAll(listening);
        var (first, silence, resumed) = (
            new Percentiles(streams.Select(one => one.FirstMs)),
            new Percentiles(streams.Select(one => one.SilenceMs)),
            new Percentiles(waits.Concat(afterGateways))
        );
        static double P95(Percentiles of) => double.IsNaN(of[0.95]) ? 0 : Math.Round(of[0.95], 1);
        return new()
        {
            ["workers"] = workers,
            ["gateways"] = gateways,
            ["kills"] = kills,
            ["streams"] = streams.Count,
            ["mismatched"] = streams.Count(one => one.IsMismatched),
            ["lost"] = streams.Count(one => one.IsLost),
            ["resumed"] = waits.Count + afterGateways.Count,
            ["resume_p95_ms"] = P95(resumed),
            ["resume_after_worker_p95_ms"] = P95(new(waits)),
            ["resume_after_gateway_p95_ms"] = P95(new(afterGateways)),
            ["silence_p95_ms"] = Math.Round(silence[0.95], 1),
            ["first_audio_p95_ms"] = Math.Round(first[0.95], 1),
            ["one_listener_first_audio_p50_ms"] = Math.Round(through.FirstMs, 1),
            ["one_listener_first_audio_p50_ms_alone"] = Math.Round(alone.FirstMs, 1),
            ["one_listener_real_time_factor"] = Math.Round(through.RealTimeFactor, 4),
            ["one_listener_real_time_factor_alone"] = Math.Round(alone.RealTimeFactor, 4),
            ["one_listener_cpu_per_second"] = Math.Round(through.Processor, 4),
            ["one_listener_cpu_per_second_alone"] = Math.Round(alone.Processor, 4),
        };
    }

    /// <summary>
    /// The same utterances, one after another, through a gateway and from a server without a cluster by turns, so that
    /// what else the machine does meets both.
    /// </summary>
    private static async Task<(OneListener Through, OneListener Alone)> OneListenerAsync(
        LocalCluster cluster,
        LocalMember server,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await server.StartAsync(cancellationToken);
            var gateway = cluster.Gateways[0];
            await using var toGateway = await ConnectAsync(gateway, cancellationToken);
            await using var toServer = await ConnectAsync(server, cancellationToken);
            var through = new OneListener(toGateway, [gateway, .. cluster.Workers]);
            var alone = new OneListener(toServer, [server]);
            for (var run = 0; run < WarmUps * cluster.Workers.Count; run++) // as many for each worker as for the server
            {
                await through.ListenAsync(run, isWarmUp: true, cancellationToken);
                if (run < WarmUps)
                    await alone.ListenAsync(run, isWarmUp: true, cancellationToken);
            }
            for (var run = 0; run < Runs; run++)
            {
                await through.ListenAsync(run, isWarmUp: false, cancellationToken);
                await alone.ListenAsync(run, isWarmUp: false, cancellationToken);
            }
            return (through, alone);
        }
        finally
        {
            await server.KillAsync();
        }
    }

    private static Task<VoiceSmithClient> ConnectAsync(LocalMember member, CancellationToken cancellationToken) =>
        VoiceSmithClient.ConnectAsync(member.Address, cancellationToken: cancellationToken);

    /// <summary>Listens to one utterance after another.</summary>
    /// <param name="client">Connected.</param>
    /// <param name="members">Processes whose processor time counts.</param>
    private sealed class OneListener(VoiceSmithClient client, IReadOnlyList<LocalMember> members)
    {
        private readonly List<double> _firstMs = [],
            _factors = [];
        private double _used,
            _seconds;

        /// <summary>Median wait for the first frame.</summary>
        public double FirstMs => new Percentiles(_firstMs)[0.5];

        /// <summary>Median of seconds from the request to the end per second of sound.</summary>
        public double RealTimeFactor => new Percentiles(_factors)[0.5];

        /// <summary>Seconds of processor time per second of sound.</summary>
        public double Processor => _used / _seconds;

        /// <summary>One utterance to its end.</summary>
        public async Task ListenAsync(int number, bool isWarmUp, CancellationToken cancellationToken)
        {
            double Used() => members.Sum(member => member.ProcessorTime.TotalSeconds);
            var text = BenchTexts.Sentences[number % BenchTexts.Sentences.Count];
            var (used, asked, heard, samples, rate) = (Used(), Stopwatch.GetTimestamp(), 0L, 0L, 1);
            await foreach (var happened in client.SpeakAsync(text, cancellationToken))
                if (happened is StartEvent start)
                    rate = start.SampleRate;
                else if (happened is AudioEvent audio)
                    (heard, samples) = (heard == 0 ? Stopwatch.GetTimestamp() : heard, samples + audio.Pcm.Length / 2);
            if (isWarmUp)
                return;
            _firstMs.Add(Stopwatch.GetElapsedTime(asked, heard).TotalMilliseconds);
            _factors.Add(Stopwatch.GetElapsedTime(asked).TotalSeconds * rate / samples);
            _used += Used() - used;
            _seconds += (double)samples / rate;
        }
    }

    /// <summary>Speech of a single machine, each text with its number as seed.</summary>
    private static async Task<IReadOnlyList<(string Text, byte[] Pcm)>> RenderAsync(
        string? voice,
        CancellationToken cancellationToken
    )
    {
        using var voices = new VoiceRegistry();
        voices.Publish(new ModelVoice(Voice.LoadNamed(voice)));
        using var engine = new SpeechEngine(voices, new() { Device = "cpu" }, TimeProvider.System);
        var expected = new List<(string, byte[])>();
        for (var number = 0; number < Texts; number++)
        {
            var text =
                string.Join(' ', BenchTexts.OfWords(WordsOfText * (number + 1)).Split(' ').TakeLast(WordsOfText))
                + " "
                + BenchTexts.Sentences[number];
            var sound = await new OfflineSynthesizer(engine).SpeakAsync(
                new() { Seed = (ulong)number },
                text,
                cancellationToken
            );
            expected.Add((text, sound.Pcm));
        }
        return expected;
    }

    /// <summary>Kills and starts again, one process at a time.</summary>
    /// <returns>
    /// For each stream that had to go on elsewhere, milliseconds that its listener waited for the next frame.
    /// </returns>
    private static async Task<(IReadOnlyList<double> OfWorkers, IReadOnlyList<double> OfGateways)> KillAsync(
        LocalCluster cluster,
        int kills,
        List<ReceivedStream> streams,
        CancellationToken cancellationToken
    )
    {
        var (waits, afterGateways) = (new List<double>(), new List<double>());
        var mayKillGateways = cluster.Gateways.Count > 1;
        for (var kill = 0; kill < kills; kill++)
        {
            await Task.Delay(Settling, cancellationToken);
            var isGateway = mayKillGateways && kill % GatewayEvery == GatewayEvery - 1;
            var victim = isGateway
                ? cluster.Gateways[kill / GatewayEvery % cluster.Gateways.Count]
                : cluster.Workers[kill % cluster.Workers.Count];
            var before = await ResumedAsync(cluster, cancellationToken);
            var at = Stopwatch.GetTimestamp();
            await victim.KillAsync();
            await Task.Delay(Window, cancellationToken);
            List<ReceivedStream> active;
            lock (streams)
                active = [.. streams];
            List<double> moved = isGateway
                ? [.. active.Where(one => one.Moved(at)).Select(one => one.WaitMs(at, Window))]
                :
                [
                    .. active
                        .Select(one => one.WaitMs(at, Window))
                        .OrderDescending()
                        .Take((int)(await ResumedAsync(cluster, cancellationToken) - before)),
                ];
            (isGateway ? afterGateways : waits).AddRange(moved);
            await Console.Error.WriteLineAsync(
                $"kill {kill + 1}, {victim.Name}: next frame after {string.Join(", ", moved.Select(ms => $"{ms:F0}"))} ms; "
                    + $"{active.Count} streams so far, {active.Count(one => one.IsMismatched)} differ, "
                    + $"{active.Count(one => one.IsLost)} lost"
            );
            await victim.StartAsync(cancellationToken);
            await cluster.ReadyAsync(cluster.Workers.Count, cancellationToken);
        }
        return (waits, afterGateways);
    }

    /// <summary>Utterances that went on with another worker, as the gateways that run count them.</summary>
    private static async Task<double> ResumedAsync(LocalCluster cluster, CancellationToken cancellationToken)
    {
        using var http = new HttpClient();
        var sum = 0.0;
        foreach (var gateway in cluster.Gateways.Where(gateway => gateway.IsRunning))
            foreach (
                var line in (await http.GetStringAsync(new Uri(gateway.Address, "metrics"), cancellationToken)).Split('\n')
            )
                if (line.StartsWith("voicesmith_cluster_resumed", StringComparison.Ordinal))
                    sum += double.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture);
        return sum;
    }

    private static async Task ListenAsync(
        LocalCluster cluster,
        int number,
        IReadOnlyList<(string Text, byte[] Pcm)> expected,
        List<ReceivedStream> streams,
        CancellationToken over,
        CancellationToken cancellationToken
    )
    {
        var addresses = cluster
            .Gateways.Select((_, i) => cluster.Gateways[(i + number) % cluster.Gateways.Count].Address)
            .ToList();
        await using var client = await VoiceSmithClient.ConnectAsync(
            addresses[0],
            new() { OtherServers = addresses[1..] },
            cancellationToken
        );
        for (var turn = number; !over.IsCancellationRequested; turn++)
        {
            var (text, pcm) = expected[turn % expected.Count];
            var stream = new ReceivedStream();
            lock (streams)
                streams.Add(stream);
            try
            {
                var speech = client.SpeakAsync(
                    new SpeakRequest { Seed = (ulong)(turn % expected.Count), MaxLead = Buffer.TotalSeconds },
                    text,
                    cancellationToken
                );
                await foreach (var happened in speech)
                    stream.Add(happened);
                stream.End(pcm);
            }
            catch (VoiceSmithException error)
            {
                await Console.Error.WriteLineAsync(error.Message);
                stream.Lose();
            }
        }
    }

    /// <summary>One utterance at its listener, who plays it from a second after the first frame on.</summary>
    private sealed class ReceivedStream
    {
        private readonly Lock _lock = new();
        private readonly long _asked = Stopwatch.GetTimestamp();
        private readonly List<(long At, long Samples)> _frames = [];
        private readonly List<byte> _pcm = [];
        private int _sampleRate;
        private long _ended = long.MaxValue;

        public bool IsMismatched { get; private set; }

        public bool IsLost { get; private set; }

        public double FirstMs =>
            _frames.Count == 0 ? 0 : Stopwatch.GetElapsedTime(_asked, _frames[0].At).TotalMilliseconds;

        /// <summary>Milliseconds for which the player had nothing to play.</summary>
        public double SilenceMs
        {
            get
            {
                var (silence, samples) = (0.0, 0L);
                foreach (var (at, count) in _frames)
                {
                    var due = Buffer.TotalMilliseconds + samples * 1000.0 / _sampleRate + silence;
                    silence += Math.Max(0, Stopwatch.GetElapsedTime(_frames[0].At, at).TotalMilliseconds - due);
                    samples += count;
                }
                return silence;
            }
        }

        public void Add(SpeakEvent happened)
        {
            lock (_lock)
                switch (happened)
                {
                    case StartEvent start:
                        _sampleRate = start.SampleRate;
                        break;
                    case AudioEvent audio:
                        IsMismatched |= audio.FirstSample != _pcm.Count / 2;
                        _pcm.AddRange(audio.Pcm.Span);
                        _frames.Add((Stopwatch.GetTimestamp(), audio.Pcm.Length / 2));
                        break;
                }
        }

        public void End(byte[] expected)
        {
            IsMismatched |= !System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_pcm).SequenceEqual(expected);
            _ended = Stopwatch.GetTimestamp();
        }

        public void Lose()
        {
            IsLost = true;
            _ended = Stopwatch.GetTimestamp();
        }

        /// <summary>
        /// True if it was under way at a time, and its longest wait after that was longer than a frame's.
        /// </summary>
        public bool Moved(long at) => WaitMs(at, Window) > 2 * FrameMs;

        /// <summary>The longest wait for a frame that began before a time or in the window after it.</summary>
        public double WaitMs(long at, TimeSpan window)
        {
            lock (_lock)
            {
                if (_asked > at || _ended < at || _frames.Count == 0 || _frames[0].At > at)
                    return 0;
                var longest = 0.0;
                for (var i = 1; i < _frames.Count; i++)
                    if (_frames[i].At > at && Stopwatch.GetElapsedTime(at, _frames[i].At) < window)
                        longest = Math.Max(
                            longest,
                            Stopwatch.GetElapsedTime(Math.Max(at, _frames[i - 1].At), _frames[i].At).TotalMilliseconds
                        );
                return longest;
            }
        }
    }
}
