using System.Globalization;
using VoiceSmith.Audio;

namespace VoiceSmith.Training.Segmentation;

/// <summary>Borders of pieces, where the sound between them is quietest, and what is doubtful about each.</summary>
/// <param name="clip">The whole recording, mono.</param>
/// <param name="hopLength">Samples of a frame.</param>
internal sealed class PieceBorders(AudioClip clip, int hopLength)
{
    private const int StepsPerSecond = 100,
        Smoothing = 7; // steps on each side: a pause is longer than the silence of a consonant

    private const double Slack = 0.45, // seconds that the aligner may be wrong by
        DbPerSecond = 25, // for being wrong
        MostSilence = 0.4, // seconds kept beside speech
        ShortestGap = 0.7, // seconds of sound that the text lacks; less may be a pause
        NoPauseDb = -20; // below the loudest parts of speech

    private readonly double[] _levels = LevelsOf(clip); // dB, below the loudest parts, of each 10 ms

    /// <summary>Pieces with their borders.</summary>
    /// <param name="groups">Units of each piece, in order of time.</param>
    public IReadOnlyList<RecordingPiece> Pieces(IReadOnlyList<PieceUnit[]> groups)
    {
        var fits = FitLimits.Of(groups);
        var pieces = new List<RecordingPiece>();
        var (from, before) = (0.0, -100.0); // the border that the piece before has left
        for (var i = 0; i < groups.Count; i++)
        {
            var (speech, end) = (SecondsOf(groups[i][0].Start), SecondsOf(groups[i][^1].End));
            var next = i + 1 < groups.Count ? SecondsOf(groups[i + 1][0].Start) : clip.Duration.TotalSeconds;
            var (gap, nextGap) = (GapBefore(groups[i]), i + 1 < groups.Count ? GapBefore(groups[i + 1]) : 0);
            if (gap > 0 || i == 0)
                (from, before) = Border(speech - MostSilence, speech);
            var (to, after) = Border(end, nextGap > 0 ? end + MostSilence : next);
            pieces.Add(
                new(
                    string.Join(' ', groups[i].Select(unit => unit.Text)),
                    TimeSpan.FromSeconds(Math.Max(from, speech - MostSilence - Slack)),
                    TimeSpan.FromSeconds(Math.Min(to, end + MostSilence + Slack)),
                    groups[i].Average(unit => unit.Fit),
                    fits.DoubtOf(groups[i]) ?? DoubtOf(gap, nextGap, before, after)
                )
            );
            (from, before) = (to, after);
        }
        return pieces;
    }

    private static string? DoubtOf(double gap, double nextGap, double before, double after) =>
        gap > 0 ? string.Create(CultureInfo.InvariantCulture, $"{gap:F1} s of sound before it are not in the text")
        : nextGap > 0
            ? string.Create(CultureInfo.InvariantCulture, $"{nextGap:F1} s of sound after it are not in the text")
        : before > NoPauseDb ? "there is no pause before it"
        : after > NoPauseDb ? "there is no pause after it"
        : null;

    private double GapBefore(PieceUnit[] units) =>
        SecondsOf(units[0].GapBefore) is var gap && gap >= ShortestGap ? gap : 0;

    /// <summary>The quietest place between the end of a sound and the start of the next, or near them.</summary>
    private (double At, double Db) Border(double end, double start)
    {
        var (first, last) = (Math.Max(0, StepOf(end - Slack)), Math.Min(_levels.Length - 1, StepOf(start + Slack)));
        if (last < first)
            return (Math.Clamp(end, 0, clip.Duration.TotalSeconds), -100);
        double CostOf(int step)
        {
            var at = (step + 0.5) / StepsPerSecond;
            var wrong = Math.Max(Math.Min(end, start) - at, at - Math.Max(end, start)); // seconds outside the pause
            return LevelAt(step) + DbPerSecond * Math.Max(0, wrong);
        }
        var quietest = Enumerable.Range(first, last - first + 1).MinBy(CostOf);
        return ((quietest + 0.5) / StepsPerSecond, LevelAt(quietest));
    }

    private double LevelAt(int step)
    {
        var (first, last) = (Math.Max(0, step - Smoothing), Math.Min(_levels.Length - 1, step + Smoothing));
        return _levels.AsSpan(first, last - first + 1).ToArray().Average();
    }

    private static int StepOf(double seconds) => (int)(seconds * StepsPerSecond);

    private double SecondsOf(int frames) => frames * (double)hopLength / clip.SampleRate;

    private static double[] LevelsOf(AudioClip clip)
    {
        double[] levels =
        [
            .. clip
                .Samples.Chunk(clip.SampleRate / StepsPerSecond)
                .Select(step => 10 * Math.Log10(step.Sum(sample => (double)sample * sample) / step.Length + 1e-10)),
        ];
        var loud = levels.Order().ElementAt((int)(levels.Length * 0.95));
        return [.. levels.Select(level => level - loud)];
    }
}
