using Microsoft.AspNetCore.SignalR;
using VoiceSmith.Hub.Training.DataSets;

namespace VoiceSmith.Hub.Training;

/// <summary>What the server calls on those who watch training.</summary>
public interface ITrainingClient
{
    /// <summary>Every run, the newest first; sent when a connection opens, and whenever one changes its state.</summary>
    Task Runs(WireRun[] runs);
}

/// <summary>The wire contract of training. No logic; recordings are uploaded by HTTP.</summary>
internal sealed class TrainingHub(TrainingService training, DataSetStore data, ILogger<TrainingHub> log) : Hub<ITrainingClient>
{
    /// <summary>Where it is served.</summary>
    public const string Path = "/hubs/training";

    /// <summary>Every data set, the newest first.</summary>
    public WireDataSet[] DataSets() => data.All;

    /// <summary>Prepares a data set for training.</summary>
    /// <returns>What can be used of it, and why not the rest.</returns>
    /// <exception cref="HubException">VS4030, VS4031, VS4034.</exception>
    public Task<WireDataSet> CheckDataSet(string id) => data.CheckAsync(id, Context.ConnectionAborted);

    /// <summary>Removes a data set.</summary>
    /// <exception cref="HubException">VS4031; VS4034: a run needs it; VS4043: a version that speaks came from it.</exception>
    public void DeleteDataSet(string id) => training.DeleteDataSet(id);

    /// <summary>Every run, the newest first.</summary>
    public WireRun[] Runs() => training.Runs;

    /// <summary>Takes a run, which begins when it is its turn.</summary>
    /// <exception cref="HubException">VS4038: something is missing; VS4039: too many wait; VS3009: the voice cannot be tuned.</exception>
    public Task<WireRun> StartRun(WireRunRequest request) => training.StartAsync(request, Context.ConnectionAborted);

    /// <summary>Makes a run wait, with a checkpoint; the next one takes its place.</summary>
    /// <exception cref="HubException">VS4031, VS4040.</exception>
    public WireRun PauseRun(string id) => training.Pause(id);

    /// <summary>Goes on with a run that was paused or stopped, or that failed.</summary>
    /// <exception cref="HubException">VS4031, VS4039, VS4040.</exception>
    public WireRun ResumeRun(string id) => training.Resume(id);

    /// <summary>Ends a run, with a checkpoint.</summary>
    /// <exception cref="HubException">VS4031, VS4040.</exception>
    public WireRun StopRun(string id) => training.Stop(id);

    /// <summary>Removes a run that has ended; versions that were promoted from it stay.</summary>
    /// <exception cref="HubException">VS4031; VS4040: it has not ended; VS4043: a version that speaks came from it.</exception>
    public void DeleteRun(string id) => training.DeleteRun(id);

    /// <summary>Everything that happened in a run from an event's number on, then what happens, until it ends.</summary>
    /// <exception cref="HubException">VS4031.</exception>
    public IAsyncEnumerable<WireRunEvent> FollowRun(string id, int from, CancellationToken cancellationToken) =>
        training.Get(id).Log.FollowAsync(from, cancellationToken).WithHubErrors(log, cancellationToken);

    /// <summary>Makes a step of a run a version of a voice: the next utterance has it.</summary>
    /// <exception cref="HubException">VS4031, VS4041; VS4014: the gate found it unfit.</exception>
    public Task<WirePromotion> Promote(string id, WirePromotionRequest request) => training.PromoteAsync(id, request, Context.ConnectionAborted);

    /// <inheritdoc/>
    public override Task OnConnectedAsync()
    {
        if (Context.GetHttpContext() is { } http)
            Origins.RequireOwn(http.Request);
        return Clients.Caller.Runs(training.Runs);
    }
}

/// <summary>Tells a hub's clients the project's errors in their own words.</summary>
/// <param name="log">Told of them.</param>
internal sealed class HubErrorFilter(ILogger<HubErrorFilter> log) : IHubFilter
{
    public async ValueTask<object?> InvokeMethodAsync(HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        try
        {
            return await next(invocationContext);
        }
        catch (Exception error) when (HubErrors.ToHubError(error, log) is { } told)
        {
            throw told;
        }
    }
}

/// <summary>Sends every watcher the runs when one of them changes.</summary>
internal sealed class RunAnnouncer : IHostedService
{
    private readonly TrainingService _training;
    private readonly IHubContext<TrainingHub, ITrainingClient> _hub;

    public RunAnnouncer(TrainingService training, IHubContext<TrainingHub, ITrainingClient> hub) => (_training, _hub) = (training, hub);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _training.Changed += Announce;
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        _training.Changed -= Announce;
        return Task.CompletedTask;
    }

    private void Announce() => _ = _hub.Clients.All.Runs(_training.Runs);
}
