using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans;
using Orleans.Runtime;
using VoiceSmith.Cluster.Utterances;
using VoiceSmith.Cluster.Workers;
using VoiceSmith.Contracts;
using VoiceSmith.Streaming.Utterances;
using VoiceSmith.Streaming.Voices;

namespace VoiceSmith.Cluster.Gateways;

/// <summary>The workers that a gateway can place utterances on, by their own reports.</summary>
/// <remarks>
/// A worker is lost when its process has died, when it is silent for <see cref="ClusterOptions.WorkerTimeout"/>, or
/// when the cluster declares it dead, whichever comes first. One that answers again is a new one.
/// </remarks>
/// <param name="oracle">Members of the cluster.</param>
/// <param name="workers">Calls to workers.</param>
/// <param name="grains">Makes references to utterances on workers.</param>
/// <param name="connections">Told of connections that close.</param>
/// <param name="options">Timeouts.</param>
/// <param name="log">Told of workers that come and go.</param>
internal sealed class WorkerTable(
    ISiloStatusOracle oracle,
    IWorkerServiceClient workers,
    IGrainFactory grains,
    MemberConnections connections,
    IOptions<ClusterOptions> options,
    ILogger<WorkerTable> log
) : BackgroundService
{
    /// <summary>Time between reports.</summary>
    internal static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private const int Rehearsals = 4;
    private const long Stride = 2654435761; // spreads consecutive turns over any number of workers

    private readonly ConcurrentDictionary<SiloAddress, Worker> _workers = new();
    private readonly ConcurrentDictionary<SiloAddress, Task> _polls = new();
    private volatile TaskCompletionSource _changed = NewSignal();
    private IReadOnlyList<VoiceInfo> _voices = [];
    private int _turn = Environment.ProcessId; // gateways begin at different workers
    private long _change;

    /// <summary>This process in the cluster.</summary>
    public SiloAddress Gateway => oracle.SiloAddress;

    /// <summary>Workers that answer.</summary>
    public IReadOnlyList<Worker> Workers => [.. _workers.Values];

    /// <summary>The voices of the cluster, the default first. The last ones known, where no worker answers.</summary>
    public IReadOnlyList<VoiceInfo> Voices =>
        _workers.Values.Where(worker => !worker.Report.IsDraining).MaxBy(worker => worker.Report.Change) is { } newest
            ? _voices = newest.Voices
            : _voices;

    /// <summary>
    /// The newest change of voices that any worker has followed: from there on an older one is not spoken with.
    /// </summary>
    public long Change => Volatile.Read(ref _change);

    /// <summary>A task that ends when a worker comes, goes or reports.</summary>
    public Task Changed => _changed.Task;

    /// <summary>
    /// The worker with the least to do of those that have a voice and a place; null where there is none.
    /// </summary>
    /// <param name="voice">A voice's name; null for the default.</param>
    /// <param name="paced">True for an utterance that stays near its listener.</param>
    /// <param name="except">Workers that refused.</param>
    /// <exception cref="UnknownVoiceException">VS4001: there are workers, and none has the voice.</exception>
    public Worker? Choose(string? voice, bool paced, IReadOnlyCollection<Worker> except)
    {
        var ready = _workers.Values.Where(worker => !worker.Report.IsDraining && worker.Voices.Count > 0).ToList();
        if (ready.Count == 0)
            return null;
        var able = string.IsNullOrWhiteSpace(voice)
            ? ready
            : ready.FindAll(worker =>
                worker.Voices.Any(one => one.Name.Equals(voice.Trim(), StringComparison.OrdinalIgnoreCase))
            );
        if (able.Count == 0)
            throw new UnknownVoiceException(voice!, [.. Voices.Select(one => one.Name)]);
        able.RemoveAll(worker => worker.Report.BusyFor(paced) is not null || except.Contains(worker));
        return Least(able, (uint)Interlocked.Increment(ref _turn));
    }

    /// <summary>The worker at an address; null where none answers there.</summary>
    /// <param name="address">As <see cref="Worker.Address"/> has it.</param>
    public Worker? At(string address) => _workers.Values.FirstOrDefault(worker => worker.Address == address);

    /// <summary>Wait until there may be a place on any worker; null where no worker says.</summary>
    public TimeSpan? BusyFor(bool paced) =>
        _workers
            .Values.Where(worker => !worker.Report.IsDraining)
            .Select(worker => worker.Report.BusyFor(paced))
            .OfType<TimeSpan>()
            .Order()
            .Cast<TimeSpan?>()
            .FirstOrDefault();

    /// <summary>
    /// The worker with the least to do; of equals another one each turn, so that gateways do not all take the same.
    /// </summary>
    public static Worker? Least(IReadOnlyList<Worker> able, uint turn)
    {
        Worker? least = null;
        var load = double.MaxValue;
        for (var i = 0; i < able.Count; i++)
        {
            var worker = able[(int)((i + turn * Stride) % able.Count)];
            if (worker.Load >= load)
                continue;
            (least, load) = (worker, worker.Load);
        }
        return least;
    }

    /// <summary>Notes a change of voices that workers follow.</summary>
    public void Expect(long change)
    {
        for (var seen = Change; change > seen;)
            seen = Interlocked.CompareExchange(ref _change, change, seen) is var now && now == seen ? change : now;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        connections.Died += OnDied;
        using var timer = new PeriodicTimer(Interval);
        try
        {
            do
            {
                foreach (var (silo, _) in oracle.GetApproximateSiloStatuses(onlyActive: true))
                    if (oracle.TryGetSiloName(silo, out var name) && MemberName.HasVoices(name))
                        _ = _polls.GetOrAdd(
                            silo,
                            _ => Task.Run(() => PollAsync(silo, stoppingToken), CancellationToken.None)
                        );
            } while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
        }
        finally
        {
            connections.Died -= OnDied;
            await Task.WhenAll(_polls.Values).ConfigureAwait(false);
        }
    }

    /// <summary>Asks one worker for reports as long as it is a member.</summary>
    private async Task PollAsync(SiloAddress silo, CancellationToken cancellationToken)
    {
        try
        {
            while (oracle.GetApproximateSiloStatus(silo) is SiloStatus.Active or SiloStatus.ShuttingDown)
            {
                await AskAsync(silo, cancellationToken).ConfigureAwait(false);
                await Task.Delay(Interval, cancellationToken).ConfigureAwait(false);
            }
            Lose(silo, "the cluster declared it dead");
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The gateway ends.
        }
        finally
        {
            _polls.TryRemove(silo, out _);
        }
    }

    private async Task AskAsync(SiloAddress silo, CancellationToken cancellationToken)
    {
        try
        {
            var report = await workers
                .At(silo)
                .ReportAsync()
                .WaitAsync(options.Value.WorkerTimeout, cancellationToken)
                .ConfigureAwait(false);
            Expect(report.Change);
            if (_workers.TryGetValue(silo, out var known))
                known.Update(report);
            else if (await RehearseAsync(silo, report, cancellationToken).ConfigureAwait(false) is { } worker)
                if (_workers.TryAdd(silo, worker))
                    log.WorkerCame(report.Name, report.Threads);
            Signal();
        }
#pragma warning disable CA1031 // Whatever the reason, the worker does not answer; it is asked again.
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            Lose(silo, error is TimeoutException ? "it does not answer" : error.Message);
        }
    }

    /// <summary>
    /// Reads a rehearsal from a new worker: whoever is placed there first waits for no code that is compiled on either
    /// side.
    /// </summary>
    /// <returns>The worker; null if it was lost meanwhile.</returns>
    private async Task<Worker?> RehearseAsync(
        SiloAddress silo,
        WorkerReport report,
        CancellationToken cancellationToken
    )
    {
        var worker = new Worker(silo, report);
        var order = new UtteranceOrder { Request = Packed.Of(new SpeakRequest()), IsRehearsal = true };
        for (var turn = 0; turn < Rehearsals; turn++)
        {
            var grain = grains.GetGrain<IUtteranceGrain>($"rehearsal/{Guid.NewGuid():n}");
            await using var stream = new WorkerStream(grain, worker, order, cancellationToken);
            while (await stream.NextAsync(cancellationToken).ConfigureAwait(false) is var (batch, lost))
                if (lost is not null)
                    return null;
                else if (batch is null)
                    break;
                else
                    foreach (var message in batch.Events.Read())
                        _ = message.ToSpeechEvent();
        }
        return worker;
    }

    private void OnDied(SiloAddress silo) => Lose(silo, "its process has ended");

    private void Lose(SiloAddress silo, string why)
    {
        if (!_workers.TryRemove(silo, out var lost))
            return;
        log.WorkerLost(lost.Report.Name, why);
        lost.Lose();
        Signal();
    }

    private void Signal() => Interlocked.Exchange(ref _changed, NewSignal()).TrySetResult();

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
