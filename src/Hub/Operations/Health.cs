using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using VoiceSmith.Cluster;
using VoiceSmith.Cluster.Hosting;
using VoiceSmith.Contracts;
using VoiceSmith.Publishing;
using VoiceSmith.Streaming;

namespace VoiceSmith.Hub.Operations;

/// <summary>Health for whoever starts and restarts servers: alive, and ready to speak.</summary>
internal static class Health
{
    private const string Ready = "ready";

    public static void AddHealth(this IServiceCollection services, ClusterOptions cluster)
    {
        var checks = services.AddHealthChecks().AddCheck<VoicesAreWarm>("voices", tags: [Ready]);
        if (cluster is { IsMember: true, HasDoors: true })
            checks.AddCheck<HubIsWarm>("hub", tags: [Ready]);
        if (cluster.IsMember)
            checks.AddClusterChecks(cluster, Ready);
        else
            checks.AddCheck<DiskIsWritable>("disk", tags: [Ready]); // a cluster keeps versions elsewhere
    }

    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapHealthChecks(ApiRoutes.Health, new HealthCheckOptions { Predicate = _ => false });
        routes.MapHealthChecks(ApiRoutes.Health + "/live", new HealthCheckOptions { Predicate = _ => false });
        routes.MapHealthChecks(
            ApiRoutes.Health + "/ready",
            new HealthCheckOptions { Predicate = check => check.Tags.Contains(Ready), ResponseWriter = WriteAsync }
        );
    }

    private static Task WriteAsync(HttpContext context, HealthReport report) =>
        context.Response.WriteAsJsonAsync(
            new
            {
                status = report.Status.ToString(),
                checks = report.Entries.ToDictionary(
                    entry => entry.Key,
                    entry => new { status = entry.Value.Status.ToString(), entry.Value.Description }
                ),
            }
        );

    /// <summary>
    /// The server listens only once its voices are warm; it is not ready while it is being shut down.
    /// </summary>
    private sealed class VoicesAreWarm(ISpeechEngine engine, IHostApplicationLifetime lifetime) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(
            HealthCheckContext context,
            CancellationToken cancellationToken = default
        ) =>
            Task.FromResult(
                lifetime.ApplicationStopping.IsCancellationRequested
                    ? HealthCheckResult.Unhealthy("The server is being shut down.")
                : engine.Voices is { Count: > 0 and var count } ? HealthCheckResult.Healthy($"{count} voices are warm.")
                : HealthCheckResult.Unhealthy("There is no voice.")
            );
    }

    /// <summary>A gateway has spoken to nobody.</summary>
    private sealed class HubIsWarm(HubWarmUp hub) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(
            HealthCheckContext context,
            CancellationToken cancellationToken = default
        ) =>
            Task.FromResult(
                hub.IsDone
                    ? HealthCheckResult.Healthy("The hub is warm.")
                    : HealthCheckResult.Unhealthy("The hub has not spoken yet.")
            );
    }

    /// <summary>Versions of voices can be kept.</summary>
    private sealed class DiskIsWritable(IOptions<VoiceOptions> options) : IHealthCheck
    {
        private static readonly Lock Probing = new();

        public Task<HealthCheckResult> CheckHealthAsync(
            HealthCheckContext context,
            CancellationToken cancellationToken = default
        ) => Task.FromResult(Check());

        private HealthCheckResult Check()
        {
            var folder = options.Value.FolderOrDefault;
            try
            {
                Directory.CreateDirectory(folder);
                // one name for all: a killed server leaves no more than one, and a full disk none
                var probe = Path.Combine(folder, ".probe");
                lock (Probing)
                    try
                    {
                        File.WriteAllBytes(probe, [1]);
                    }
                    finally
                    {
                        File.Delete(probe);
                    }
                return HealthCheckResult.Healthy();
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                return HealthCheckResult.Unhealthy("The folder of voices (Voices:Folder) cannot be written.", error);
            }
        }
    }
}
