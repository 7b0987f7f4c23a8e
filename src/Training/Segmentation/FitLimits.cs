namespace VoiceSmith.Training.Segmentation;

/// <summary>Limits below which sound and text do not fit, from what is usual in the recording.</summary>
/// <param name="Piece">Least mean fit of a piece.</param>
/// <param name="Stretch">Least mean fit of sounds about as long as a word.</param>
internal sealed record FitLimits(double Piece, double Stretch)
{
    private const double Deviations = 4, // robust ones below the median
        LeastFit = 0.5, // however the recording is
        MostStretch = -1;

    private const int EnoughToCompare = 8;

    /// <summary>Limits for the pieces of a recording.</summary>
    public static FitLimits Of(IReadOnlyList<PieceUnit[]> pieces) =>
        pieces.Count < EnoughToCompare
            ? new(LeastFit, 2 * MostStretch)
            : new(
                Math.Max(LeastFit, Limit(pieces.SelectMany(piece => piece).Select(unit => unit.Fit))),
                Math.Min(MostStretch, Limit(pieces.SelectMany(piece => piece).Select(unit => unit.Worst().Fit)))
            );

    /// <summary>The misfit; null where all fits.</summary>
    public string? DoubtOf(PieceUnit[] piece)
    {
        var (worst, unit) = piece.Select(unit => (Worst: unit.Worst(), unit)).MinBy(one => one.Worst.Fit);
        return piece.Min(one => one.Fit) < Piece ? "its sound does not fit its text"
            : worst.Fit < Stretch ? $"something else may be said near '{unit.WordAt(worst.Phoneme)}'"
            : null;
    }

    private static double Limit(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        var median = sorted[sorted.Length / 2];
        var deviations = sorted.Select(value => Math.Abs(value - median)).Order().ToArray();
        return median - Deviations * 1.4826 * deviations[deviations.Length / 2];
    }
}
