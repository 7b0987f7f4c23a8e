using System.Collections.Concurrent;
using VoiceSmith.Access;
using VoiceSmith.Studio.Queue;
using VoiceSmith.Studio.Runs;

namespace VoiceSmith.Hub.Runs;

/// <summary>
/// Starts runs for callers and counts their hours of training, those of an earlier server's runs included.
/// </summary>
internal sealed class TrainingMeter(
    TrainingService training,
    AccessGate gate,
    IHostApplicationLifetime server,
    TimeProvider time,
    ILogger<TrainingMeter> log
) : IHostedService
{
    private readonly ConcurrentDictionary<string, bool> _counted = new();

    /// <summary>Queues a run, which is paused when its caller has no hours left.</summary>
    /// <exception cref="LimitExceededException">VS4053: the caller has none now.</exception>
    public async Task<Run> StartAsync(NewRun request, string caller, CancellationToken cancellationToken)
    {
        gate.Limits.RequireTraining(caller);
        var run = await training.StartAsync(request with { Caller = caller }, cancellationToken);
        Count(run.Id, from: 0, since: null);
        return run;
    }

    /// <summary>Queues a run again, with the hours of whoever resumes it.</summary>
    /// <exception cref="LimitExceededException">VS4053: the caller has no hours left.</exception>
    public Run Resume(string id, string caller)
    {
        gate.Limits.RequireTraining(caller);
        var from = training.Get(id).Log.Count;
        var run = training.Resume(id, caller);
        Count(id, from, since: null);
        return run;
    }

    /// <summary>Counts the runs that an earlier server left; one of them trains already, or is about to.</summary>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var run in training.Runs.Where(run => !run.State.IsEnd()))
            Count(
                run.Id,
                training.Get(run.Id).Log.Count,
                run.State == RunState.Running ? time.GetUtcNow().UtcDateTime : null
            );
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Follows a run unless it is followed already.</summary>
    private void Count(string id, int from, DateTime? since)
    {
        if (_counted.TryAdd(id, true))
            _ = CountAsync(id, from, since);
    }

    /// <summary>Follows a run by its events until it ends. Never fails: it is nobody's task.</summary>
    /// <param name="id">The run.</param>
    /// <param name="from">Number of the first event to follow.</param>
    /// <param name="since">While it trains: the time up to which it has been counted.</param>
    private async Task CountAsync(string id, int from, DateTime? since)
    {
        try
        {
            await foreach (var happened in training.Get(id).Log.FollowAsync(from, server.ApplicationStopping))
            {
                if (
                    since is { } counted
                    && training.Get(id).Run is { Caller: { } caller } run
                    && !gate.Limits.Train(caller, (happened.At - counted).TotalHours)
                    && run.State == RunState.Running
                )
                    training.Pause(id);
                var trains = happened is RunStateChanged { State: var state }
                    ? state == RunState.Running
                    : since is not null;
                since = trains ? happened.At : null;
            }
        }
        catch (Exception error)
            when (error is OperationCanceledException or VoiceSmithException and not KeyFileException)
        {
            // The server stops, or the run was deleted, or ended as it was to be paused.
        }
#pragma warning disable CA1031 // Not swallowed: logged, and the run goes on.
        catch (Exception error)
#pragma warning restore CA1031
        {
            log.MeterFailed(id, error);
        }
        finally
        {
            _counted.TryRemove(id, out _);
        }
    }
}
