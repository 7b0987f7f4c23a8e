using System.Diagnostics;
using VoiceSmith.Torch;
using static TorchSharp.torch;

namespace VoiceSmith.Streaming.Scheduling;

/// <summary>
/// The threads on which voices compute. A job is one chunk of one utterance. Jobs are taken by deadline, so that
/// whoever runs out of sound first is served first; jobs of one kind that can be batched are taken together, the most
/// urgent ones first.
/// </summary>
/// <remarks>
/// One torch thread a job is part of the contract that sound is a pure function: another number would sum floats in
/// another order. Threads are the engine's own because torch's settings (threads, inference mode) are per thread. A
/// batch is what is ready when a thread comes free: no job waits for others, and while one thread waits for a device,
/// the next batch gathers. Only behind a job before a first sound a thread waits for a moment, as the next job of the
/// same utterance is about to be asked for: it would otherwise wait for a long one of somebody else at each stage.
/// Long jobs never take all threads, as every chunk that is due would wait for the end of one.
/// </remarks>
public sealed class ComputeWorkers : IDisposable
{
    private readonly object _lock = new();
    private readonly TimeSpan _patience;

    // by kind; none is empty
    private readonly Dictionary<object, PriorityQueue<ComputeJob, (long Deadline, long Number)>> _queues = [];
    private readonly Thread[] _threads;
    private readonly object _longKind = new();
    private int _long; // threads that run long jobs
    private long _jobs;
    private bool _stopping;

    /// <param name="count">Number of threads.</param>
    public ComputeWorkers(int count)
        : this(count, TimeSpan.FromMilliseconds(2)) { }

