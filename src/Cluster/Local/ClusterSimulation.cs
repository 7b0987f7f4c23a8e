using System.Net;
using Orleans.Runtime;
using VoiceSmith.Cluster.Gateways;
using VoiceSmith.Contracts;
using VoiceSmith.Streaming;
using VoiceSmith.Streaming.Scheduling;

namespace VoiceSmith.Cluster.Local;

/// <summary>Parameters of a simulated cluster.</summary>
public sealed record SimulationOptions
{
    /// <summary>Worker processes.</summary>
    public int Workers { get; init; } = 100;

    /// <summary>Threads of each.</summary>
    public int Threads { get; init; } = 2;

    /// <summary>Gateways, each with reports of its own.</summary>
    public int Gateways { get; init; } = 4;

    /// <summary>Listeners, who ask for the next utterance a while after one has been played.</summary>
    public int Listeners { get; init; } = 10_000;

    /// <summary>Simulated time.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Computing time per second of sound, as measured.</summary>
    public double RealTimeFactor { get; init; } = 0.1;

    /// <summary>Computing time of the first chunk, as measured.</summary>
    public TimeSpan FirstChunk { get; init; } = TimeSpan.FromMilliseconds(40);

    /// <summary>Average of the pause between two utterances of one listener.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Workers that die at the half of the time.</summary>
    public int Deaths { get; init; }

    /// <summary>Limits of one worker.</summary>
    public StreamingOptions Limits { get; init; } = new() { MaxUtterances = 10_000 };
}

/// <summary>
/// A cluster in simulated time: placement and admission are the real ones, workers wait for the time that blocks of
/// sound were measured to take, instead of computing.
/// </summary>
public sealed class ClusterSimulation
{
    private const double Block = 0.5,
        Lead = 3,
        Hop = 0.001; // seconds of a block, of a stream ahead of its listener, between members
    private const int Tries = 4; // workers that may refuse

    private readonly SimulationOptions _options;
    private readonly Random _random;
    private readonly PriorityQueue<Action, (double At, long Number)> _events = new();
    private readonly List<Machine> _machines;
    private readonly List<List<(Machine Machine, Worker Worker)>> _tables = [];
    private readonly List<double> _first = [],
        _silence = [],
        _waits = [],
        _loads = [];
    private double _now;
    private long _number,
        _refused,
        _asked,
        _moved;
    private uint _turn;

    /// <param name="options">Size and costs of the cluster.</param>
    /// <param name="seed">Decides lengths and pauses.</param>
    public ClusterSimulation(SimulationOptions options, int seed)
    {
        (_options, _random) = (options, new(seed));
        _machines = [.. Enumerable.Range(0, options.Workers).Select(_ => new Machine(options))];
        for (var gateway = 0; gateway < options.Gateways; gateway++)
            _tables.Add([
                .. _machines.Select(
                    (machine, i) =>
                        (
                            machine,
                            new Worker(SiloAddress.New(new IPEndPoint(IPAddress.Loopback, 1 + i), 1), machine.Report())
                        )
                ),
            ]);
    }

    /// <summary>Runs it.</summary>
    /// <returns>Figures by name.</returns>
    public Dictionary<string, object> Run()
    {
        for (var gateway = 0; gateway < _options.Gateways; gateway++)
            Report(gateway, WorkerTable.Interval.TotalSeconds * gateway / _options.Gateways);
        for (var listener = 0; listener < _options.Listeners; listener++)
        {
            var gateway = listener % _options.Gateways;
            At(_random.NextDouble() * 10, () => Ask(gateway));
        }
        At(
            _options.Duration.TotalSeconds / 2,
            () =>
            {
                foreach (var machine in _machines.Take(_options.Deaths))
                    Kill(machine);
            }
        );
        while (_events.TryDequeue(out var next, out var when) && when.At < _options.Duration.TotalSeconds)
        {
            _now = when.At;
            next();
        }
        double Share(List<double> of, double share) =>
            of.Count == 0 ? 0 : Math.Round(of.Order().ElementAt((int)Math.Min(of.Count - 1, share * of.Count)), 1);
        return new()
        {
            ["workers"] = _options.Workers,
            ["threads"] = _options.Threads,
            ["listeners"] = _options.Listeners,
            ["utterances"] = _first.Count,
            ["refused_share"] = Math.Round((double)_refused / Math.Max(1, _asked), 4),
            ["first_audio_p50_ms"] = Share(_first, 0.5),
            ["first_audio_p95_ms"] = Share(_first, 0.95),
            ["silent_share"] = Math.Round(_silence.Count(one => one > 0) / (double)Math.Max(1, _silence.Count), 4),
            ["silence_p95_ms"] = Share(_silence, 0.95),
            ["load_spread_p95"] = Share([.. _loads.Select(one => one * 10)], 0.95) / 10,
            ["busy"] = Math.Round(
                _machines.Sum(machine => machine.Busy)
                    / (_options.Workers * _options.Threads * _options.Duration.TotalSeconds),
                3
            ),
            ["moved"] = _moved,
            ["resume_p95_ms"] = Share(_waits, 0.95),
        };
    }

