using System.Diagnostics;

namespace VoiceSmith.Streaming.Scheduling;

/// <summary>One utterance's jobs. Its deadline moves on with the sound it has made.</summary>
/// <param name="workers">Runs the jobs.</param>
/// <param name="place">Number of the device that the workers compute on: networks are asked for on that.</param>
/// <param name="time">Source of deadlines.</param>
/// <param name="sampleRate">Samples per second of its voice.</param>
/// <param name="ledger">Counts what it takes.</param>
public sealed class UtteranceWork(
    ComputeWorkers workers,
    int place,
    TimeProvider time,
    int sampleRate,
    UtteranceLedger ledger
)
{
    /// <summary>Time by which others go before a caller that has computed more than its share.</summary>
    private static readonly TimeSpan Demotion = TimeSpan.FromSeconds(10);

    private readonly long _asked = time.GetTimestamp();
    private long _firstSound;
    private long _samples;

    /// <summary>Counts what it takes.</summary>
    public UtteranceLedger Ledger => ledger;

    /// <summary>Start delay against other callers' utterances, in the provider's timestamps.</summary>
    internal long Behind { get; init; }

    /// <summary>Its caller's share of the workers; null for nobody in particular.</summary>
    internal CallerShare? Share { get; init; }

    /// <summary>
    /// True if its listener plays along: once it sounds, it is due when its listener runs out of sound, and stands
    /// behind nobody.
    /// </summary>
    internal bool IsPaced { get; init; }

    /// <summary>
    /// The first sample that its listener wants. What is synthesised again before it counts as no sound: a stream that
    /// is resumed stays ahead of all that have some.
    /// </summary>
    internal long FromSample { get; init; }

    /// <summary>Number of the device that its jobs run on.</summary>
    public int Place => place;

    /// <summary>
    /// The time at which its listener runs out of sound, in the provider's timestamps. Before the first sound, far in
    /// the past: first chunks go before everything else, in the order in which they were asked for. Those of a caller
    /// who asks for many at once are due when its turn comes, and whatever is computed for a caller beyond its share
    /// is due ten seconds later, so that no flood leaves others without sound.
    /// </summary>
    public long Deadline
    {
        get
        {
            var samples = Interlocked.Read(ref _samples);
            var due =
                samples == 0
                    ? _asked + (Behind == 0 ? long.MinValue / 2 : Behind)
                    : Interlocked.Read(ref _firstSound)
                        + (long)((double)samples / sampleRate * time.TimestampFrequency)
                        + (IsPaced ? 0 : Behind);
            return Share is { IsOver: true }
                ? Math.Max(due, time.GetTimestamp()) + (long)(Demotion.TotalSeconds * time.TimestampFrequency)
                : due;
        }
    }

    /// <summary>Runs one job of the utterance on a worker.</summary>
    /// <param name="effort">Its kind in the ledger.</param>
    /// <param name="job">Synchronous; frees its own tensors but for its result.</param>
    /// <param name="cancellationToken">Withdraws it, if it has not begun.</param>
    /// <param name="isLong">True if it takes several times as long as a chunk.</param>
    public Task<T> RunAsync<T>(
        Effort effort,
        Func<T> job,
        CancellationToken cancellationToken,
        bool isLong = false
    ) => CountAsync(effort, () => workers.MeasureAsync(Deadline, job, cancellationToken, isLong));

    /// <summary>Runs one job of the utterance together with others'.</summary>
    /// <param name="effort">Its kind in the ledger.</param>
    /// <param name="work">Runs it together with others.</param>
    /// <param name="item">The utterance's part.</param>
    /// <param name="cancellationToken">Withdraws it, if it has not begun.</param>
    public Task<TResult> RunAsync<TItem, TResult>(
        Effort effort,
        IBatchWork<TItem, TResult> work,
        TItem item,
        CancellationToken cancellationToken
    ) => CountAsync(effort, () => workers.MeasureAsync(Deadline, work, item, cancellationToken));

    /// <summary>Runs one job of the utterance together with others', or alone if the voice has no batches.</summary>
    /// <param name="effort">Its kind in the ledger.</param>
    /// <param name="work">Runs it together with others; null to run it alone.</param>
    /// <param name="item">The utterance's part.</param>
    /// <param name="alone">Runs it alone. Synchronous.</param>
    /// <param name="cancellationToken">Withdraws it, if it has not begun.</param>
    /// <param name="isLong">True if it takes several times as long as a chunk, alone.</param>
    public Task<TResult> RunAsync<TItem, TResult>(
        Effort effort,
        IBatchWork<TItem, TResult>? work,
        TItem item,
        Func<TItem, TResult> alone,
        CancellationToken cancellationToken,
        bool isLong = false
    ) =>
        work is null
            ? RunAsync(effort, () => alone(item), cancellationToken, isLong)
            : RunAsync(effort, work, item, cancellationToken);

    /// <summary>Notes that sound has been made.</summary>
    /// <param name="end">The sample after its last.</param>
    public void Produced(long end)
    {
        if (end <= FromSample)
            return;
        Interlocked.CompareExchange(ref _firstSound, time.GetTimestamp(), 0);
        Interlocked.Exchange(ref _samples, end - FromSample);
    }

    private async Task<T> CountAsync<T>(Effort effort, Func<Task<JobResult<T>>> run)
    {
        var asked = Stopwatch.GetTimestamp();
        ledger.SeeQueue(workers.Waiting);
        var result = await run().ConfigureAwait(false);
        ledger.Add(Effort.Queued, result.Begun - asked);
        var spent = (result.Ended - result.Begun) / result.Batch; // each pays its part of a batch
        ledger.Add(effort, spent);
        Share?.Spend(TimeSpan.FromSeconds((double)spent / Stopwatch.Frequency));
        return result.Value;
    }
}
