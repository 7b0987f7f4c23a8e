using VoiceSmith.Contracts;
using VoiceSmith.Hub.Access;
using VoiceSmith.Hub.Training.Runs;

namespace VoiceSmith.Hub.Training;

/// <summary>Starts runs for callers, and counts how long they train.</summary>
internal sealed class TrainingMeter(TrainingService training, AccessGate gate, IHostApplicationLifetime server, ILogger<TrainingMeter> log)
{
    /// <summary>Takes a run, and pauses it when its caller has no hours left.</summary>
    /// <exception cref="VoiceSmith.Access.LimitExceededException">VS4053: the caller has none now.</exception>
    public async Task<Run> StartAsync(RunRequest request, string caller, CancellationToken cancellationToken)
    {
        gate.Limits.RequireTraining(caller);
        var run = await training.StartAsync(request, cancellationToken);
        _ = CountAsync(run.Id, caller);
        return run;
    }

    /// <summary>Goes on with a run.</summary>
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
            DateTime? since = null;         // while it trains: the time up to which it has been counted
            await foreach (var happened in training.Get(id).Log.FollowAsync(0, server.ApplicationStopping))
            {
                if (since is { } counted && !gate.Limits.Train(caller, (happened.At - counted).TotalHours) && training.Get(id).Run.State == RunStates.Running)
                    training.Pause(id);
                var trains = happened.State is null ? since is not null : happened.State == RunStates.Running;
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
            log.RunFailed(id, error);
        }
    }
}
