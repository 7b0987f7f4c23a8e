namespace VoiceSmith.Training;

/// <summary>Data of one step. Whoever holds it owns its tensors.</summary>
public interface ITrainingBatch : IDisposable
{
    /// <summary>What its items are called, for diagnostics.</summary>
    IReadOnlyList<string> Items { get; }

    /// <summary>Sound in it, without padding; zero where there is none.</summary>
    double AudioSeconds => 0;
}

/// <summary>Data for every step: a pure function of the step's number, so that resuming is exact.</summary>
/// <typeparam name="TBatch">Data of one step.</typeparam>
public interface IBatchSource<out TBatch>
{
    /// <summary>Batches that show every training example once, about.</summary>
    int StepsPerEpoch { get; }

    /// <summary>A batch by its number. Called from another thread, ahead of need.</summary>
    TBatch Get(long step);
}

/// <summary>A source cut down to what a run uses of it.</summary>
internal sealed class LimitedBatches<TBatch>(IBatchSource<TBatch> source, BatchLimit limit, int overfit) : IBatchSource<TBatch>
{
    private readonly int _perEpoch = overfit > 0 ? overfit : limit.Of(source.StepsPerEpoch);

    public int StepsPerEpoch => _perEpoch;

    public TBatch Get(long step) => source.Get(overfit > 0 ? step % overfit : step / _perEpoch * source.StepsPerEpoch + step % _perEpoch);
}
