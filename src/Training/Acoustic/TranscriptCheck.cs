using TorchSharp;
using VoiceSmith.Models.Acoustic;
using VoiceSmith.Training.Data;
using VoiceSmith.Training.Losses;
using static TorchSharp.torch;

namespace VoiceSmith.Training.Acoustic;

/// <summary>Fit of a recording's transcript to its sound.</summary>
/// <param name="Utterance">The recording.</param>
/// <param name="Own">ln likelihood of its own transcript, per phoneme.</param>
/// <param name="Other">
/// Highest ln likelihood of other transcripts of similar length on the same sound, per phoneme.
/// </param>
/// <param name="Suspicious">
/// True if another transcript fits better, or if its own fits far worse than transcripts of this data do.
/// </param>
public sealed record TranscriptVerdict(Utterance Utterance, double Own, double Other, bool Suspicious);

/// <summary>
/// Detects recordings whose transcript does not fit their sound, by the likelihood of a trained aligner.
/// </summary>
/// <param name="model">A model with a trained aligner; owned by the caller.</param>
/// <param name="data">The recordings.</param>
public sealed class TranscriptCheck(AcousticModel model, PreparedCorpus data)
{
    private const int Alternatives = 3;
    private const double MaxDeviations = 5; // robust deviations below the median

    /// <summary>Checks every recording.</summary>
    /// <param name="progress">Receives recordings done and the total.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>Verdicts, worst fit first.</returns>
    public IReadOnlyList<TranscriptVerdict> Run(Action<int, int> progress, CancellationToken cancellationToken)
    {
        var byLength = data.Manifest.Utterances.OrderBy(item => item.Phonemes.Length).ToArray();
        var scores = new List<(Utterance Utterance, double Own, double Other)>();
        foreach (var (place, item) in byLength.Index())
        {
            cancellationToken.ThrowIfCancellationRequested();
            var likelihoods = Likelihoods(item, [item.Phonemes, .. AlternativesTo(byLength, place)]);
            var best = likelihoods.Skip(1).DefaultIfEmpty(double.NegativeInfinity).Max();
            scores.Add((item, likelihoods[0], best));
            progress(scores.Count, byLength.Length);
        }
        return Judge(scores);
    }

    /// <summary>Verdicts by likelihoods.</summary>
    internal static IReadOnlyList<TranscriptVerdict> Judge(
        IReadOnlyList<(Utterance Utterance, double Own, double Other)> scores
    )
    {
        if (scores.Count == 0)
            return [];
        var median = Median(scores.Select(score => score.Own));
        var deviation = 1.4826 * Median(scores.Select(score => Math.Abs(score.Own - median)));
        var limit = median - MaxDeviations * Math.Max(deviation, 1e-6);
        return
        [
            .. scores
                .Select(score => new TranscriptVerdict(
                    score.Utterance,
                    score.Own,
                    score.Other,
                    Suspicious: score.Other >= score.Own || score.Own < limit
                ))
                .OrderBy(verdict => Math.Min(verdict.Own - verdict.Other, verdict.Own - median)),
        ];
    }

    /// <summary>Transcripts of other recordings with about as many phonemes.</summary>
    private static IEnumerable<int[]> AlternativesTo(Utterance[] byLength, int place)
    {
        var own = byLength[place];
        bool Fits(int at) =>
            at >= 0
            && at < byLength.Length
            && byLength[at].Text != own.Text
            && byLength[at].Phonemes.Length <= own.Frames;
        return Enumerable
            .Range(1, byLength.Length)
            .SelectMany(distance => new[] { place - distance, place + distance })
            .Where(Fits)
            .Take(Alternatives)
            .Select(at => byLength[at].Phonemes);
    }

    /// <summary>ln likelihood of each text, per phoneme of the recording's own.</summary>
    private double[] Likelihoods(Utterance item, IReadOnlyList<int[]> texts)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        using var batch = AcousticBatch.Of(data, [.. texts.Select(text => item with { Phonemes = text })]);
        var scores = AcousticModule.Align(model, batch);
        return
        [
            .. AlignmentLosses
                .Likelihoods(scores, batch.PhonemePadding, batch.PhonemeLengths, batch.MelLengths)
                .cpu()
                .data<float>()
                .Select(likelihood => (double)likelihood / item.Phonemes.Length),
        ];
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted[sorted.Length / 2];
    }
}
