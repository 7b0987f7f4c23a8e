using VoiceSmith.Training.Data;

namespace VoiceSmith.Training.Acoustic;

/// <summary>Batches of recordings of similar length, in an order that is new every epoch.</summary>
public sealed class AcousticBatches : IBatchSource<AcousticBatch>
{
    private const int MaxTimesBatchSize = 3;

    private readonly PreparedCorpus _data;
    private readonly bool _withSound;
    private readonly LengthBuckets<Utterance> _buckets;
    private (long Number, Utterance[][] Batches) _epoch = (-1, []);

    /// <param name="data">Prepared recordings.</param>
    /// <param name="batchSize">Recordings of average length per step: more short ones, fewer long ones.</param>
    /// <param name="seed">Seed of the order.</param>
    /// <param name="withSound">True for batches with samples.</param>
    /// <exception cref="VoiceSmithException">VS3004: there are no recordings to train on.</exception>
    public AcousticBatches(PreparedCorpus data, int batchSize, int seed, bool withSound = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        (_data, _withSound) = (data, withSound);
        Utterance[] utterances = [.. data.Manifest.Utterances.Where(item => !item.Validation)];
        if (utterances.Length == 0)
            throw new VoiceSmithException(
                "VS3004",
                "There are no recordings to train on.",
                data.Manifest.Utterances.Count == 0
                    ? "The prepared data is empty."
                    : $"All {data.Manifest.Utterances.Count} prepared recordings are for validation.",
                "Prepare a corpus with more recordings than its validation list names."
            );
        var budget = (long)(batchSize * utterances.Average(item => item.Frames));
        _buckets = new(utterances, item => item.Frames, budget, MaxTimesBatchSize * batchSize, seed);
    }

    /// <inheritdoc/>
    public int StepsPerEpoch => _buckets.Count;

    /// <inheritdoc/>
    public AcousticBatch Get(long step) => AcousticBatch.Of(_data, UtterancesOf(step), _withSound);

    /// <summary>The recordings of a step.</summary>
    public IReadOnlyList<Utterance> UtterancesOf(long step)
    {
        var number = step / StepsPerEpoch;
        if (_epoch.Number != number)
            _epoch = (number, _buckets.Epoch(number));
        return _epoch.Batches[step % StepsPerEpoch];
    }
}