    /// <param name="count">Number of threads.</param>
    /// <param name="patience">
    /// What a thread that has run a job before a first sound waits for another such job, before it takes a later one.
    /// </param>
    internal ComputeWorkers(int count, TimeSpan patience)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        _patience = patience;
        _threads =
        [
            .. Enumerable.Range(0, count).Select(i => new Thread(Work) { Name = $"voice {i}", IsBackground = true }),
        ];
        foreach (var thread in _threads)
            thread.Start();
    }

    /// <summary>Jobs that wait for a thread.</summary>
    public int Waiting
    {
        get
        {
            lock (_lock)
                return _queues.Values.Sum(queue => queue.Count);
        }
    }

    /// <summary>Threads.</summary>
    public int Count => _threads.Length;

    /// <summary>
    /// Runs a job when its turn comes. A job that has begun is always awaited, so what it uses may be freed afterwards.
    /// </summary>
    /// <param name="deadline">Jobs with the smallest go first; among equals, the one asked for first.</param>
    /// <param name="job">Synchronous; frees its own tensors but for its result.</param>
    /// <param name="cancellationToken">Withdraws a job that has not begun.</param>
    /// <exception cref="OperationCanceledException">Cancelled before it began.</exception>
    /// <exception cref="ObjectDisposedException">The workers have been disposed.</exception>
    public async Task<T> RunAsync<T>(long deadline, Func<T> job, CancellationToken cancellationToken) =>
        (await MeasureAsync(deadline, job, cancellationToken).ConfigureAwait(false)).Value;

    /// <inheritdoc cref="RunAsync"/>
    /// <param name="deadline">As above.</param>
    /// <param name="job">As above.</param>
    /// <param name="cancellationToken">As above.</param>
    /// <param name="isLong">
    /// True if it takes several times as long as a chunk: one thread, if there are more, is kept free of such jobs.
    /// </param>
    /// <returns>The result, and what it took.</returns>
    public Task<JobResult<T>> MeasureAsync<T>(
        long deadline,
        Func<T> job,
        CancellationToken cancellationToken,
        bool isLong = false
    ) => EnqueueAsync(deadline, new SingleJob<T>(isLong ? _longKind : this, job), cancellationToken);

    /// <summary>Runs a job together with others of the same work, when its turn comes.</summary>
    /// <param name="deadline">
    /// As above. Jobs with negative deadlines, whose listeners wait for their first sound, form batches of their own.
    /// </param>
    /// <param name="work">The kind of work.</param>
    /// <param name="item">This job's part.</param>
    /// <param name="cancellationToken">Withdraws a job that has not begun.</param>
    /// <returns>The result, and what the batch took.</returns>
    public Task<JobResult<TResult>> MeasureAsync<TItem, TResult>(
        long deadline,
        IBatchWork<TItem, TResult> work,
        TItem item,
        CancellationToken cancellationToken
    ) => EnqueueAsync(deadline, new BatchJob<TItem, TResult>(work, item, deadline < 0), cancellationToken);

    /// <summary>Finishes the jobs that have begun and cancels the others.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _stopping = true;
            Monitor.PulseAll(_lock);
        }
        foreach (var thread in _threads)
            thread.Join();
        List<ComputeJob> left;
        lock (_lock)
        {
            left = [.. _queues.Values.SelectMany(queue => queue.UnorderedItems.Select(one => one.Element))];
            _queues.Clear();
        }
        foreach (var job in left.Where(job => job.Claim()))
            job.Cancel(new CancellationToken(canceled: true));
    }

    private async Task<JobResult<T>> EnqueueAsync<T>(
        long deadline,
        ComputeJob<T> job,
        CancellationToken cancellationToken
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_stopping, this);
            if (!_queues.TryGetValue(job.Kind, out var queue))
                _queues.Add(job.Kind, queue = new());
            queue.Enqueue(job, (deadline, _jobs++));
            Monitor.Pulse(_lock);
        }
        await using var registration = cancellationToken
            .Register(() => Withdraw(job, cancellationToken))
            .ConfigureAwait(false);
        return await job.Completion.ConfigureAwait(false);
    }

    /// <summary>Cancels a job that has not begun, and frees what it holds at once.</summary>
    private void Withdraw(ComputeJob job, CancellationToken cancellationToken)
    {
        if (!job.Claim())
            return;
        lock (_lock)
            if (
                _queues.TryGetValue(job.Kind, out var queue)
                && queue.Remove(job, out _, out _)
                && queue.Count == 0
            )
                _queues.Remove(job.Kind);
        job.Cancel(cancellationToken);
    }

    private void Work()
    {
        TorchThreads.Use(1);
        using var mode = inference_mode();
        for (var wasFirst = false; Next(ref wasFirst) is { } batch; Finish(batch))
            if (batch.Count > 0)
                batch[0].Run(batch);
    }

    private void Finish(List<ComputeJob> batch)
    {
        if (batch is not [{ Kind: var kind }, ..] || kind != _longKind)
            return;
        lock (_lock)
        {
            _long--;
            Monitor.PulseAll(_lock);
        }
    }

    /// <summary>The next jobs, claimed; none if all were withdrawn, null at the end.</summary>
    /// <param name="first">True if this thread's last job was before a first sound; then if these are.</param>
    private List<ComputeJob>? Next(ref bool first)
    {
        var since = Stopwatch.GetTimestamp();
        lock (_lock)
        {
            while (!_stopping)
            {
                var kind = _queues.Keys.Where(MayTake).MinBy(kind => Head(_queues[kind]));
                if (kind is null)
                {
                    Monitor.Wait(_lock);
                    continue;
                }
                var isFirst = Head(_queues[kind]).Deadline < 0;
                var left = _patience - Stopwatch.GetElapsedTime(since);
                if (isFirst || !first || left <= TimeSpan.Zero)
                {
                    first = isFirst;
                    return Take(kind);
                }
                Monitor.Wait(_lock, left);
            }
            return null;
        }
    }

    private bool MayTake(object kind) => kind != _longKind || _long < Math.Max(1, _threads.Length - 1);

    private List<ComputeJob> Take(object kind)
    {
        var (queue, batch) = (_queues[kind], new List<ComputeJob>());
        var most = queue.Peek().MaxBatch;
        while (batch.Count < most && queue.TryDequeue(out var job, out _))
            if (job.Claim())
                batch.Add(job);
        if (queue.Count == 0)
            _queues.Remove(kind);
        if (kind == _longKind)
            _long += batch.Count; // one, or none that was not withdrawn
        return batch;
    }

    private static (long Deadline, long Number) Head(PriorityQueue<ComputeJob, (long Deadline, long Number)> queue) =>
        queue.TryPeek(out _, out var place) ? place : (long.MaxValue, 0);
}
