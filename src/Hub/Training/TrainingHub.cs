using Microsoft.AspNetCore.SignalR;
using VoiceSmith.Contracts;
using VoiceSmith.Hub.Access;
using VoiceSmith.Hub.Training.DataSets;

namespace VoiceSmith.Hub.Training;

/// <summary>The training hub. No logic.</summary>
internal sealed class TrainingHub(TrainingService training, TrainingMeter meter, DataSetStore data, ILogger<TrainingHub> log) : Hub<ITrainingClient>, ITrainingHub
{
    private string Caller => AccessGate.CallerOf(Context.GetHttpContext()).Id;

    public DataSet[] DataSets() => data.All;

    public Task<DataSet> CheckDataSet(string id) => data.CheckAsync(id, Context.ConnectionAborted);

    public void DeleteDataSet(string id) => training.DeleteDataSet(id);

    public Run[] Runs() => training.Runs;

    public Task<Run> StartRun(RunRequest request) => meter.StartAsync(request, Caller, Context.ConnectionAborted);

    public Run PauseRun(string id) => training.Pause(id);

    public Run ResumeRun(string id) => meter.Resume(id, Caller);

    public Run StopRun(string id) => training.Stop(id);

    public void DeleteRun(string id) => training.DeleteRun(id);

    public IAsyncEnumerable<RunEvent> FollowRun(string id, int from, CancellationToken cancellationToken) =>
        training.Get(id).Log.FollowAsync(from, cancellationToken).WithHubErrors(log, cancellationToken);

    public Task<Promotion> Promote(string id, PromotionRequest request) => training.PromoteAsync(id, request, Context.ConnectionAborted);

    /// <inheritdoc/>
    public override Task OnConnectedAsync() => Clients.Caller.Runs(training.Runs);
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
