using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using VoiceSmith.Streaming.Scheduling;

namespace VoiceSmith.Streaming;

/// <summary>Metrics of an engine. All engines of a process share the meter <see cref="MeterName"/>.</summary>
/// <remarks>
/// OpenTelemetry takes instruments with the same names for one, and hears none of them any more once one meter is
/// disposed of: so there is one, for good.
/// </remarks>
internal sealed class SpeechMetrics : IDisposable
{
    /// <summary>The meter.</summary>
    public const string MeterName = "VoiceSmith.Streaming";

    private static readonly Meter Meter = new(MeterName);
    private static readonly ConcurrentDictionary<SpeechMetrics, bool> Engines = new();

    private static readonly Counter<long> Utterances = Meter.CreateCounter<long>(
        "voicesmith.utterances",
        "{utterance}",
        "Utterances that have ended, by how."
    );
    private static readonly Counter<long> Samples = Meter.CreateCounter<long>(
        "voicesmith.samples",
        "{sample}",
        "Samples that went to listeners."
    );
    private static readonly Counter<long> Microseconds = Meter.CreateCounter<long>(
        "voicesmith.effort",
        "us",
        "Time spent, by what on."
    );
    private static readonly Histogram<double> FirstSound = Meter.CreateHistogram<double>(
        "voicesmith.first_sound",
        "ms",
        "From the request to the first frame."
    );
    private static readonly Histogram<double> RealTimeFactor = Meter.CreateHistogram<double>(
        "voicesmith.real_time_factor",
        "1",
        "Computing time per second of sound."
    );
    private static readonly Histogram<int> PeakQueue = Meter.CreateHistogram<int>(
        "voicesmith.peak_queue",
        "{job}",
        "The most jobs that waited while an utterance was spoken."
    );

    private readonly Func<int> _speaking,
        _waiting;
    private readonly Func<long> _cached;

    static SpeechMetrics()
    {
        Gauge("voicesmith.speaking", one => one._speaking(), "{utterance}", "Utterances being spoken.");
        Gauge("voicesmith.waiting", one => one._waiting(), "{job}", "Jobs that wait for a worker.");
        Gauge("voicesmith.cache", one => one._cached(), "By", "Sound that is kept.");
    }

    /// <param name="speaking">Utterances now.</param>
    /// <param name="waiting">Jobs that wait for a worker now.</param>
    /// <param name="cached">Bytes in the cache now.</param>
    public SpeechMetrics(Func<int> speaking, Func<int> waiting, Func<long> cached)
    {
        (_speaking, _waiting, _cached) = (speaking, waiting, cached);
        Engines[this] = true;
    }

    /// <summary>An utterance has ended.</summary>
    /// <param name="ledger">Its times and amounts of work.</param>
    /// <param name="voice">The voice.</param>
    /// <param name="outcome">finished, stopped, cancelled or failed.</param>
    public static void Ended(Ledger ledger, string voice, string outcome)
    {
        var who = KeyValuePair.Create<string, object?>("voice", voice);
        Utterances.Add(1, who, new("outcome", outcome));
        Samples.Add(ledger.Samples, who);
        foreach (var (effort, spent) in ledger.Stages)
            Microseconds.Add(spent, who, new("effort", effort));
        PeakQueue.Record(ledger.PeakQueue, who);
        if (ledger.Samples == 0)
            return;
        FirstSound.Record(ledger.FirstSound / 1000.0, who);
        RealTimeFactor.Record(ledger.RealTimeFactor, who);
    }

    /// <summary>The engine counts no longer.</summary>
    public void Dispose() => Engines.TryRemove(this, out _);

    private static void Gauge(string name, Func<SpeechMetrics, long> value, string unit, string description) =>
        Meter.CreateObservableGauge(name, () => Engines.Keys.Sum(value), unit, description);
}
