using VoiceSmith.Models;
using VoiceSmith.Models.Acoustic;
using VoiceSmith.Training.Acoustic;
using VoiceSmith.Training.Data;
using static TorchSharp.torch;

namespace VoiceSmith.Training.Reference;

/// <summary>Recordings for one step of the reference form. Whoever holds it owns its tensors.</summary>
/// <param name="Input">What the model is given.</param>
public sealed record ReferenceBatch(ReferenceInput Input) : ITrainingBatch
{
    /// <inheritdoc/>
    public required IReadOnlyList<string> Items { get; init; }

    /// <inheritdoc/>
    public required double AudioSeconds { get; init; }

    /// <summary>Pads recordings to one batch, with the prior that their alignment starts from.</summary>
    /// <remarks>Pitch and energy are in standard deviations, so that no term drowns the others; in the reference, pitch is in hertz.</remarks>
    public static ReferenceBatch Of(Dataset data, IReadOnlyList<Utterance> utterances)
    {
        using var scope = NewDisposeScope();
        var batch = AcousticBatch.Of(data, utterances);
        var (phonemes, frames) = (batch.Phonemes.shape[1], batch.Mel.shape[2]);
        Tensor Alike(Tensor rows) => rows.unsqueeze(1).expand(-1, phonemes).contiguous();
        var priors = stack(utterances.Select(item => nn.functional.pad(
            BetaBinomialPrior.Compute(item.Phonemes.Length, item.Frames), [0, frames - item.Frames, 0, phonemes - item.Phonemes.Length])));
        var input = new ReferenceInput(batch.Phonemes, Alike(batch.Speakers), Alike(zeros_like(batch.Speakers)), batch.PhonemeLengths, batch.Mel, batch.MelLengths,
            Contour(data, utterances, frames, 0, item => data.Manifest.LogF0Of(item.Speaker)), Contour(data, utterances, frames, 2, _ => data.Manifest.Energy).unsqueeze(1), priors);
        foreach (var tensor in Tensors(input))
            tensor.DetachFromDisposeScope();
        batch.Speakers.Dispose();
        return new(input) { Items = batch.Items, AudioSeconds = batch.AudioSeconds };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var tensor in Tensors(Input))
            tensor.Dispose();
    }

    private static IEnumerable<Tensor> Tensors(ReferenceInput input) => new[] { input.Phonemes, input.Speakers, input.Languages, input.PhonemeLengths,
        input.Mel, input.MelLengths, input.Pitch, input.Energy, input.Prior }.OfType<Tensor>();

    /// <returns>[batch, frame]; zero after each end.</returns>
    private static Tensor Contour(Dataset data, IReadOnlyList<Utterance> utterances, long frames, int value, Func<Utterance, FeatureStatistics> statisticsOf)
    {
        var values = new float[utterances.Count * frames];
        for (var i = 0; i < utterances.Count; i++)
        {
            var (contour, statistics) = (data.Contour(utterances[i].FirstFrame, utterances[i].Frames).ToArray(), statisticsOf(utterances[i]));
            for (var frame = 0; frame < utterances[i].Frames; frame++)
                values[i * frames + frame] = (float)((contour[frame * Dataset.ContourValues + value] - statistics.Mean) / statistics.Deviation);
        }
        return tensor(values, [utterances.Count, frames]);
    }
}

/// <summary>Batches of recordings for the reference form, in the order of <see cref="AcousticBatches"/>.</summary>
/// <param name="data">Prepared recordings.</param>
/// <param name="batchSize">Recordings of average length a step.</param>
/// <param name="seed">Decides the order.</param>
public sealed class ReferenceBatches(Dataset data, int batchSize, int seed) : IBatchSource<ReferenceBatch>
{
    private readonly AcousticBatches _order = new(data, batchSize, seed);

    /// <inheritdoc/>
    public int StepsPerEpoch => _order.StepsPerEpoch;

    /// <inheritdoc/>
    public ReferenceBatch Get(long step) => ReferenceBatch.Of(data, _order.UtterancesOf(step));
}
