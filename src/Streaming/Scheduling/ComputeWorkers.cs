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
/// the next batch gathers.
/// </remarks>
public sealed class ComputeWorkers : IDisposable
{
    private readonly object _lock = new();

    // by kind; none is empty
    private readonly Dictionary<object, PriorityQueue<ComputeJob, (long Deadline, long Number)>> _queues = [];
    private readonly Thread[] _threads;
    private long _jobs;
    private bool _stopping;

    /// <param name="count">Number of threads.</param>
    public ComputeWorkers(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
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
    /// <returns>The result, and what it took.</returns>
    public Task<JobResult<T>> MeasureAsync<T>(long deadline, Func<T> job, CancellationToken cancellationToken) =>
        EnqueueAsync(deadline, new SingleJob<T>(this, job), cancellationToken);

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
        while (Next() is { } batch)
            if (batch.Count > 0)
                batch[0].Run(batch);
    }

    /// <summary>The next jobs, claimed; none if all were withdrawn, null at the end.</summary>
    private List<ComputeJob>? Next()
    {
        lock (_lock)
        {
            while (!_stopping)
            {
                if (_queues.Count > 0)
                    return Take(_queues.MinBy(queue => Head(queue.Value)).Key);
                Monitor.Wait(_lock);
            }
            return null;
        }
    }

    private List<ComputeJob> Take(object kind)
    {
        var (queue, batch) = (_queues[kind], new List<ComputeJob>());
        var most = queue.Peek().MaxBatch;
        while (batch.Count < most && queue.TryDequeue(out var job, out _))
            if (job.Claim())
                batch.Add(job);
        if (queue.Count == 0)
            _queues.Remove(kind);
        return batch;
    }

    private static (long Deadline, long Number) Head(PriorityQueue<ComputeJob, (long Deadline, long Number)> queue) =>
        queue.TryPeek(out _, out var place) ? place : (long.MaxValue, 0);
}
