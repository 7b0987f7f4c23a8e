using System.Threading.Channels;

namespace VoiceSmith.Training;

/// <summary>Prepares the next batches while a step runs.</summary>
internal sealed class Prefetch<TBatch> : IDisposable
    where TBatch : ITrainingBatch
{
    private const int Ahead = 3;
    private readonly Channel<TBatch> _batches = Channel.CreateBounded<TBatch>(Ahead);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _pump;

    public Prefetch(IBatchSource<TBatch> source, long firstStep, long lastStep) =>
        _pump = Task.Run(() => PumpAsync(source, firstStep, lastStep));

    public TBatch Next() => _batches.Reader.ReadAsync(_stop.Token).AsTask().GetAwaiter().GetResult();

    public void Dispose()
    {
        _stop.Cancel();
        _pump.GetAwaiter().GetResult();
        while (_batches.Reader.TryRead(out var batch))
            batch.Dispose();
        _stop.Dispose();
    }

    private async Task PumpAsync(IBatchSource<TBatch> source, long step, long lastStep)
    {
        try
        {
            for (; step < lastStep; step++)
            {
                var batch = source.Get(step);
                try
                {
                    await _batches.Writer.WriteAsync(batch, _stop.Token).ConfigureAwait(false);
                }
                catch (OperationCanceledException)
                {
                    batch.Dispose();
                    break;
                }
            }
            _batches.Writer.Complete();
        }
        catch (Exception error)
        {
            _batches.Writer.Complete(error); // rethrown by the reader
        }
    }
}
