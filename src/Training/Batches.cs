namespace VoiceSmith.Training;

/// <summary>Data of one step. Whoever holds it owns its tensors.</summary>
public interface ITrainingBatch : IDisposable
{
    /// <summary>Names of its items, for diagnostics.</summary>
    IReadOnlyList<string> Items { get; }

    /// <summary>Seconds of audio without padding; 0 for none.</summary>
    double AudioSeconds => 0;
}

/// <summary>Source of batches: a pure function of the step's number, so that resuming is exact.</summary>
/// <typeparam name="TBatch">Data of one step.</typeparam>
public interface IBatchSource<out TBatch>
{
    /// <summary>Batches per epoch: every training example about once.</summary>
    int StepsPerEpoch { get; }

    /// <summary>The batch of a step. Called from another thread, ahead of need.</summary>
    TBatch Get(long step);
}

/// <summary>A source limited to the batches that a run's options select.</summary>
internal sealed class LimitedBatches<TBatch>(IBatchSource<TBatch> source, BatchLimit limit, int overfit)
    : IBatchSource<TBatch>
{
    private readonly int _perEpoch = overfit > 0 ? overfit : limit.Of(source.StepsPerEpoch);

    public int StepsPerEpoch => _perEpoch;

    public TBatch Get(long step) =>
        source.Get(overfit > 0 ? step % overfit : step / _perEpoch * source.StepsPerEpoch + step % _perEpoch);
}
