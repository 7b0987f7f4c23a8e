using VoiceSmith.Models;
using VoiceSmith.Models.Acoustic;
using VoiceSmith.Training.Acoustic;
using VoiceSmith.Training.Data;
using static TorchSharp.torch;

namespace VoiceSmith.Training.Reference;

/// <summary>Recordings for one step of the reference form. Whoever holds it owns its tensors.</summary>
/// <param name="Input">Input of the model.</param>
public sealed record ReferenceBatch(ReferenceInput Input) : ITrainingBatch
{
    /// <inheritdoc/>
    public required IReadOnlyList<string> Items { get; init; }

    /// <inheritdoc/>
    public required double AudioSeconds { get; init; }

    /// <summary>Reads and pads recordings, with the prior of their alignment.</summary>
    /// <remarks>
    /// Pitch and energy are in standard deviations, so that no term dominates; in the reference, pitch is in hertz.
    /// </remarks>
    public static ReferenceBatch Of(PreparedCorpus data, IReadOnlyList<Utterance> utterances)
    {
        using var scope = NewDisposeScope();
        var batch = AcousticBatch.Of(data, utterances);
        var (phonemes, frames) = (batch.Phonemes.shape[1], batch.Mel.shape[2]);
        Tensor PerPhoneme(Tensor rows) => rows.unsqueeze(1).expand(-1, phonemes).contiguous();
        Tensor Prior(Utterance item) =>
            nn.functional.pad( // [phoneme, frame]
                BetaBinomialPrior.Compute(item.Phonemes.Length, item.Frames),
                [0, frames - item.Frames, 0, phonemes - item.Phonemes.Length]
            );
        var pitch = Normalised(batch, ContourLayout.LogF0, item => data.Manifest.LogF0Of(item.Speaker));
        var energy = Normalised(batch, ContourLayout.Energy, _ => data.Manifest.Energy).unsqueeze(1);
        var input = new ReferenceInput(
            batch.Phonemes,
            Speakers: PerPhoneme(batch.Speakers),
            Languages: PerPhoneme(zeros_like(batch.Speakers)),
            batch.PhonemeLengths,
            batch.Mel,
            batch.MelLengths,
            pitch,
            energy,
            stack(utterances.Select(Prior))
        );
        foreach (var tensor in Tensors(input))
            tensor.DetachFromDisposeScope();
        batch.Speakers.Dispose();
        batch.Contour.Dispose();
        return new(input) { Items = batch.Items, AudioSeconds = batch.AudioSeconds };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var tensor in Tensors(Input))
            tensor.Dispose();
    }

    private static IEnumerable<Tensor> Tensors(ReferenceInput input) =>
        new[]
        {
            input.Phonemes,
            input.Speakers,
            input.Languages,
            input.PhonemeLengths,
            input.Mel,
            input.MelLengths,
            input.Pitch,
            input.Energy,
            input.Prior,
        }.OfType<Tensor>();

    /// <summary>Values of a contour in standard deviations, [batch, frame]; zero padded.</summary>
    private static Tensor Normalised(AcousticBatch batch, int value, Func<Utterance, FeatureStatistics> statisticsOf)
    {
        var statistics = batch.Utterances.Select(statisticsOf).ToArray();
        var mean = tensor(statistics.Select(one => one.Mean).ToArray()).unsqueeze(1); // [batch, 1]
        var deviation = tensor(statistics.Select(one => one.Deviation).ToArray()).unsqueeze(1);
        var values = batch.Contour.select(2, value).to(ScalarType.Float64); // [batch, frame]
        return ((values - mean) / deviation).masked_fill(batch.MelPadding, 0).to(ScalarType.Float32);
    }
}

/// <summary>Batches of recordings for the reference form, in the order of <see cref="AcousticBatches"/>.</summary>
/// <param name="data">Prepared recordings.</param>
/// <param name="batchSize">Recordings of average length per step.</param>
/// <param name="seed">Seed of the order.</param>
public sealed class ReferenceBatches(PreparedCorpus data, int batchSize, int seed) : IBatchSource<ReferenceBatch>
{
    private readonly AcousticBatches _order = new(data, batchSize, seed);

    /// <inheritdoc/>
    public int StepsPerEpoch => _order.StepsPerEpoch;

    /// <inheritdoc/>
    public ReferenceBatch Get(long step) => ReferenceBatch.Of(data, _order.UtterancesOf(step));
}
