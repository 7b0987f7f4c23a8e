using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using VoiceSmith.Access;
using VoiceSmith.Streaming;

namespace VoiceSmith.Hub.Operations;

/// <summary>
/// Metrics and traces by OpenTelemetry: at /metrics for Prometheus, and over OTLP where a collector is named.
/// </summary>
internal static class Telemetry
{
    /// <summary>The usual setting that names a collector.</summary>
    private const string Collector = "OTEL_EXPORTER_OTLP_ENDPOINT";

    public static void AddTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        var exports = !string.IsNullOrEmpty(configuration[Collector]);
        services
            .AddOpenTelemetry()
            .ConfigureResource(resource =>
                resource.AddService(
                    "voicesmith",
                    serviceVersion: typeof(Telemetry).Assembly.GetName().Version?.ToString(3)
                )
            )
            .WithMetrics(metrics =>
            {
                metrics
                    .AddMeter("VoiceSmith.*")
                    .AddAspNetCoreInstrumentation()
                    .AddRuntimeInstrumentation()
                    .AddPrometheusExporter();
                if (exports)
                    metrics.AddOtlpExporter();
            })
            .WithTracing(traces =>
            {
                if (exports)
                    traces.AddSource(TracedEngine.SourceName).AddAspNetCoreInstrumentation().AddOtlpExporter();
            });
    }

    public static void MapTelemetry(this IEndpointRouteBuilder routes) =>
        routes.MapPrometheusScrapingEndpoint("/metrics").Needs(Scope.Speak);
}
