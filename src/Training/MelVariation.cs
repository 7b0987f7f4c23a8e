using TorchSharp;
using VoiceSmith.Models.Acoustic;
using VoiceSmith.Training.Acoustic;
using VoiceSmith.Training.Data;
using static TorchSharp.torch;

namespace VoiceSmith.Training;

/// <summary>Ratios of how much recordings' mels vary to how much predicted ones do: over 1 where predictions are too smooth.</summary>
/// <param name="Cepstral">Standard deviations within utterances of each cepstral coefficient, by quefrency.</param>
/// <param name="Temporal">Standard deviation of the change from frame to frame, of quefrencies 0 to 39.</param>
public sealed record MelVariation(IReadOnlyList<double> Cepstral, double Temporal)
{
    private const int MostUtterances = 64, EnoughForValidation = 10, BatchSize = 8;
    private const int FirstSharpened = 4, LastSharpened = 39;   // below lies the spectrum's tilt, above its noise
    private const double SpeechRange = 4.5;                     // ln; frames further below the loudest are pauses

    /// <summary>Compares recordings with teacher-forced predictions of them.</summary>
    /// <param name="module">Predicts; describes its data in the model's terms.</param>
    /// <param name="data">Validation recordings, or all of them where fewer than ten are kept for validation.</param>
    internal static MelVariation Measure(AcousticModule module, DatasetManifest data)
    {
        var utterances = data.ValidationUtterances.ToArray() is { Length: >= EnoughForValidation } kept ? kept : [.. data.Utterances];
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        using var recorded = new Variation(data.Mel.Bands);
        using var predicted = new Variation(data.Mel.Bands);
        foreach (var part in utterances.Take(MostUtterances).OrderBy(item => item.Frames).Chunk(BatchSize))
        {
            using var step = NewDisposeScope();
            using var batch = AcousticBatch.Of(module.Recordings, part);
            var spoken = module.SayAgain(part);                                                     // [batch, band, frame]
            foreach (var (row, utterance) in part.Index())
            {
                var recording = batch.Mel[row].narrow(1, 0, utterance.Frames);
                var level = recording.mean([0]);                                                    // [frame]
                var speech = level.greater(level.max() - SpeechRange).nonzero().squeeze(1);
                recorded.Add(recording, speech);
                predicted.Add(spoken[row].narrow(1, 0, utterance.Frames), speech);
            }
        }
        return new([.. recorded.Static.Zip(predicted.Static, Ratio)],
            Ratio(recorded.Delta.Take(LastSharpened + 1).Sum(), predicted.Delta.Take(LastSharpened + 1).Sum()));

        static double Ratio(double recorded, double predicted) => Math.Sqrt(recorded / Math.Max(predicted, 1e-9));
    }

    /// <summary>Gains that close the gap.</summary>
    /// <param name="sharpness">Strength across bands: 0 for none, 1 for the recordings' variation, more to overshoot.</param>
    /// <param name="temporalSharpness">The same over time.</param>
    public MelSharpening Sharpening(double sharpness, double temporalSharpness) => new()
    {
        CepstralGains = sharpness == 0 ? [] : [.. Cepstral.Select((_, quefrency) => quefrency is < FirstSharpened or > LastSharpened ? 1
            : Math.Round(Math.Max(0, 1 + sharpness * (Smoothed(quefrency) - 1)), 4))],
        Temporal = Math.Round(temporalSharpness * (Temporal - 1), 4),
    };

    /// <summary>Mean ratio of five neighbouring quefrencies.</summary>
    private double Smoothed(int quefrency) => Enumerable.Range(quefrency - 2, 5).Average(near => Cepstral[near]);

    /// <summary>Mean variance within utterances of cepstral coefficients and of their change.</summary>
    private sealed class Variation(int bands) : IDisposable
    {
        private readonly Tensor _basis = MelCepstrum.Basis(bands).DetachFromDisposeScope();
        private readonly double[] _static = new double[bands], _delta = new double[bands];

        public IReadOnlyList<double> Static => _static;

        public IReadOnlyList<double> Delta => _delta;

        public void Add(Tensor mel, Tensor speech)
        {
            var cepstrum = _basis.matmul(mel.index_select(1, speech));                              // [quefrency, frame]
            Accumulate(_static, cepstrum);
            Accumulate(_delta, cepstrum.narrow(1, 1, cepstrum.size(1) - 1) - cepstrum.narrow(1, 0, cepstrum.size(1) - 1));
        }

        public void Dispose() => _basis.Dispose();

        private static void Accumulate(double[] sums, Tensor values)
        {
            var variances = values.var(1, unbiased: false).cpu().data<float>().ToArray();
            for (var q = 0; q < sums.Length; q++)
                sums[q] += variances[q];
        }
    }
}
