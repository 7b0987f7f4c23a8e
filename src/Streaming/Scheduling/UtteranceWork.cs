using System.Diagnostics;

namespace VoiceSmith.Streaming.Scheduling;

/// <summary>One utterance's place among all that the workers do: its deadline moves on with the sound it has made.</summary>
/// <param name="workers">Where its jobs run.</param>
/// <param name="time">What deadlines are read from.</param>
/// <param name="sampleRate">Samples per second of its voice.</param>
/// <param name="ledger">Counts what it takes.</param>
public sealed class UtteranceWork(ComputeWorkers workers, TimeProvider time, int sampleRate, UtteranceLedger ledger)
{
    private readonly long _asked = time.GetTimestamp();
    private long _firstSound;
    private long _samples;

    /// <summary>Counts what it takes.</summary>
    public UtteranceLedger Ledger => ledger;

    /// <summary>How far it stands behind other callers' utterances, in the provider's timestamps.</summary>
    internal long Behind { get; init; }

    /// <summary>True if its listener plays along: once it sounds, it is due when its listener runs out of sound, and stands behind nobody.</summary>
    internal bool IsPaced { get; init; }

    /// <summary>
    /// When its listener runs out of sound, in the provider's timestamps; until the first sound, far in the past: first chunks go
    /// before everything else, in the order in which they were asked for.
    /// </summary>
    public long Deadline
    {
        get
        {
            var samples = Interlocked.Read(ref _samples);
            return samples == 0
                ? long.MinValue / 2 + _asked + Behind
                : Interlocked.Read(ref _firstSound) + (long)((double)samples / sampleRate * time.TimestampFrequency) + (IsPaced ? 0 : Behind);
        }
    }

    /// <summary>Runs one job of the utterance on a worker.</summary>
    /// <param name="effort">What the ledger calls it.</param>
    /// <param name="job">Synchronous; frees its own tensors but for its result.</param>
    /// <param name="cancellationToken">Withdraws it, if it has not begun.</param>
    public Task<T> RunAsync<T>(Effort effort, Func<T> job, CancellationToken cancellationToken)
    {
        var asked = Stopwatch.GetTimestamp();
        ledger.SeeQueue(workers.Waiting);
        return workers.RunAsync(Deadline, () =>
        {
            ledger.Spend(Effort.Queued, asked);
            var begun = Stopwatch.GetTimestamp();
            try
            {
                return job();
            }
            finally
            {
                ledger.Spend(effort, begun);
            }
        }, cancellationToken);
    }

    /// <summary>Notes that sound has been made.</summary>
    public void Produced(long samples)
    {
        if (samples <= 0)
            return;
        Interlocked.CompareExchange(ref _firstSound, time.GetTimestamp(), 0);
        Interlocked.Add(ref _samples, samples);
    }
}
