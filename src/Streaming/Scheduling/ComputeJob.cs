using System.Diagnostics;

namespace VoiceSmith.Streaming.Scheduling;

/// <summary>A job's result, and what it took.</summary>
/// <param name="Value">The result.</param>
/// <param name="Begun">Time at which it began, by <see cref="Stopwatch.GetTimestamp"/>.</param>
/// <param name="Ended">Time at which it ended.</param>
/// <param name="Batch">Jobs that were run together with it, and it.</param>
public readonly record struct JobResult<T>(T Value, long Begun, long Ended, int Batch);

/// <summary>One chunk of one utterance, waiting for a thread.</summary>
internal abstract class ComputeJob
{
    private int _claimed;

    /// <summary>
    /// Jobs of one kind may be run together: the work, and whether their listeners wait for their first sound.
    /// </summary>
    public abstract object Kind { get; }

    /// <summary>The most jobs of its kind in one run.</summary>
    public abstract int MaxBatch { get; }

    /// <summary>Makes the job one's own: to run it, or to withdraw it.</summary>
    public bool Claim() => Interlocked.Exchange(ref _claimed, 1) == 0;

    /// <summary>Runs jobs of this one's kind, which are claimed.</summary>
    public abstract void Run(IReadOnlyList<ComputeJob> jobs);

    /// <summary>Cancels the job, which is claimed.</summary>
    public abstract void Cancel(CancellationToken cancellationToken);
}

/// <summary>A job with a result.</summary>
internal abstract class ComputeJob<T> : ComputeJob
{
    private readonly TaskCompletionSource<JobResult<T>> _completion = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );

    public Task<JobResult<T>> Completion => _completion.Task;

    protected void Complete(T value, long begun, int batch) =>
        _completion.SetResult(new(value, begun, Stopwatch.GetTimestamp(), batch));

    protected void Fail(Exception error) => _completion.SetException(error);

    public override void Cancel(CancellationToken cancellationToken) => _completion.SetCanceled(cancellationToken);
}

/// <summary>A job that is run alone.</summary>
/// <param name="kind">All such jobs have one, to be taken by deadline alone.</param>
/// <param name="job">Synchronous.</param>
internal sealed class SingleJob<T>(object kind, Func<T> job) : ComputeJob<T>
{
    public override object Kind => kind;

    public override int MaxBatch => 1;

    public override void Run(IReadOnlyList<ComputeJob> jobs)
    {
        var begun = Stopwatch.GetTimestamp();
        try
        {
            Complete(job(), begun, 1);
        }
#pragma warning disable CA1031 // Not swallowed: whoever asked for the job gets it.
        catch (Exception error)
#pragma warning restore CA1031
        {
            Fail(error);
        }
    }
}

/// <summary>A job that is run with others of its kind.</summary>
/// <param name="work">The kind of work.</param>
/// <param name="item">For this job.</param>
/// <param name="first">True if its listener has no sound yet: such jobs do not wait for others' later chunks.</param>
internal sealed class BatchJob<TItem, TResult>(IBatchWork<TItem, TResult> work, TItem item, bool first)
    : ComputeJob<TResult>
{
    public override object Kind { get; } = (work, first);

    public override int MaxBatch => work.MaxBatch;

    public override void Run(IReadOnlyList<ComputeJob> jobs)
    {
        var batch = jobs.Cast<BatchJob<TItem, TResult>>().ToArray();
        var begun = Stopwatch.GetTimestamp();
        try
        {
            var results = work.Run([.. batch.Select(job => job.Item)]);
            foreach (var (job, result) in batch.Zip(results))
                job.Complete(result, begun, batch.Length);
        }
#pragma warning disable CA1031 // Not swallowed: everyone in the batch gets it.
        catch (Exception error)
#pragma warning restore CA1031
        {
            foreach (var job in batch)
                job.Fail(error);
        }
    }

    private TItem Item => item;
}
