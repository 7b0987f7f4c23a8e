using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using VoiceSmith.Contracts;
using VoiceSmith.Hub.Training.DataSets;
using VoiceSmith.Hub.Training.Runs;
using VoiceSmith.Hub.Training.Work;
using VoiceSmith.Streaming.Voices;
using VoiceSmith.Training.Checkpoints;

namespace VoiceSmith.Hub.Training;

/// <summary>Training in the server: runs one after another, what became of them, and their way into a voice.</summary>
/// <remarks>
/// What a run is lies on disk before anybody is told. A paused run ends its worker with a checkpoint and gives its place to the next;
/// a server that stops or dies leaves its run as running, and goes on with it when it starts.
/// </remarks>
internal sealed class TrainingService(
    TrainingFolder folder, DataSetStore data, IWorkshop workshop, ListenersFirst listeners, IVoicePublisher publisher, IOptions<TrainingOptions> options,
    TimeProvider time, ILogger<TrainingService> log) : BackgroundService
{
    private readonly ConcurrentDictionary<string, RunFolder> _runs = new();
    private readonly SemaphoreSlim _wake = new(0);
    private readonly Lock _lock = new();
    private readonly List<RunFolder> _promoting = [];
    private (RunFolder Run, WorkControl Control)? _working;

    /// <summary>Told after a run has changed its state.</summary>
    public event Action? Changed;

    /// <summary>Every run, the newest first.</summary>
    public Run[] Runs => [.. _runs.Values.Select(run => run.Run).OrderByDescending(run => run.Queued).ThenBy(run => run.Id, StringComparer.Ordinal)];

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    /// <exception cref="UnknownTrainingItemException">There is none.</exception>
    public RunFolder Get(string id) => _runs.TryGetValue(id, out var run) ? run : throw new UnknownTrainingItemException("run", id);

    /// <summary>Takes a run, which begins when it is its turn.</summary>
    /// <exception cref="RunRequestException">Something is missing, or out of its range.</exception>
    /// <exception cref="TooManyRunsException">Too many wait.</exception>
    /// <exception cref="VoiceSmithException">VS4001: there is no such voice; VS3009: it cannot be tuned.</exception>
    public async Task<Run> StartAsync(RunRequest request, CancellationToken cancellationToken)
    {
        folder.RequireAvailable();
        RequireRoom();
        var run = new RunRequests(options.Value).ToRun(request, data.Get(request.DataSet ?? ""), Now);
        var partial = TrainingFolder.NewPartial(folder.Runs, run.Id);
        try
        {
            var parent = await publisher.CopyCurrentAsync(request.Voice, RunFolder.ParentIn(partial), cancellationToken);
            StoredAcoustic.RequireTunable(RunFolder.ParentIn(partial));
            RunFolder.Write(partial, run = run with { Voice = parent.Name, Parent = parent.Version });
            TrainingFolder.Complete(partial);
        }
        finally
        {
            TrainingFolder.Remove(partial);
        }
        var started = RunFolder.Open(Path.Combine(folder.Runs, run.Id))!;
        _runs[run.Id] = started;
        Tell(started, RunStates.Queued);
        _wake.Release();
        return started.Run;
    }

    /// <summary>Makes a run wait, with a checkpoint; another may take its place meanwhile.</summary>
    public Run Pause(string id) => End(id, RunStates.Paused, "paused", RunStates.Queued, RunStates.Running);

    /// <summary>Ends a run, with a checkpoint.</summary>
    public Run Stop(string id) => End(id, RunStates.Stopped, "stopped", RunStates.Queued, RunStates.Running, RunStates.Paused);

    /// <summary>Goes on with a run that was paused or stopped, or that failed.</summary>
    /// <exception cref="RunStateException">It is neither.</exception>
    /// <exception cref="TooManyRunsException">Too many wait.</exception>
    public Run Resume(string id)
    {
        RequireRoom();
        var run = Get(id);
        lock (_lock)
        {
            if (run.Run is { State: not (RunStates.Paused or RunStates.Stopped or RunStates.Failed) and var state })
                throw new RunStateException(id, state, "resumed");
            run.Change(one => one with { State = RunStates.Queued, Error = null, Queued = Now });
        }
        Tell(run, RunStates.Queued);
        _wake.Release();
        return run.Run;
    }

    /// <summary>Makes a step a version of a voice: packed, tried by the gate, published. The next utterance has it.</summary>
    /// <exception cref="StepNotKeptException">Its checkpoint is not there.</exception>
    /// <exception cref="VoiceSmithException">VS4014: the gate found it unfit; or what packing and publishing say.</exception>
    public async Task<Promotion> PromoteAsync(string id, PromotionRequest request, CancellationToken cancellationToken)
    {
        var run = Get(id);
        lock (_lock)
            _promoting.Add(run);
        try
        {
            return await PromoteAsync(run, request, cancellationToken);
        }
        finally
        {
            lock (_lock)
                _promoting.Remove(run);
        }
    }

    /// <summary>Removes a run that has ended, with its checkpoints, sounds and pictures. Versions that were promoted from it stay.</summary>
    /// <exception cref="RunStateException">It has not ended, or is still saving, or a step of it is being promoted.</exception>
    /// <exception cref="OriginNeededException">A version that speaks came from it.</exception>
    public void DeleteRun(string id)
    {
        folder.RequireAvailable();
        var run = Get(id);
        lock (_lock)
        {
            if (run.Run is { State: var state } && !RunStates.IsEnd(state))
                throw new RunStateException(id, state, "deleted", "Stop it first, or wait until it has ended.");
            if (_working?.Run == run || _promoting.Contains(run))
                throw new RunStateException(id, _working?.Run == run ? "saving what it has learned" : "being promoted", "deleted", "Try again in a moment.");
            if (SpeakingOf(run) is { } version)
                throw new OriginNeededException("run", id, version);
            if (!_runs.TryRemove(id, out _))
                throw new UnknownTrainingItemException("run", id);
        }
        run.Remove();
        log.RunDeleted(id);
        Changed?.Invoke();
    }

    /// <summary>Removes a data set that no run needs any more.</summary>
    /// <exception cref="DataSetStateException">One does.</exception>
    /// <exception cref="OriginNeededException">A version that speaks came from it.</exception>
    public void DeleteDataSet(string id)
    {
        var version = _runs.Values.Where(run => run.Run.DataSet == id).Select(SpeakingOf).FirstOrDefault(one => one is not null);
        if (_runs.Values.Select(run => run.Run).FirstOrDefault(run => run.DataSet == id && !RunStates.IsEnd(run.State)) is { } user)
            throw new DataSetStateException(id, $"The run '{user.Id}' needs it.", "Stop that run, or wait until it has ended.");
        if (version is not null)
            throw new OriginNeededException("data set", id, version);
        data.Delete(id);
    }

    /// <summary>Reads what there is before the server listens.</summary>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        if (folder.Unavailable is { } why)
        {
            if (options.Value.Enabled)
                log.NoTraining(why);
            return Task.CompletedTask;
        }
        foreach (var run in Directory.EnumerateDirectories(folder.Runs).Select(RunFolder.Open).OfType<RunFolder>())
            _runs[run.Run.Id] = run;
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
            if (Next() is { } run)
                await TryWorkAsync(run, stoppingToken);
            else
                await _wake.WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public override void Dispose()
    {
        base.Dispose();
        _wake.Dispose();
    }

    /// <summary>A version that came from a run, and speaks or is being compared; null where none does.</summary>
    private Promotion? SpeakingOf(RunFolder run) => run.Run.Promoted.FirstOrDefault(one => publisher.Speaks(one.Voice, one.Version));

    /// <summary>The run that was under way when the server ended, or else the one that waits longest.</summary>
    private RunFolder? Next() => _runs.Values.Where(run => run.Run.State is RunStates.Running or RunStates.Queued)
        .MinBy(run => (run.Run.State != RunStates.Running, run.Run.Queued));

    /// <summary>A disk that is full, or a folder that went, ends the run and not the server.</summary>
    private async Task TryWorkAsync(RunFolder run, CancellationToken stopping)
    {
        try
        {
            await WorkAsync(run, stopping);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            run.GiveUp(new RunFolderException(error).Message);
            log.RunFailed(run.Run.Id, error);
            Changed?.Invoke();
        }
    }

    private async Task WorkAsync(RunFolder run, CancellationToken stopping)
    {
        using var control = new WorkControl();
        lock (_lock)
        {
            if (run.Run.State is not (RunStates.Running or RunStates.Queued))
                return;                     // paused or stopped in the last moment
            run.Change(one => one with { State = RunStates.Running });
            _working = (run, control);
        }
        await using var stop = stopping.Register(control.Stop);
        Tell(run, RunStates.Running);
        var (state, error) = (RunStates.Done, (string?)null);
        try
        {
            using var order = listeners.Put(control);
            await workshop.DoAsync(run.Order(data.PreparedOf(run.Run.DataSet), options.Value.Threads, options.Value.KeepCheckpoints), message => Take(run, message), control);
        }
#pragma warning disable CA1031 // Not swallowed: it is the run's end, told to all who follow it, and logged.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            (state, error) = (RunStates.Failed, (failure as VoiceSmithException)?.Message ?? $"VS4000: {failure.GetType().Name}. The server's log says more.");
            log.RunFailed(run.Run.Id, failure);
        }
        lock (_lock)
        {
            _working = null;
            if (run.Run.State == RunStates.Running && !(stopping.IsCancellationRequested && state == RunStates.Done && run.Run.Step < run.Run.Steps))
                run.Change(one => one with { State = state, Error = error });
        }
        if (run.Run.State is not (RunStates.Running or RunStates.Queued))    // it may have been resumed before it was at rest
            Tell(run, run.Run.State, run.Run.Error);
    }

    private async Task<Promotion> PromoteAsync(RunFolder run, PromotionRequest request, CancellationToken cancellationToken)
    {
        var (about, kept, id) = (run.Run, run.Checkpoints, run.Run.Id);
        if (!kept.TryGetValue(request.Step, out var checkpoint))
            throw new StepNotKeptException(id, request.Step, [.. kept.Keys.Order()]);
        var by = RunRequests.Words(request.User ?? about.User, "user", 60, "the name of whoever promotes it");
        var voice = request.Voice is { Length: > 0 } asked ? asked : about.Voice;
        using var packed = new Packing(checkpoint, run.Parent, about, voice);
        await packed.PackAsync(cancellationToken);
        var published = await publisher.PublishAsync(packed.File, voice, by, $"run {id}, step {request.Step}", cancellationToken);
        var promotion = new Promotion(request.Step, published.Voice.Name, published.Voice.Version, by, published.At.UtcDateTime);
        run.Change(one => one with { Promoted = [.. one.Promoted, promotion] });
        run.Log.Add(new() { Type = "promoted", Step = request.Step, At = promotion.At, Promotion = promotion });
        Changed?.Invoke();
        return promotion;
    }

    private void Take(RunFolder run, WorkMessage message)
    {
        if (message is not TrainingHappened { What: var what })
            return;
        run.Change(one => one with { Step = what.Step });
        if (run.ToWire(what, Now) is { } happened)
            run.Log.Add(happened);
    }

    /// <summary>Sets a run's state; its worker, if it has one, ends after the step at hand, and the state is told then.</summary>
    private Run End(string id, string state, string word, params string[] from)
    {
        var run = Get(id);
        bool working;
        lock (_lock)
        {
            if (!from.Contains(run.Run.State))
                throw new RunStateException(id, run.Run.State, word);
            run.Change(one => one with { State = state });
            if (working = _working?.Run == run)
                _working!.Value.Control.Stop();
        }
        if (!working)
            Tell(run, state);
        return run.Run;
    }

    private void Tell(RunFolder run, string state, string? error = null)
    {
        run.Log.Add(new() { Type = "state", State = state, Error = error, Step = run.Run.Step, At = Now });
        log.RunChanged(run.Run.Id, state, run.Run.Step);
        Changed?.Invoke();
    }

    private void RequireRoom()
    {
        folder.RequireAvailable();
        if (_runs.Values.Count(run => run.Run.State == RunStates.Queued) >= Math.Max(1, options.Value.MaxQueuedRuns))
            throw new TooManyRunsException(options.Value.MaxQueuedRuns);
    }
}
