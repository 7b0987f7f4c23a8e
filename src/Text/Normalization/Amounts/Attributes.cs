using System.Collections.Frozen;
using VoiceSmith.Text.Normalization.Scanning;

namespace VoiceSmith.Text.Normalization.Amounts;

/// <summary>
/// Tells an amount that describes the noun behind it, whose unit is in the singular: a $5 bill, the 12 V battery.
/// </summary>
internal static class Attributes
{
    private static readonly FrozenSet<string> Undescribed = DataTable
        .Lines("undescribed.txt")
        .SelectMany(line => line.Split(' '))
        .ToFrozenSet();

    /// <summary>The ±5% of a 10 kΩ ±5% resistor.</summary>
    private static bool IsTolerance(Pieces pieces, int at) =>
        pieces.Is(at, '±')
        && pieces.IsDigits(at + 1)
        && pieces.Is(at + 2, '%')
        && Describes(pieces, at + 3);

    /// <summary>True where a word in small letters behind the amount can be the noun that it describes.</summary>
    /// <param name="pieces">The sentence.</param>
    /// <param name="next">The piece after the amount.</param>
    public static bool Describes(Pieces pieces, int next)
    {
        if (
            pieces.Is(next, '-') && pieces.IsSmall(next + 1) && pieces.TypedAt(next) == '-'
            || IsTolerance(pieces, next + 1)
        )
            return true;
        if (!pieces.IsSpace(next) || !pieces.IsSmall(next + 1) || pieces.Is(next + 2, '\''))
            return false;
        var word = pieces.Lower(next + 1);
        return word.Length > 2
            && !Undescribed.Contains(word)
            && !word.EndsWith("ly", StringComparison.Ordinal)
            && !(
                word.EndsWith("ed", StringComparison.Ordinal)
                && word is not ("seed" or "feed" or "bed" or "speed" or "breed" or "weed" or "sled" or "shed")
            )
            && !(word.EndsWith("ing", StringComparison.Ordinal) && word.Length > 6)
            && !(word.EndsWith("er", StringComparison.Ordinal) && pieces.IsWord(next + 3, "than"));
    }
}
