using System.Diagnostics.Metrics;

namespace VoiceSmith.Cluster.Gateways;

/// <summary>Metrics of a gateway: utterances by worker, workers lost, utterances that went on.</summary>
internal sealed class ClusterMeter : IDisposable
{
    private readonly Meter _meter = new("VoiceSmith.Cluster");
    private readonly Counter<long> _lost,
        _resumed,
        _continued;

    /// <param name="workers">The workers there are.</param>
    public ClusterMeter(WorkerTable workers)
    {
        _lost = _meter.CreateCounter<long>(
            "voicesmith.cluster.workers_lost",
            "{utterance}",
            "Utterances whose worker was lost while it spoke."
        );
        _resumed = _meter.CreateCounter<long>(
            "voicesmith.cluster.resumed",
            "{utterance}",
            "Utterances that went on with another worker."
        );
        _continued = _meter.CreateCounter<long>(
            "voicesmith.cluster.continued",
            "{utterance}",
            "Utterances that another gateway began, and that went on from what their worker held."
        );
        _meter.CreateObservableGauge(
            "voicesmith.cluster.workers",
            () => workers.Workers.Count,
            "{worker}",
            "Workers that answer."
        );
        _meter.CreateObservableGauge(
            "voicesmith.cluster.streams",
            () => Each(workers, worker => worker.Streams),
            "{utterance}",
            "Utterances of this gateway, by worker."
        );
        _meter.CreateObservableGauge(
            "voicesmith.cluster.load",
            () => Each(workers, worker => worker.Load),
            "1",
            "Utterances and chunks for each thread, by worker."
        );
    }

    /// <summary>Counts an utterance whose worker was lost.</summary>
    public void Lost() => _lost.Add(1);

    /// <summary>Counts an utterance that went on.</summary>
    public void Resumed() => _resumed.Add(1);

    /// <summary>Counts an utterance of another gateway that went on here, without synthesis.</summary>
    public void Continued() => _continued.Add(1);

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private static IEnumerable<Measurement<T>> Each<T>(WorkerTable workers, Func<Worker, T> of)
        where T : struct =>
        workers.Workers.Select(worker => new Measurement<T>(
            of(worker),
            new KeyValuePair<string, object?>("worker", worker.Report.Name)
        ));
}
