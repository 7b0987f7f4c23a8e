using VoiceSmith.Access;
using VoiceSmith.Studio.Queue;
using VoiceSmith.Studio.Runs;

namespace VoiceSmith.Hub.Runs;

/// <summary>Starts runs for callers and counts their hours of training.</summary>
internal sealed class TrainingMeter(
    TrainingService training,
    AccessGate gate,
    IHostApplicationLifetime server,
    ILogger<TrainingMeter> log
)
{
    /// <summary>Queues a run, which is paused when its caller has no hours left.</summary>
    /// <exception cref="VoiceSmith.Access.LimitExceededException">VS4053: the caller has none now.</exception>
    public async Task<Run> StartAsync(NewRun request, string caller, CancellationToken cancellationToken)
    {
        gate.Limits.RequireTraining(caller);
        var run = await training.StartAsync(request, cancellationToken);
        _ = CountAsync(run.Id, caller);
        return run;
    }

    /// <summary>Queues a run again.</summary>
    /// <exception cref="VoiceSmith.Access.LimitExceededException">VS4053: the caller has no hours left.</exception>
    public Run Resume(string id, string caller)
    {
        gate.Limits.RequireTraining(caller);
        return training.Resume(id);
    }

    /// <summary>Follows a run by its events until it ends. Never fails: it is nobody's task.</summary>
    private async Task CountAsync(string id, string caller)
    {
        try
        {
            DateTime? since = null; // while it trains: the time up to which it has been counted
            await foreach (var happened in training.Get(id).Log.FollowAsync(0, server.ApplicationStopping))
            {
                if (
                    since is { } counted
                    && !gate.Limits.Train(caller, (happened.At - counted).TotalHours)
                    && training.Get(id).Run.State == RunState.Running
                )
                    training.Pause(id);
                var trains = happened is RunStateChanged { State: var state }
                    ? state == RunState.Running
                    : since is not null;
                since = trains ? happened.At : null;
            }
        }
        catch (Exception error) when (error is OperationCanceledException or VoiceSmithException)
        {
            // The server stops, or the run was deleted, or ended as it was to be paused.
        }
#pragma warning disable CA1031 // Not swallowed: logged, and the run goes on.
        catch (Exception error)
#pragma warning restore CA1031
        {
            log.MeterFailed(id, error);
        }
    }
}
