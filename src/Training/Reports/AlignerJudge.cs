using TorchSharp;
using VoiceSmith.Audio;
using VoiceSmith.Models.Acoustic;
using VoiceSmith.Training.Losses;
using static TorchSharp.torch;

namespace VoiceSmith.Training.Reports;

/// <summary>Says whether sound fits the phonemes that it should be, as a trained aligner hears it.</summary>
/// <param name="aligner">With embeddings of its own; owned by the caller.</param>
/// <param name="mel">What it was trained on.</param>
public sealed class AlignerJudge(Aligner aligner, MelConfig mel)
{
    /// <summary>ln likelihood per phoneme. Higher is better.</summary>
    /// <param name="phonemes">Ids, as the aligner knows them.</param>
    /// <param name="spoken">Log-mel, [band, frame].</param>
    public double Likelihood(IReadOnlyList<int> phonemes, Tensor spoken)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var (frames, count) = (spoken.shape[1], phonemes.Count);
        var prior = BetaBinomialPrior.Compute(count, (int)frames).transpose(0, 1).unsqueeze(0);
        return -AlignmentLosses.ForwardSum(Scores(phonemes, spoken, prior), zeros(1, count, ScalarType.Bool), tensor([(long)count]), tensor([frames])).ToDouble();
    }

    /// <summary>How much of each phoneme's time sounds like it: the mean share, 0 to 1, that its frames give it among all phonemes of the sentence.</summary>
    /// <param name="phonemes">Ids, as the aligner knows them.</param>
    /// <param name="starts">The sample where each begins.</param>
    /// <param name="sound">The speech, mono, at the rate of the mel.</param>
    /// <returns>The likelihood per phoneme, and a share for each.</returns>
    public (double Likelihood, IReadOnlyList<double> Shares) Listen(IReadOnlyList<int> phonemes, IReadOnlyList<long> starts, float[] sound)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        using var extractor = new MelSpectrogram(mel);
        var spoken = extractor.call(tensor(sound).unsqueeze(0)).squeeze(0);                     // [band, frame]
        var shares = Scores(phonemes, spoken, null).squeeze(0).exp();                           // [frame, phoneme]
        var ids = tensor(phonemes.ToArray());
        var result = new double[phonemes.Count];
        for (var i = 0; i < result.Length; i++)
        {
            var from = Math.Min(starts[i] / mel.HopLength, spoken.shape[1] - 1);
            var to = i + 1 < result.Length ? Math.Min(starts[i + 1] / mel.HopLength, spoken.shape[1]) : spoken.shape[1];
            var alike = ids.eq(phonemes[i]).to(ScalarType.Float32);                             // the same sound elsewhere is as good
            result[i] = shares[TensorIndex.Slice(from, Math.Max(to, from + 1))].matmul(alike).mean().ToDouble();
        }
        return (Likelihood(phonemes, spoken), result);
    }

    private Tensor Scores(IReadOnlyList<int> phonemes, Tensor spoken, Tensor? prior)
    {
        var ids = tensor(phonemes.Select(id => (long)id).ToArray()).unsqueeze(0);
        return aligner.Forward(ids, spoken.unsqueeze(0), zeros(1, phonemes.Count, ScalarType.Bool), zeros(1, spoken.shape[1], ScalarType.Bool), prior);
    }
}
