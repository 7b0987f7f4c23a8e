using Microsoft.AspNetCore.SignalR;
using VoiceSmith.Access;
using VoiceSmith.Contracts;
using VoiceSmith.Hub.Errors;
using VoiceSmith.Studio.Queue;
using DataSetStore = VoiceSmith.Studio.DataSets.DataSetStore;

namespace VoiceSmith.Hub.Runs;

/// <summary>The training hub. No logic.</summary>
internal sealed class TrainingHub(
    TrainingService training,
    TrainingMeter meter,
    DataSetStore data,
    ILogger<TrainingHub> log
) : Hub<ITrainingClient>, ITrainingHub
{
    private string Caller => AccessGate.CallerOf(Context.GetHttpContext()).Id;

    public DataSet[] DataSets() => [.. data.All.Select(set => set.ToContract())];

    public async Task<DataSet> CheckDataSet(string id) =>
        (await data.CheckAsync(id, Context.ConnectionAborted)).ToContract();

    public void DeleteDataSet(string id) => training.DeleteDataSet(id);

    public Run[] Runs() => training.Runs.ToContract();

    public async Task<Run> StartRun(RunRequest request) =>
        (await meter.StartAsync(request.ToNewRun(), Caller, Context.ConnectionAborted)).ToContract();

    public Run PauseRun(string id) => training.Pause(id).ToContract();

    public Run ResumeRun(string id) => meter.Resume(id, Caller).ToContract();

    public Run StopRun(string id) => training.Stop(id).ToContract();

    public void DeleteRun(string id) => training.DeleteRun(id);

    public IAsyncEnumerable<RunEvent> FollowRun(string id, int from, CancellationToken cancellationToken) =>
        training
            .Get(id)
            .Log.FollowAsync(from, cancellationToken)
            .Select(RunMapping.ToContract)
            .WithHubErrors(log, cancellationToken);

    public Task<Promotion> Promote(string id, PromotionRequest request) =>
        training.PromoteAsync(id, request.Step, request.Voice, request.User, Context.ConnectionAborted);

    /// <inheritdoc/>
    public override Task OnConnectedAsync() => Clients.Caller.Runs(training.Runs.ToContract());
}

/// <summary>Turns VoiceSmith's errors into those of the hub.</summary>
/// <param name="log">Receives the errors.</param>
internal sealed class HubErrorFilter(ILogger<HubErrorFilter> log) : IHubFilter
{
    public async ValueTask<object?> InvokeMethodAsync(
        HubInvocationContext invocationContext,
        Func<HubInvocationContext, ValueTask<object?>> next
    )
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
