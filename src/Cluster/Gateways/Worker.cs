using Orleans.Runtime;
using VoiceSmith.Contracts;

namespace VoiceSmith.Cluster.Gateways;

/// <summary>A worker as one gateway knows it, from its first report until it is lost.</summary>
/// <param name="silo">Its address in the cluster.</param>
/// <param name="report">Its first report.</param>
#pragma warning disable CA1001 // Its token source has no timer and no wait handle: there is nothing to free.
internal sealed class Worker(SiloAddress silo, WorkerReport report)
#pragma warning restore CA1001
{
    // one that is resumed wants as much of a thread, for a moment, as so many that are played
    private const int WeightOfResumed = 4;

    private readonly CancellationTokenSource _gone = new();
    private WorkerReport _report = report;
    private VoiceInfo[] _voices = report.Voices.Read();
    private int _streams,
        _placed;

    /// <summary>Its address in the cluster.</summary>
    public SiloAddress Silo => silo;

    /// <summary>Its address in the cluster, for other gateways.</summary>
    public string Address { get; } = silo.ToParsableString();

    /// <summary>The newest report.</summary>
    public WorkerReport Report => _report;

    /// <summary>Its voices, the default first.</summary>
    public IReadOnlyList<VoiceInfo> Voices => _voices;

    /// <summary>Cancelled when it is lost.</summary>
    public CancellationToken Gone => _gone.Token;

    /// <summary>Utterances of this gateway that it speaks.</summary>
    public int Streams => _streams;

    /// <summary>
    /// Utterances and chunks that want one of its threads, for each thread; what was placed since the report counts.
    /// </summary>
    public double Load => (_report.Speaking + _report.Backlog + _placed) / (double)Math.Max(1, _report.Threads);

    /// <summary>Takes up a newer report.</summary>
    public void Update(WorkerReport report)
    {
        if (!report.Voices.Bytes.AsSpan().SequenceEqual(_report.Voices.Bytes))
            _voices = report.Voices.Read();
        _report = report;
        Interlocked.Exchange(ref _placed, 0);
    }

    /// <summary>Counts an utterance until it is disposed.</summary>
    /// <param name="isResumed">True where sound is to be made again before there is new sound.</param>
    public IDisposable Place(bool isResumed)
    {
        Interlocked.Add(ref _placed, isResumed ? WeightOfResumed : 1);
        Interlocked.Increment(ref _streams);
        return new Placed(this);
    }

    /// <summary>Ends the streams of this gateway: the worker is lost.</summary>
    public void Lose() => _gone.Cancel();

    private sealed class Placed(Worker worker) : IDisposable
    {
        public void Dispose() => Interlocked.Decrement(ref worker._streams);
    }
}
