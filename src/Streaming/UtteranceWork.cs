namespace VoiceSmith.Streaming;

/// <summary>One utterance's place among all that the workers do: its deadline moves on with the sound it has made.</summary>
/// <param name="workers">Where its jobs run.</param>
/// <param name="time">What deadlines are read from.</param>
/// <param name="sampleRate">Samples per second of its voice.</param>
public sealed class UtteranceWork(ComputeWorkers workers, TimeProvider time, int sampleRate)
{
    private readonly long _asked = time.GetTimestamp();
    private long _firstSound;
    private long _samples;

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
                ? long.MinValue / 2 + _asked
                : Interlocked.Read(ref _firstSound) + (long)((double)samples / sampleRate * time.TimestampFrequency);
        }
    }

    /// <summary>Runs one job of the utterance on a worker.</summary>
    public Task<T> RunAsync<T>(Func<T> job, CancellationToken cancellationToken) =>
        workers.RunAsync(Deadline, job, cancellationToken);

    /// <summary>Notes that sound has been made.</summary>
    public void Produced(long samples)
    {
        if (samples <= 0)
            return;
        Interlocked.CompareExchange(ref _firstSound, time.GetTimestamp(), 0);
        Interlocked.Add(ref _samples, samples);
    }
}
