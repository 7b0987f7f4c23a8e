using VoiceSmith.Torch;
using static TorchSharp.torch;

namespace VoiceSmith.Streaming.Scheduling;

/// <summary>
/// The threads on which voices compute. Every job is one chunk of one utterance, runs on one torch thread, and is taken in the
/// order of deadlines, so that whoever runs out of sound first is served first.
/// </summary>
/// <remarks>
/// One torch thread a job is part of the contract that sound is a pure function: another number would sum floats in another order.
/// Threads are the engine's own because torch's settings (threads, inference mode) are per thread.
/// </remarks>
public sealed class ComputeWorkers : IDisposable
{
    private readonly object _lock = new();
    private readonly PriorityQueue<Job, (long Deadline, long Number)> _queue = new();
    private readonly Thread[] _threads;
    private long _jobs;
    private bool _stopping;

    /// <param name="count">Threads; as many as cores serves many listeners best.</param>
    public ComputeWorkers(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        _threads = [.. Enumerable.Range(0, count).Select(i => new Thread(Work) { Name = $"voice {i}", IsBackground = true })];
        foreach (var thread in _threads)
            thread.Start();
    }

    /// <summary>Jobs that wait for a thread.</summary>
    public int Waiting
    {
        get
        {
            lock (_lock)
                return _queue.Count;
        }
    }

    /// <summary>Runs a job when its turn comes. A job that has begun is always awaited, so what it uses may be freed afterwards.</summary>
    /// <param name="deadline">Jobs with the smallest go first; among equals, the one asked for first.</param>
    /// <param name="job">Synchronous; frees its own tensors but for its result.</param>
    /// <param name="cancellationToken">Withdraws a job that has not begun.</param>
    /// <exception cref="OperationCanceledException">Cancelled before it began.</exception>
    /// <exception cref="ObjectDisposedException">The workers have been disposed of.</exception>
    public async Task<T> RunAsync<T>(long deadline, Func<T> job, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var queued = new Job<T>(job);
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_stopping, this);
            _queue.Enqueue(queued, (deadline, _jobs++));
            Monitor.Pulse(_lock);
        }
        await using var registration = cancellationToken.Register(() => queued.Withdraw(cancellationToken)).ConfigureAwait(false);
        return await queued.Completion.ConfigureAwait(false);
    }

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
        while (_queue.TryDequeue(out var job, out _))
            job.Withdraw(new CancellationToken(canceled: true));
    }

    private void Work()
    {
        TorchThreads.Use(1);
        using var mode = inference_mode();
        while (Next() is { } job)
            job.Run();
    }

    private Job? Next()
    {
        lock (_lock)
        {
            while (!_stopping)
            {
                if (_queue.TryDequeue(out var job, out _))
                    return job;
                Monitor.Wait(_lock);
            }
            return null;
        }
    }

    private abstract class Job
    {
        private int _claimed;

        public void Run()
        {
            if (Claim())
                Execute();
        }

        public void Withdraw(CancellationToken cancellationToken)
        {
            if (Claim())
                Cancel(cancellationToken);
        }

        protected abstract void Execute();

        protected abstract void Cancel(CancellationToken cancellationToken);

        private bool Claim() => Interlocked.Exchange(ref _claimed, 1) == 0;
    }

    private sealed class Job<T>(Func<T> job) : Job
    {
        private readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<T> Completion => _completion.Task;

        protected override void Execute()
        {
            try
            {
                _completion.SetResult(job());
            }
#pragma warning disable CA1031 // Not swallowed: whoever asked for the job gets it.
            catch (Exception error)
#pragma warning restore CA1031
            {
                _completion.SetException(error);
            }
        }

        protected override void Cancel(CancellationToken cancellationToken) => _completion.SetCanceled(cancellationToken);
    }
}
