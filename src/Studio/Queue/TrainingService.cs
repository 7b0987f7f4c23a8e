using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using VoiceSmith.Streaming.Voices;
using VoiceSmith.Studio.DataSets;
using VoiceSmith.Studio.Runs;
using VoiceSmith.Studio.Work;
using VoiceSmith.Training.Checkpoints;
using Promotion = VoiceSmith.Contracts.Promotion;

namespace VoiceSmith.Studio.Queue;

/// <summary>
/// The queue of runs, which train one after another, and the promotion of their steps to versions of voices.
/// </summary>
/// <remarks>
/// Changes of a run are on disk before anybody is told. A paused run ends its worker with a checkpoint and gives its
/// place to the next; a server that stops or dies leaves its run as running, and continues it when it starts. Where the
/// folder is shared, every member that trains takes a run of the queue whose turn no other has: the system frees the
/// turn of a process that dies, and the next member continues its run.
/// </remarks>
public sealed class TrainingService : BackgroundService
{
    // between looks at what other members have done
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);

    private readonly TrainingFolder _folder;
    private readonly DataSetStore _data;
    private readonly IWorkshop _workshop;
    private readonly ListenersFirst? _listeners; // null where nothing is trained
    private readonly IVoicePublisher _publisher;
    private readonly TrainingOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly ConcurrentDictionary<string, RunFolder> _runs = new();
    private readonly SemaphoreSlim _wake = new(0);
    private readonly Lock _lock = new();
    private readonly List<RunFolder> _promoting = [];
    private (RunFolder Run, WorkControl Control)? _working;

    internal TrainingService(
        TrainingFolder folder,
        DataSetStore data,
        IWorkshop workshop,
        ListenersFirst? listeners,
        IVoicePublisher publisher,
        IOptions<TrainingOptions> options,
        TimeProvider time,
        ILogger<TrainingService> log
    ) =>
        (_folder, _data, _workshop, _listeners, _publisher, _options, _time, _log) = (
            folder,
            data,
            workshop,
            listeners,
            publisher,
            options.Value,
            time,
            log
        );

    /// <summary>Raised after a run has changed its state.</summary>
    public event Action? Changed;

    /// <summary>All runs, the newest first.</summary>
    public IReadOnlyList<Run> Runs =>
        [
            .. Known()
                .Select(run => run.Run)
                .OrderByDescending(run => run.Queued)
                .ThenBy(run => run.Id, StringComparer.Ordinal),
        ];

    private DateTime Now => _time.GetUtcNow().UtcDateTime;

    /// <summary>One run.</summary>
    /// <exception cref="UnknownTrainingItemException">VS4031.</exception>
    public RunFolder Get(string id)
    {
        if (_folder.IsShared)
            Known();
        return _runs.TryGetValue(id, out var run) ? run : throw new UnknownTrainingItemException("run", id);
    }

    /// <summary>Queues a run.</summary>
    /// <exception cref="RunRequestException">VS4038: something is missing, or out of its range.</exception>
    /// <exception cref="TooManyRunsException">VS4039: the queue is full.</exception>
    /// <exception cref="VoiceSmithException">
    /// VS4001: there is no such voice; VS3009: it cannot be fine-tuned.
    /// </exception>
    public async Task<Run> StartAsync(NewRun request, CancellationToken cancellationToken)
    {
        _folder.RequireAvailable();
        RequireRoom();
        var run = request.Complete(_data.Get(request.DataSet ?? ""), _options, Now);
        var partial = TrainingFolder.NewPartial(_folder.Runs, run.Id);
        try
        {
            var file = RunFolder.ParentIn(partial);
            var parent = await _publisher
                .CopyCurrentAsync(request.Voice, file, cancellationToken)
                .ConfigureAwait(false);
            StoredAcoustic.RequireTunable(file);
            RunFolder.Write(partial, run = run with { Voice = parent.Name, Parent = parent.Version });
            TrainingFolder.Complete(partial);
        }
        finally
        {
            TrainingFolder.Remove(partial);
        }
        var started = _runs.GetOrAdd(run.Id, id => Open(id)!);
        Tell(started, RunState.Queued);
        _wake.Release();
        return started.Run;
    }

    /// <summary>Pauses a run with a checkpoint; the next one in the queue takes its place.</summary>
    /// <exception cref="RunStateException">VS4040: it neither waits nor trains.</exception>
    public Run Pause(string id) => End(id, RunState.Paused, RunState.Queued, RunState.Running);

    /// <summary>Stops a run with a checkpoint.</summary>
    /// <exception cref="RunStateException">VS4040: it has ended.</exception>
    public Run Stop(string id) => End(id, RunState.Stopped, RunState.Queued, RunState.Running, RunState.Paused);

    /// <summary>Queues a run again that was paused or stopped, or that failed.</summary>
    /// <param name="id">The run.</param>
    /// <param name="caller">Id of the caller whose hours it uses from now on; null for the one before.</param>
    /// <exception cref="RunStateException">VS4040: it is in another state.</exception>
    /// <exception cref="TooManyRunsException">VS4039: the queue is full.</exception>
    public Run Resume(string id, string? caller = null)
    {
        RequireRoom();
        var run = Get(id);
        lock (_lock)
        {
            if (run.Run is { State: not (RunState.Paused or RunState.Stopped or RunState.Failed) and var state })
                throw new RunStateException(id, state.Word(), "resumed");
            run.Change(one =>
                one with
                {
                    State = RunState.Queued,
                    Error = null,
                    Queued = Now,
                    Caller = caller ?? one.Caller,
                }
            );
        }
        Tell(run, RunState.Queued);
        _wake.Release();
        return run.Run;
    }

    /// <summary>Makes a step the current version of a voice: packed, tried by the gate, published.</summary>
    /// <param name="id">The run.</param>
    /// <param name="step">The step.</param>
    /// <param name="voice">
    /// The voice it becomes a version of, new or existing; null for the one that was fine-tuned.
    /// </param>
    /// <param name="user">The caller; null for who started the run.</param>
    /// <param name="cancellationToken">Ends it, unless it is done already.</param>
    /// <exception cref="StepNotKeptException">VS4041: it has no checkpoint.</exception>
    /// <exception cref="VoiceSmithException">
    /// VS4014: it did not pass the gate; or an error of packing and publishing.
    /// </exception>
    public async Task<Promotion> PromoteAsync(
        string id,
        long step,
        string? voice,
        string? user,
        CancellationToken cancellationToken
    )
    {
        var run = Get(id);
        lock (_lock)
            _promoting.Add(run);
        try
        {
            return await PromoteAsync(run, step, voice, user, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            lock (_lock)
                _promoting.Remove(run);
        }
    }

    /// <summary>
    /// Deletes a run that has ended, with its checkpoints, sounds and pictures; versions made from it stay.
    /// </summary>
    /// <exception cref="RunStateException">
    /// VS4040: it has not ended, is saving a checkpoint, or a step is being promoted.
    /// </exception>
    /// <exception cref="OriginNeededException">VS4043: a current version was made from it.</exception>
    public void DeleteRun(string id)
    {
        _folder.RequireAvailable();
        var run = Get(id);
        lock (_lock)
        {
            if (run.Run is { State: var state } && !state.IsEnd())
                throw new RunStateException(id, state.Word(), "deleted", "Stop it first, or wait until it has ended.");
            var isSaving = _working?.Run == run || _folder.IsShared && run.IsTaken;
            if (isSaving || _promoting.Contains(run))
                throw new RunStateException(
                    id,
                    isSaving ? "saving what it has learned" : "being promoted",
                    "deleted",
                    "Try again in a moment."
                );
            if (CurrentOf(run) is { } version)
                throw new OriginNeededException("run", id, version);
            if (!_runs.TryRemove(id, out _))
                throw new UnknownTrainingItemException("run", id);
        }
        run.Remove();
        _log.RunDeleted(id);
        Changed?.Invoke();
    }

    /// <summary>Deletes a data set that no run needs.</summary>
    /// <exception cref="DataSetStateException">VS4034: a run needs it.</exception>
    /// <exception cref="OriginNeededException">VS4043: a current version was made from it.</exception>
    public void DeleteDataSet(string id)
    {
        var version = Known()
            .Where(run => run.Run.DataSet == id)
            .Select(CurrentOf)
            .FirstOrDefault(one => one is not null);
        if (
            Known().Select(run => run.Run).FirstOrDefault(run => run.DataSet == id && !run.State.IsEnd()) is
            { } user
        )
            throw new DataSetStateException(
                id,
                $"The run '{user.Id}' needs it.",
                "Stop that run, or wait until it has ended."
            );
        if (version is not null)
            throw new OriginNeededException("data set", id, version);
        _data.Delete(id);
    }

    /// <summary>Reads the runs before the server listens.</summary>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        if (_folder.Unavailable is { } why)
        {
            if (_options.Enabled)
                _log.NoTraining(why);
            return Task.CompletedTask;
        }
        Read();
        foreach (var (damaged, reason) in _folder.Unreadable)
            _log.RecordUnreadable(damaged, reason);
        return base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var watching = _folder.IsShared ? WatchAsync(stoppingToken) : Task.CompletedTask;
        while (!stoppingToken.IsCancellationRequested && _listeners is not null)
            if (TryNext() is { } next)
                using (next.Turn)
                    await TryWorkAsync(next.Run, stoppingToken).ConfigureAwait(false);
            else
                await ((Task)_wake.WaitAsync(_folder.IsShared ? Look : Timeout.InfiniteTimeSpan, stoppingToken))
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await watching.ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        _wake.Dispose();
    }

    /// <summary>A version made from a run that is current or being compared; null for none.</summary>
    private Promotion? CurrentOf(RunFolder run) =>
        run.Run.Promoted.FirstOrDefault(one => _publisher.Speaks(one.Voice, one.Version));

    private (RunFolder Run, IDisposable Turn)? TryNext()
    {
        try
        {
            return Next();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            _log.FolderNotRead(error.Message);
            return null;
        }
    }

    /// <summary>
    /// The run that trained when a server ended, or else the first of the queue, with its turn; null where there is
    /// none that no other process has.
    /// </summary>
    private (RunFolder Run, IDisposable Turn)? Next()
    {
        var waiting = Known()
            .Where(run => run.Run.State is RunState.Running or RunState.Queued)
            .OrderBy(run => (run.Run.State != RunState.Running, run.Run.Queued));
        foreach (var run in waiting)
            if (run.TryTakeTurn() is { } turn)
                return (run, turn);
        return null;
    }

    private RunFolder? Open(string id) => RunFolder.Open(Path.Combine(_folder.Runs, id), _folder.IsShared);

    /// <summary>The runs; where other members start and delete some, as the folder has them.</summary>
    private ICollection<RunFolder> Known()
    {
        if (_folder is { IsShared: true, Unavailable: null })
            Read();
        return _runs.Values;
    }

    private void Read()
    {
        var there = Directory
            .EnumerateDirectories(_folder.Runs)
            .Select(path => Path.GetFileName(path)!)
            .Where(id => !TrainingFolder.IsPartial(id))
            .ToHashSet();
        foreach (var gone in _runs.Keys.Where(id => !there.Contains(id)))
            _runs.TryRemove(gone, out _);
        foreach (var id in there.Where(id => !_runs.ContainsKey(id)))
            if (_folder.TryRead(Path.Combine(_folder.Runs, id), () => Open(id)) is { } run)
                _runs.TryAdd(id, run);
    }

    /// <summary>Tells of what other members have done, and stops the run that one of them has ended.</summary>
    private async Task WatchAsync(CancellationToken stopping)
    {
        var before = "";
        while (!stopping.IsCancellationRequested)
        {
            await Task.Delay(Look, _time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                lock (_lock)
                    if (_working is { } working && working.Run.Run.State != RunState.Running)
                        working.Control.Stop();
                var now = string.Join(' ', Runs.Select(run => $"{run.Id} {run.State} {run.Step} {run.Promoted.Count}"));
                if (now != before)
                    Changed?.Invoke();
                before = now;
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                _log.FolderNotRead(error.Message);
            }
        }
    }

    /// <summary>A full disk, or a folder that was deleted, ends the run and not the server.</summary>
    private async Task TryWorkAsync(RunFolder run, CancellationToken stopping)
    {
        try
        {
            await WorkAsync(run, stopping).ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            run.GiveUp(new RunFolderException(error).Message);
            _log.RunFailed(run.Run.Id, error);
            Changed?.Invoke();
        }
    }

    private async Task WorkAsync(RunFolder run, CancellationToken stopping)
    {
        using var control = new WorkControl();
        lock (_lock)
        {
            if (run.Run.State is not (RunState.Running or RunState.Queued))
                return; // paused or stopped in the last moment
            run.Change(one => one with { State = RunState.Running });
            _working = (run, control);
        }
        using var stop = stopping.Register(control.Stop);
        Tell(run, RunState.Running);
        var (state, error) = (RunState.Done, (string?)null);
        try
        {
            using var watch = _listeners!.Put(control);
            var order = run.Order(_data.PreparedOf(run.Run.DataSet), _options);
            await _workshop.DoAsync(order, message => Take(run, message), control).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Not swallowed: it is logged, and becomes the run's error.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            state = RunState.Failed;
            error =
                (failure as VoiceSmithException)?.Message
                ?? $"VS4000: {failure.GetType().Name}. The server's log says more.";
            _log.RunFailed(run.Run.Id, failure);
        }
        lock (_lock)
        {
            _working = null;
            var interrupted =
                stopping.IsCancellationRequested && state == RunState.Done && run.Run.Step < run.Run.Steps;
            if (run.Run.State == RunState.Running && !interrupted)
                run.Change(one => one with { State = state, Error = error });
        }
        if (run.Run.State is not (RunState.Running or RunState.Queued)) // it may have been resumed meanwhile
            Tell(run, run.Run.State, run.Run.Error);
    }

    private async Task<Promotion> PromoteAsync(
        RunFolder run,
        long step,
        string? voice,
        string? user,
        CancellationToken cancellationToken
    )
    {
        var (about, kept) = (run.Run, run.Checkpoints);
        if (!kept.TryGetValue(step, out var checkpoint))
            throw new StepNotKeptException(about.Id, step, [.. kept.Keys.Order()]);
        var by = NewRun.RequiredUser(user ?? about.User, "the name of whoever promotes it");
        var name = string.IsNullOrEmpty(voice) ? about.Voice : voice;
        using var packed = new Packing(checkpoint, run.Parent, about, name);
        await packed.PackAsync(_listeners is null ? _workshop : null, cancellationToken).ConfigureAwait(false);
        var source = $"run {about.Id}, step {step}";
        var published = await _publisher
            .PublishAsync(packed.File, name, by, source, cancellationToken)
            .ConfigureAwait(false);
        var promotion = new Promotion(
            step,
            published.Voice.Name,
            published.Voice.Version,
            by,
            published.At.UtcDateTime
        );
        run.Change(one => one with { Promoted = [.. one.Promoted, promotion] });
        run.Log.Add(new RunPromoted(promotion) { Step = step, At = promotion.At });
        Changed?.Invoke();
        return promotion;
    }

    private void Take(RunFolder run, WorkMessage message)
    {
        if (message is not TrainingHappened { What: var what })
            return;
        run.Change(one => one with { Step = what.Step });
        if (run.ToRunEvent(what) is { } happened)
            run.Log.Add(happened with { Step = what.Step, At = Now });
    }

    /// <summary>
    /// Sets a run's state; its worker, if any, ends after the current step, and the state is told then.
    /// </summary>
    private Run End(string id, RunState state, params RunState[] from)
    {
        var run = Get(id);
        bool working;
        lock (_lock)
        {
            if (!from.Contains(run.Run.State))
                throw new RunStateException(id, run.Run.State.Word(), state.Word());
            run.Change(one => one with { State = state });
            if (working = _working?.Run == run)
                _working!.Value.Control.Stop();
            else if (_folder.IsShared)
                working = run.IsTaken; // whoever has it sees the state
        }
        if (!working)
            Tell(run, state);
        return run.Run;
    }

    private void Tell(RunFolder run, RunState state, string? error = null)
    {
        run.Log.Add(new RunStateChanged(state, error) { Step = run.Run.Step, At = Now });
        _log.RunChanged(run.Run.Id, state.Word(), run.Run.Step);
        Changed?.Invoke();
    }

    private void RequireRoom()
    {
        _folder.RequireAvailable();
        if (Known().Count(run => run.Run.State == RunState.Queued) >= Math.Max(1, _options.MaxQueuedRuns))
            throw new TooManyRunsException(_options.MaxQueuedRuns);
    }
}
