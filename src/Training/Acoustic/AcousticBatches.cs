using VoiceSmith.Training.Data;
using static TorchSharp.torch;

namespace VoiceSmith.Training.Acoustic;

/// <summary>Whole recordings for one step, padded to the longest.</summary>
/// <param name="Data">What they are of.</param>
/// <param name="Utterances">Which they are.</param>
/// <param name="Phonemes">Ids, [batch, phoneme].</param>
/// <param name="PhonemeLengths">[batch]</param>
/// <param name="Mel">Log-mel, [batch, band, frame].</param>
/// <param name="MelLengths">[batch]</param>
/// <param name="Speakers">Rows, [batch].</param>
public sealed record AcousticBatch(Dataset Data, IReadOnlyList<Utterance> Utterances, Tensor Phonemes, Tensor PhonemeLengths, Tensor Mel, Tensor MelLengths, Tensor Speakers)
    : ITrainingBatch
{
    /// <inheritdoc/>
    public IReadOnlyList<string> Items => [.. Utterances.Select(item => item.Id)];

    /// <inheritdoc/>
    public required double AudioSeconds { get; init; }

    /// <summary>Pads recordings to one batch.</summary>
    public static AcousticBatch Of(Dataset data, IReadOnlyList<Utterance> utterances)
    {
        var (bands, count) = (data.Manifest.Mel.Bands, utterances.Count);
        var (longestText, longestMel) = (utterances.Max(item => item.Phonemes.Length), utterances.Max(item => item.Frames));
        var phonemes = new long[count * longestText];
        var mel = new float[count * longestMel * bands];
        Array.Fill(mel, (float)Math.Log(data.Manifest.Mel.MinMagnitude));
        for (var i = 0; i < count; i++)
        {
            for (var j = 0; j < utterances[i].Phonemes.Length; j++)
                phonemes[i * longestText + j] = utterances[i].Phonemes[j];
            data.ReadMel(utterances[i].FirstFrame, utterances[i].Frames, mel.AsSpan(i * longestMel * bands));
        }
        using var scope = NewDisposeScope();
        return new(data, utterances,
            tensor(phonemes).view(count, longestText).DetachFromDisposeScope(),
            tensor(utterances.Select(item => (long)item.Phonemes.Length).ToArray()).DetachFromDisposeScope(),
            tensor(mel).view(count, longestMel, bands).transpose(1, 2).contiguous().DetachFromDisposeScope(),
            tensor(utterances.Select(item => (long)item.Frames).ToArray()).DetachFromDisposeScope(),
            tensor(utterances.Select(item => (long)item.Speaker).ToArray()).DetachFromDisposeScope())
        {
            AudioSeconds = data.Manifest.SecondsOf(utterances.Sum(item => item.Frames)),
        };
    }

    /// <summary>True where there is no phoneme, [batch, phoneme].</summary>
    public Tensor PhonemePadding => arange(Phonemes.shape[1]).unsqueeze(0).greater_equal(PhonemeLengths.unsqueeze(1));

    /// <summary>True where there is no frame, [batch, frame].</summary>
    public Tensor MelPadding => arange(Mel.shape[2]).unsqueeze(0).greater_equal(MelLengths.unsqueeze(1));

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var value in new[] { Phonemes, PhonemeLengths, Mel, MelLengths, Speakers })
            value.Dispose();
    }
}

/// <summary>Batches of recordings of like length, in an order that is new every epoch.</summary>
/// <param name="data">Prepared recordings.</param>
/// <param name="batchSize">Recordings of average length a step: short ones come in greater number, long ones in smaller.</param>
/// <param name="seed">Decides the order.</param>
public sealed class AcousticBatches(Dataset data, int batchSize, int seed) : IBatchSource<AcousticBatch>
{
    private const int MostTimesBatchSize = 3;

    private readonly LengthBuckets<Utterance> _buckets = BucketsOf([.. data.Manifest.Utterances.Where(item => !item.Validation)], batchSize, seed);
    private (long Number, Utterance[][] Batches) _epoch = (-1, []);

    /// <inheritdoc/>
    public int StepsPerEpoch => _buckets.Count;

    /// <inheritdoc/>
    public AcousticBatch Get(long step) => AcousticBatch.Of(data, UtterancesOf(step));

    /// <summary>The recordings of a step.</summary>
    /// <exception cref="VoiceSmithException">VS3004: there are none to train on.</exception>
    public IReadOnlyList<Utterance> UtterancesOf(long step)
    {
        if (_buckets.Count == 0)
            throw new VoiceSmithException("VS3004", "There is nothing to train on.", "No recording is marked for training.",
                "Prepare a corpus with more recordings than its validation list names.");
        var number = step / StepsPerEpoch;
        if (_epoch.Number != number)
            _epoch = (number, _buckets.Epoch(number));
        return _epoch.Batches[step % StepsPerEpoch];
    }

    private static LengthBuckets<Utterance> BucketsOf(Utterance[] utterances, int batchSize, int seed) =>
        new(utterances, item => item.Frames, (long)(batchSize * utterances.Select(item => item.Frames).DefaultIfEmpty().Average()), MostTimesBatchSize * batchSize, seed);
}
