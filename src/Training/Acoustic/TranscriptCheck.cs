using TorchSharp;
using VoiceSmith.Models.Acoustic;
using VoiceSmith.Training.Data;
using VoiceSmith.Training.Losses;
using static TorchSharp.torch;

namespace VoiceSmith.Training.Acoustic;

/// <summary>How well a recording's transcript fits its sound.</summary>
/// <param name="Utterance">The recording.</param>
/// <param name="Own">ln likelihood of its own transcript, per phoneme.</param>
/// <param name="Other">The best of some other recordings' transcripts of like length on the same sound, per phoneme.</param>
/// <param name="Suspicious">Whether another text fits better, or its own fits far worse than texts of this data do.</param>
public sealed record TranscriptVerdict(Utterance Utterance, double Own, double Other, bool Suspicious);

/// <summary>Finds recordings whose text does not fit their sound, by the likelihood that a trained aligner gives the text.</summary>
/// <param name="model">With a trained aligner; owned by the caller.</param>
/// <param name="data">The recordings.</param>
public sealed class TranscriptCheck(AcousticModel model, Dataset data)
{
    private const int Rivals = 3;
    private const double FarBelow = 5;           // robust deviations below the median

    /// <summary>Looks at every recording.</summary>
    /// <param name="progress">Receives recordings done and in all.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>The least fitting first.</returns>
    public IReadOnlyList<TranscriptVerdict> Run(Action<int, int> progress, CancellationToken cancellationToken)
    {
        var byLength = data.Manifest.Utterances.OrderBy(item => item.Phonemes.Length).ToArray();
        var scores = new List<(Utterance Utterance, double Own, double Other)>();
        foreach (var (place, item) in byLength.Index())
        {
            cancellationToken.ThrowIfCancellationRequested();
            var likelihoods = Likelihoods(item, [item.Phonemes, .. RivalsOf(byLength, place)]);
            scores.Add((item, likelihoods[0], likelihoods.Skip(1).DefaultIfEmpty(double.NegativeInfinity).Max()));
            progress(scores.Count, byLength.Length);
        }
        return Judge(scores);
    }

    /// <summary>Decides which likelihoods are out of line.</summary>
    internal static IReadOnlyList<TranscriptVerdict> Judge(IReadOnlyList<(Utterance Utterance, double Own, double Other)> scores)
    {
        if (scores.Count == 0)
            return [];
        var median = Median(scores.Select(score => score.Own));
        var deviation = 1.4826 * Median(scores.Select(score => Math.Abs(score.Own - median)));
        return [.. scores.Select(score => new TranscriptVerdict(score.Utterance, score.Own, score.Other,
                score.Other >= score.Own || score.Own < median - FarBelow * Math.Max(deviation, 1e-6)))
            .OrderBy(verdict => Math.Min(verdict.Own - verdict.Other, verdict.Own - median))];
    }

    /// <summary>Texts of other recordings with about as many phonemes, which could be taken for this one's.</summary>
    private static IEnumerable<int[]> RivalsOf(Utterance[] byLength, int place)
    {
        var own = byLength[place];
        return Enumerable.Range(1, byLength.Length).SelectMany(distance => new[] { place - distance, place + distance })
            .Where(at => at >= 0 && at < byLength.Length && byLength[at].Text != own.Text && byLength[at].Phonemes.Length <= own.Frames)
            .Take(Rivals).Select(at => byLength[at].Phonemes);
    }

    /// <summary>ln likelihood of each text, per phoneme of the first.</summary>
    private double[] Likelihoods(Utterance item, IReadOnlyList<int[]> texts)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        using var batch = AcousticBatch.Of(data, [.. texts.Select(text => item with { Phonemes = text })]);
        return [.. AlignmentLosses.Likelihoods(AcousticModule.Align(model, batch), batch.PhonemePadding, batch.PhonemeLengths, batch.MelLengths)
            .cpu().data<float>().Select(likelihood => (double)likelihood / item.Phonemes.Length)];
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted[sorted.Length / 2];
    }
}