    private void At(double when, Action act) => _events.Enqueue(act, (when, _number++));

    /// <summary>A gateway gets all reports, again and again.</summary>
    private void Report(int gateway, double when) =>
        At(
            when,
            () =>
            {
                foreach (var (machine, worker) in _tables[gateway])
                    worker.Update(machine.Report());
                if (gateway == 0 && _machines.Average(machine => machine.Speaking) is > 0 and var average)
                    _loads.Add(_machines.Max(machine => machine.Speaking) / average);
                Report(gateway, _now + WorkerTable.Interval.TotalSeconds);
            }
        );

    private void Ask(int gateway)
    {
        _asked++;
        var utterance = new SpokenText(gateway, _now, 2 + 10 * _random.NextDouble());
        if (Place(utterance) is { } tryAgain)
            At(_now + tryAgain.TotalSeconds + _random.NextDouble(), () => Ask(gateway));
    }

    /// <summary>Asks workers, the one with the least to do first, as a gateway does.</summary>
    /// <returns>Null where one takes it, or else the time after which to try again.</returns>
    private TimeSpan? Place(SpokenText utterance)
    {
        var alive = _tables[utterance.Gateway]
            .Where(one => one.Machine.IsAlive)
            .Select(one => one.Worker)
            .ToList();
        var able = alive.FindAll(worker => worker.Report.BusyForPaced is null);
        var tryAgain = alive.Select(worker => worker.Report.BusyForPaced).Min();
        for (var tries = 0; able.Count > 0 && tries < Tries; tries++)
        {
            var worker = WorkerTable.Least(able, _turn++)!;
            var machine = _machines[worker.Silo.Endpoint.Port - 1];
            try
            {
                utterance.Place = machine.Admission.Enter(paced: true);
            }
            catch (EngineBusyException busy)
            {
                able.Remove(worker);
                tryAgain = busy.TryAgain;
                continue;
            }
            worker.Place(utterance.HasMoved).Dispose();
            utterance.Machine = machine;
            machine.Utterances.Add(utterance);
            At(_now + Hop, () => Want(utterance, machine));
            return null;
        }
        _refused++;
        return tryAgain ?? TimeSpan.FromSeconds(1);
    }

    /// <summary>Queues the next block, by the time at which its listener needs it.</summary>
    private void Want(SpokenText utterance, Machine machine)
    {
        if (utterance.Machine != machine)
            return; // it went elsewhere
        var due = utterance.Began < 0 ? utterance.Asked - 1e6 : utterance.Began + utterance.Sent;
        machine.Jobs.Enqueue(utterance, due);
        Work(machine);
    }

    private void Work(Machine machine)
    {
        while (machine.IsAlive && machine.Free > 0 && machine.Jobs.TryDequeue(out var utterance, out _))
        {
            if (utterance.Machine != machine)
                continue;
            var cost = utterance.Sent == 0 ? _options.FirstChunk.TotalSeconds : Block * _options.RealTimeFactor;
            machine.Free--;
            machine.Busy += cost;
            utterance.Cost += cost;
            At(_now + cost, () => Done(utterance, machine));
        }
    }

