using TorchSharp;
using VoiceSmith.Models.Acoustic;
using VoiceSmith.Training.Data;
using static TorchSharp.torch;

namespace VoiceSmith.Training.Acoustic;

/// <summary>
/// Variation of recordings' mels, against teacher-forced predictions of the same recordings; and their average
/// spectrum and loudness, against the same sentences with the model's own prosody.
/// </summary>
internal sealed class MelVariation : IDisposable
{
    private const int MaxUtterances = 64, // of predictions
        MaxSpoken = 32,
        MinValidationUtterances = 10,
        BatchSize = 8;
    private const int FirstSharpened = 4,
        LastSharpened = 39; // quefrencies: below is the spectral tilt, above noise
    private const int Smoothing = 2; // neighbours on each side in the average of a gain
    private const double SpeechRange = 4.5; // ln; frames further below the loudest are pauses

    private readonly DisposeScope _scope;
    private readonly List<(Tensor Recorded, Tensor Predicted, Tensor Speech)> _pairs = [];
    private readonly List<(Tensor Recorded, Tensor Synthesised)> _spoken = []; // [band, frame], without pauses
    private readonly Tensor _basis; // of the mel cepstrum, [quefrency, band]

    /// <summary>Predicts recordings with their own durations, pitch, energy and prosody.</summary>
    /// <param name="module">Predicts; its data is described in the model's terms.</param>
    /// <param name="data">
    /// Description of the recordings: those of validation, or all where these are fewer than ten.
    /// </param>
    /// <param name="noise">Factor on the decoder's noise.</param>
    public MelVariation(AcousticModule module, PreparedCorpusManifest data, double noise)
    {
        _scope = NewDisposeScope();
        using var _ = no_grad();
        var validation = data.ValidationUtterances;
        var utterances = validation.Count >= MinValidationUtterances ? validation : data.Utterances;
        foreach (var chunk in utterances.Take(MaxUtterances).OrderBy(item => item.Frames).Chunk(BatchSize))
        {
            using var batch = AcousticBatch.Of(module.Recordings, chunk);
            using var predictions = module.PredictTeacherForced(chunk, noise); // [batch, band, frame]
            foreach (var (row, utterance) in chunk.Index())
            {
                var recorded = batch.Mel[row].narrow(1, 0, utterance.Frames).clone();
                var speech = SpeechOf(recorded);
                _pairs.Add((recorded, predictions[row].narrow(1, 0, utterance.Frames).clone(), speech));
            }
        }
        foreach (var utterance in Spread(data.Utterances))
        {
            using var batch = AcousticBatch.Of(module.Recordings, [utterance]);
            using var recorded = batch.Mel[0];
            using var synthesised = module.Synthesise(utterance);
            _spoken.Add(
                (recorded.index_select(1, SpeechOf(recorded)), synthesised.index_select(1, SpeechOf(synthesised)))
            );
        }
        _basis = MelCepstrum.Basis(data.Mel.Bands);
        Tensor Cepstrum(Tensor mel, Tensor speech) => _basis.matmul(mel.index_select(1, speech)); // [quefrency, frame]
        Cepstral = [.. Variances(Cepstrum).Select(pair => Math.Sqrt(pair.Recorded / pair.Predicted))];
        var deltas = Variances((mel, speech) => Cepstrum(mel, speech).diff(dim: 1)).Take(LastSharpened + 1).ToArray();
        Temporal = Math.Sqrt(deltas.Sum(pair => pair.Recorded) / deltas.Sum(pair => pair.Predicted));
    }

    /// <summary>
    /// Ratio of standard deviations within utterances of each cepstral coefficient, recordings over predictions, by
    /// quefrency: above 1 where predictions are too smooth.
    /// </summary>
    public IReadOnlyList<double> Cepstral { get; }

    /// <summary>The same of the change from frame to frame, over quefrencies 0 to 39.</summary>
    public double Temporal { get; }

    /// <summary>Gains that compensate the ratios, with the recordings' average spectrum and loudness.</summary>
    /// <param name="sharpness">
    /// Strength across bands: 0 for none, 1 for the recordings' variation, more to overshoot.
    /// </param>
    /// <param name="temporalSharpness">The same over time.</param>
    public MelSharpening Sharpening(double sharpness, double temporalSharpness)
    {
        double Gain(int quefrency)
        {
            if (quefrency is < FirstSharpened or > LastSharpened)
                return 1;
            var ratio = Cepstral.Skip(quefrency - Smoothing).Take(2 * Smoothing + 1).Average();
            return Math.Round(Math.Max(0, 1 + sharpness * (ratio - 1)), 4);
        }
        var sharpening = new MelSharpening
        {
            CepstralGains = sharpness == 0 ? [] : [.. Cepstral.Select((_, quefrency) => Gain(quefrency))],
            Temporal = Math.Round(temporalSharpness * (Temporal - 1), 4),
        };
        return sharpening with { Balance = BalanceOf(sharpening) };
    }

    /// <inheritdoc/>
    public void Dispose() => _scope.Dispose();

    /// <summary>Offsets for the recordings' average spectrum, without its finest detail, and for their power.</summary>
    private double[] BalanceOf(MelSharpening sharpening)
    {
        using var scope = NewDisposeScope();
        var sharpened = cat([.. _spoken.Select(pair => sharpening.Apply(pair.Synthesised))], 1);
        var recorded = cat([.. _spoken.Select(pair => pair.Recorded)], 1);
        var coarse = _basis.narrow(0, 0, LastSharpened + 1);
        var difference = recorded.mean([1]) - sharpened.mean([1]);
        var offsets = coarse.transpose(0, 1).matmul(coarse.matmul(difference.unsqueeze(1))); // [band, 1]
        var level = 0.5 * Math.Log(Power(recorded) / Power(sharpened + offsets));
        return [.. (offsets + level).squeeze(1).data<float>().Select(offset => Math.Round(offset, 4))];
    }

    /// <summary>At most <see cref="MaxSpoken"/>, spread over all.</summary>
    private static IEnumerable<Utterance> Spread(IReadOnlyList<Utterance> utterances) =>
        utterances.Where((_, i) => i % Math.Max(1, utterances.Count / MaxSpoken) == 0).Take(MaxSpoken);

    /// <summary>Numbers of the frames that are no pause.</summary>
    private static Tensor SpeechOf(Tensor mel)
    {
        var level = mel.mean([0]); // [frame]
        return level.greater(level.max() - SpeechRange).nonzero().squeeze(1);
    }

    /// <summary>Mean power of a frame.</summary>
    private static double Power(Tensor mel)
    {
        using var scope = NewDisposeScope();
        return mel.exp().square().sum().ToDouble() / mel.size(1);
    }

    /// <summary>Mean variances within utterances, by quefrency.</summary>
    private (double Recorded, double Predicted)[] Variances(Func<Tensor, Tensor, Tensor> values)
    {
        using var scope = NewDisposeScope();
        float[] Mean(Func<(Tensor Recorded, Tensor Predicted, Tensor Speech), Tensor> of) =>
            stack([.. _pairs.Select(pair => values(of(pair), pair.Speech).var(1, unbiased: false))])
                .mean([0])
                .cpu()
                .data<float>()
                .ToArray();
        return
        [
            .. Mean(pair => pair.Recorded)
                .Zip(
                    Mean(pair => pair.Predicted),
                    (recorded, predicted) => ((double)recorded, Math.Max(predicted, 1e-9))
                ),
        ];
    }
}
