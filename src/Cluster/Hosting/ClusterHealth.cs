using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using VoiceSmith.Cluster.Gateways;
using VoiceSmith.Cluster.Voices;

namespace VoiceSmith.Cluster.Hosting;

/// <summary>Health of a member: says which part of the cluster is missing.</summary>
public static class ClusterHealth
{
    /// <summary>Adds the checks of a member's role.</summary>
    /// <param name="checks">Where.</param>
    /// <param name="options">The role.</param>
    /// <param name="tag">Tag of the checks.</param>
    public static void AddClusterChecks(this IHealthChecksBuilder checks, ClusterOptions options, string tag)
    {
        checks.AddCheck<RedisAnswers>("redis", tags: [tag]);
        if (options.HasDoors)
            checks.AddCheck<WorkersAnswer>("workers", tags: [tag]);
        if (options.HasVoices)
            checks.AddCheck<ChangesAreFollowed>("changes", tags: [tag]);
    }

    private sealed class RedisAnswers(ClusterStore store) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(
            HealthCheckContext context,
            CancellationToken cancellationToken = default
        ) =>
            Task.FromResult(
                store.IsConnected
                    ? HealthCheckResult.Healthy()
                    : HealthCheckResult.Unhealthy(new ClusterStoreException(store.Address).Message)
            );
    }

    private sealed class WorkersAnswer(WorkerTable workers) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(
            HealthCheckContext context,
            CancellationToken cancellationToken = default
        ) =>
            Task.FromResult(
                workers
                    .Workers.Where(worker => !worker.Report.IsDraining)
                    .Select(worker => worker.Report.Name)
                    .Order(StringComparer.Ordinal)
                    .ToList()
                    is { Count: > 0 } names
                    ? HealthCheckResult.Healthy($"{names.Count} workers answer: {string.Join(", ", names)}.")
                    : HealthCheckResult.Unhealthy(new NoWorkerException().Message)
            );
    }

    private sealed class ChangesAreFollowed(VoiceFollower follower) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(
            HealthCheckContext context,
            CancellationToken cancellationToken = default
        ) =>
            Task.FromResult(
                follower.Change >= 0
                    ? HealthCheckResult.Healthy($"Voices are at change {follower.Change}.")
                    : HealthCheckResult.Unhealthy("The voices that were published to the cluster are being loaded.")
            );
    }
}