    private void Done(SpokenText utterance, Machine machine)
    {
        machine.Free++;
        Work(machine);
        if (!machine.IsAlive || utterance.Machine != machine)
            return;
        var arrives = _now + Hop;
        if (utterance.LostAt >= 0)
        {
            _waits.Add(1000 * (arrives - utterance.LostAt));
            utterance.LostAt = -1;
        }
        if (utterance.Began < 0)
        {
            utterance.Began = arrives;
            _first.Add(1000 * (arrives - utterance.Asked));
        }
        else if (arrives > utterance.Began + utterance.Sent)
        {
            utterance.Silence += arrives - utterance.Began - utterance.Sent;
            utterance.Began = arrives - utterance.Sent;
        }
        utterance.Sent += Block;
        if (utterance.Sent >= utterance.Length)
            End(utterance, machine);
        else
            At(Math.Max(_now, utterance.Began + utterance.Sent - Lead), () => Want(utterance, machine));
    }

    private void End(SpokenText utterance, Machine machine)
    {
        _silence.Add(1000 * utterance.Silence);
        if (!utterance.HasMoved)
            machine.Learn(_now - utterance.Asked, utterance.Length, utterance.Cost / utterance.Length);
        utterance.Place!.Dispose();
        utterance.Machine = null;
        machine.Utterances.Remove(utterance);
        var gateway = utterance.Gateway;
        At(
            utterance.Began + utterance.Length - _options.Pause.TotalSeconds * Math.Log(1 - _random.NextDouble()),
            () => Ask(gateway)
        ); // exponential
    }

    private void Kill(Machine machine)
    {
        machine.IsAlive = false;
        foreach (var utterance in machine.Utterances.ToList())
        {
            (utterance.Machine, utterance.LostAt, utterance.HasMoved) = (null, _now, true);
            _moved++;
            Move(utterance);
        }
    }

    private void Move(SpokenText utterance)
    {
        if (Place(utterance) is not null)
            At(_now + WorkerTable.Interval.TotalSeconds, () => Move(utterance));
    }

    private sealed class SpokenText(int gateway, double asked, double length)
    {
        public int Gateway => gateway;

        public double Asked => asked;

        public double Length => length;

        public double Began { get; set; } = -1;

        public double Sent { get; set; }

        public double Silence { get; set; }

        public double Cost { get; set; }

        public bool HasMoved { get; set; }

        public double LostAt { get; set; } = -1;

        public Machine? Machine { get; set; }

        public Admission.Place? Place { get; set; }
    }

    private sealed class Machine
    {
        private const double WarmUpSeconds = 10;
        private static readonly Packed<VoiceInfo[]> Voices = Packed.Of<VoiceInfo[]>([
            new("anna", "1", "en-US", [], 22050, 0, ""),
        ]);

        private readonly SimulationOptions _options;

        /// <param name="options">Threads, and what a block costs: known from warming up.</param>
        public Machine(SimulationOptions options)
        {
            (_options, Free) = (options, options.Threads);
            Admission = new(options.Limits, options.Threads, batches: false);
            var first = options.FirstChunk.TotalSeconds - Block * options.RealTimeFactor; // more than another block
            Learn(WarmUpSeconds, WarmUpSeconds, options.RealTimeFactor + first / WarmUpSeconds);
            Admission.WarmedUp();
        }

        public Admission Admission { get; }

        public PriorityQueue<SpokenText, double> Jobs { get; } = new();

        public HashSet<SpokenText> Utterances { get; } = [];

        public int Free { get; set; }

        public double Busy { get; set; }

        public bool IsAlive { get; set; } = true;

        public int Speaking => Admission.Count;

        /// <summary>Notes what an utterance has cost.</summary>
        /// <param name="lasted">Seconds from its request to its end.</param>
        /// <param name="sound">Seconds of its sound.</param>
        /// <param name="realTimeFactor">Computing time per second of that.</param>
        public void Learn(double lasted, double sound, double realTimeFactor) =>
            Admission.Learn(
                new Ledger(
                    0, 0, 0, 0, 0, 0, 0, 0,
                    (long)(1e6 * lasted),
                    (long)(sound * 22050),
                    realTimeFactor,
                    0
                )
            );

        public WorkerReport Report() =>
            new()
            {
                Name = "",
                Threads = _options.Threads,
                Speaking = Admission.Count,
                Backlog = Jobs.Count,
                IsDraining = !IsAlive,
                Voices = Voices,
                BusyForPaced = Admission.BusyFor(paced: true),
            };
    }
}
