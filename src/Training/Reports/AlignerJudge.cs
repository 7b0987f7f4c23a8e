using TorchSharp;
using VoiceSmith.Audio;
using VoiceSmith.Models.Acoustic;
using VoiceSmith.Training.Losses;
using static TorchSharp.torch;

namespace VoiceSmith.Training.Reports;

/// <summary>Scores of how well sound fits its phonemes, by a trained aligner.</summary>
/// <param name="aligner">An aligner with its own embeddings; owned by the caller.</param>
/// <param name="mel">The mel that it was trained on.</param>
public sealed class AlignerJudge(Aligner aligner, MelConfig mel)
{
    /// <summary>ln likelihood per phoneme. Higher is better.</summary>
    /// <param name="phonemes">Ids of the aligner's symbols.</param>
    /// <param name="spoken">Log-mel, [band, frame].</param>
    public double Likelihood(IReadOnlyList<int> phonemes, Tensor spoken)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        var (frames, count) = (spoken.shape[1], phonemes.Count);
        var prior = BetaBinomialPrior.Compute(count, (int)frames).transpose(0, 1).unsqueeze(0);
        var scores = Scores(phonemes, spoken, prior);
        var padding = zeros(1, count, ScalarType.Bool);
        return -AlignmentLosses.ForwardSum(scores, padding, tensor([(long)count]), tensor([frames])).ToDouble();
    }

    /// <summary>
    /// Likelihood, and for each phoneme the mean probability, 0 to 1, that its frames give it among all phonemes of the
    /// sentence.
    /// </summary>
    /// <param name="phonemes">Ids of the aligner's symbols.</param>
    /// <param name="starts">First sample of each phoneme.</param>
    /// <param name="sound">The speech, mono, at the sample rate of the mel.</param>
    /// <returns>The likelihood per phoneme, and a probability for each.</returns>
    public (double Likelihood, IReadOnlyList<double> Shares) Score(
        IReadOnlyList<int> phonemes,
        IReadOnlyList<long> starts,
        float[] sound
    )
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        using var extractor = new MelSpectrogram(mel);
        var spoken = extractor.call(tensor(sound).unsqueeze(0)).squeeze(0); // [band, frame]
        var shares = Scores(phonemes, spoken, null).squeeze(0).exp(); // [frame, phoneme]
        var ids = tensor(phonemes.ToArray());
        var result = new double[phonemes.Count];
        for (var i = 0; i < result.Length; i++)
        {
            var from = Math.Min(starts[i] / mel.HopLength, spoken.shape[1] - 1);
            var to = i + 1 < result.Length ? Math.Min(starts[i + 1] / mel.HopLength, spoken.shape[1]) : spoken.shape[1];
            var same = ids.eq(phonemes[i]).to(ScalarType.Float32); // the same phoneme elsewhere counts too
            result[i] = shares[TensorIndex.Slice(from, Math.Max(to, from + 1))].matmul(same).mean().ToDouble();
        }
        return (Likelihood(phonemes, spoken), result);
    }

    /// <returns>Log-probabilities, [1, frame, phoneme]</returns>
    private Tensor Scores(IReadOnlyList<int> phonemes, Tensor spoken, Tensor? prior)
    {
        var ids = tensor(phonemes.Select(id => (long)id).ToArray()).unsqueeze(0);
        Tensor NoPadding(long size) => zeros(1, size, ScalarType.Bool);
        return aligner.Forward(ids, spoken.unsqueeze(0), NoPadding(phonemes.Count), NoPadding(spoken.shape[1]), prior);
    }
}
