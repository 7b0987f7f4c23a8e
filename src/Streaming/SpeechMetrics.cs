using System.Diagnostics.Metrics;
using VoiceSmith.Streaming.Scheduling;

namespace VoiceSmith.Streaming;

/// <summary>Metrics of the engine, under the meter's name <see cref="MeterName"/>.</summary>
internal sealed class SpeechMetrics : IDisposable
{
    /// <summary>The meter.</summary>
    public const string MeterName = "VoiceSmith.Streaming";

    private readonly Meter _meter = new(MeterName);
    private readonly Counter<long> _utterances,
        _samples,
        _microseconds;
    private readonly Histogram<double> _firstSound,
        _realTimeFactor;
    private readonly Histogram<int> _peakQueue;

    /// <param name="speaking">Utterances now.</param>
    /// <param name="waiting">Jobs that wait for a worker now.</param>
    /// <param name="cached">Bytes in the cache now.</param>
    public SpeechMetrics(Func<int> speaking, Func<int> waiting, Func<long> cached)
    {
        _utterances = _meter.CreateCounter<long>(
            "voicesmith.utterances",
            "{utterance}",
            "Utterances that have ended, by how."
        );
        _samples = _meter.CreateCounter<long>("voicesmith.samples", "{sample}", "Samples that went to listeners.");
        _microseconds = _meter.CreateCounter<long>("voicesmith.effort", "us", "Time spent, by what on.");
        _firstSound = _meter.CreateHistogram<double>(
            "voicesmith.first_sound",
            "ms",
            "From the request to the first frame."
        );
        _realTimeFactor = _meter.CreateHistogram<double>(
            "voicesmith.real_time_factor",
            "1",
            "Computing time per second of sound."
        );
        _peakQueue = _meter.CreateHistogram<int>(
            "voicesmith.peak_queue",
            "{job}",
            "The most jobs that waited while an utterance was spoken."
        );
        _meter.CreateObservableGauge("voicesmith.speaking", speaking, "{utterance}", "Utterances being spoken.");
        _meter.CreateObservableGauge("voicesmith.waiting", waiting, "{job}", "Jobs that wait for a worker.");
        _meter.CreateObservableGauge("voicesmith.cache", cached, "By", "Sound that is kept.");
    }

    /// <summary>An utterance has ended.</summary>
    /// <param name="ledger">Its times and amounts of work.</param>
    /// <param name="voice">The voice.</param>
    /// <param name="outcome">finished, stopped, cancelled or failed.</param>
    public void Ended(Ledger ledger, string voice, string outcome)
    {
        var who = KeyValuePair.Create<string, object?>("voice", voice);
        _utterances.Add(1, who, new("outcome", outcome));
        _samples.Add(ledger.Samples, who);
        foreach (var (effort, spent) in ledger.Stages)
            _microseconds.Add(spent, who, new("effort", effort));
        _peakQueue.Record(ledger.PeakQueue, who);
        if (ledger.Samples == 0)
            return;
        _firstSound.Record(ledger.FirstSound / 1000.0, who);
        _realTimeFactor.Record(ledger.RealTimeFactor, who);
    }

    /// <summary>Ends the meter.</summary>
    public void Dispose() => _meter.Dispose();
}
