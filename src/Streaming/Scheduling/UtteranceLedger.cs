using System.Diagnostics;

namespace VoiceSmith.Streaming.Scheduling;

/// <summary>Kinds of work in an utterance.</summary>
public enum Effort
{
    /// <summary>Waiting for a worker.</summary>
    Queued,

    /// <summary>Writing numbers, dates and signs out as words.</summary>
    Normalizing,

    /// <summary>Finding how words sound.</summary>
    Phonemizing,

    /// <summary>Deciding how sentences are said: durations, pitch, energy.</summary>
    Encoding,

    /// <summary>Making mel frames.</summary>
    Decoding,

    /// <summary>Making sound of mel frames.</summary>
    Vocoding,

    /// <summary>Waiting for the listener to take what was made.</summary>
    Sending,
}

/// <summary>Cost of one utterance. Times are microseconds.</summary>
/// <param name="Queued">Its jobs waited for a worker.</param>
/// <param name="Normalizing">Text to words.</param>
/// <param name="Phonemizing">Words to sounds.</param>
/// <param name="Encoding">Durations, pitch and energy.</param>
/// <param name="Decoding">Mel frames.</param>
/// <param name="Vocoding">Sound.</param>
/// <param name="Sending">The listener took its time, or was far enough ahead.</param>
/// <param name="FirstSound">From the request to the first frame.</param>
/// <param name="Total">From the request to the end.</param>
/// <param name="Samples">Made for the listener.</param>
/// <param name="RealTimeFactor">Computing time per second of sound.</param>
/// <param name="PeakQueue">The most jobs, of anyone, that waited when one of its jobs was asked for.</param>
public sealed record Ledger(
    long Queued,
    long Normalizing,
    long Phonemizing,
    long Encoding,
    long Decoding,
    long Vocoding,
    long Sending,
    long FirstSound,
    long Total,
    long Samples,
    double RealTimeFactor,
    int PeakQueue
)
{
    /// <summary>Everything that was computed.</summary>
    public long Computing => Normalizing + Phonemizing + Encoding + Decoding + Vocoding;

    /// <summary>Each stage's name and microseconds, waiting for a worker and for the listener included.</summary>
    public IEnumerable<(string Stage, long Spent)> Stages =>
        [
            ("queued", Queued),
            ("normalizing", Normalizing),
            ("phonemizing", Phonemizing),
            ("encoding", Encoding),
            ("decoding", Decoding),
            ("vocoding", Vocoding),
            ("sending", Sending),
        ];
}

/// <summary>Counts what one utterance takes. Safe for all its stages at once.</summary>
public sealed class UtteranceLedger
{
    private readonly long[] _ticks = new long[Enum.GetValues<Effort>().Length];
    private readonly long _began = Stopwatch.GetTimestamp();
    private long _firstSound,
        _samples;
    private int _peakQueue;

    /// <summary>Notes that something has been done.</summary>
    /// <param name="effort">The kind of work.</param>
    /// <param name="since">Time at which it began, by <see cref="Stopwatch.GetTimestamp"/>.</param>
    public void Spend(Effort effort, long since) => Add(effort, Stopwatch.GetTimestamp() - since);

    /// <summary>Adds time.</summary>
    /// <param name="effort">The kind of work it was spent on.</param>
    /// <param name="ticks">Of <see cref="Stopwatch"/>.</param>
    public void Add(Effort effort, long ticks) => Interlocked.Add(ref _ticks[(int)effort], ticks);

    /// <summary>Notes how many jobs wait.</summary>
    public void SeeQueue(int waiting)
    {
        for (var seen = _peakQueue; waiting > seen;)
            seen = Interlocked.CompareExchange(ref _peakQueue, waiting, seen) is var now && now == seen ? waiting : now;
    }

    /// <summary>Notes a frame on its way to the listener.</summary>
    public void Sound(long samples)
    {
        if (_firstSound == 0)
            _firstSound = Stopwatch.GetTimestamp();
        _samples += samples;
    }

    /// <summary>The sum.</summary>
    /// <param name="sampleRate">Samples per second.</param>
    public Ledger Sum(int sampleRate)
    {
        var ledger = new Ledger(
            Of(Effort.Queued),
            Of(Effort.Normalizing),
            Of(Effort.Phonemizing),
            Of(Effort.Encoding),
            Of(Effort.Decoding),
            Of(Effort.Vocoding),
            Of(Effort.Sending),
            _firstSound == 0 ? 0 : Microseconds(_firstSound - _began),
            Microseconds(Stopwatch.GetTimestamp() - _began),
            _samples,
            0,
            _peakQueue
        );
        return _samples == 0
            ? ledger
            : ledger with
            {
                RealTimeFactor = ledger.Computing * 1e-6 * sampleRate / _samples,
            };
    }

    private long Of(Effort effort) => Microseconds(Interlocked.Read(ref _ticks[(int)effort]));

    private static long Microseconds(long ticks) => (long)(ticks * (1e6 / Stopwatch.Frequency));
}
