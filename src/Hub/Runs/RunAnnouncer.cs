using Microsoft.AspNetCore.SignalR;
using VoiceSmith.Contracts;
using VoiceSmith.Studio.Queue;

namespace VoiceSmith.Hub.Runs;

/// <summary>Sends the runs to every client of the training hub when one of them changes.</summary>
internal sealed class RunAnnouncer(TrainingService training, IHubContext<TrainingHub, ITrainingClient> hub)
    : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        training.Changed += Announce;
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        training.Changed -= Announce;
        return Task.CompletedTask;
    }

    private void Announce() => _ = hub.Clients.All.Runs(training.Runs.ToContract());
}
