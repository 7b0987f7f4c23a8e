using System.Collections.Frozen;
using VoiceSmith.Text.Normalization.Scanning;

namespace VoiceSmith.Text.Normalization.Calendar;

/// <summary>The names of months, and days in them.</summary>
internal static class Months
{
    private static readonly string[] Names =
    [
        "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
        "december",
    ];

    private static readonly FrozenDictionary<string, int> Numbers = Names
        .SelectMany((name, i) => new[] { (name, i), (name[..3], i) })
        .Append(("sept", 8))
        .DistinctBy(month => month.Item1)
        .ToFrozenDictionary(month => month.Item1, month => month.Item2 + 1);

    /// <summary>A month's number, from its name or abbreviation, and the piece after it and its point.</summary>
    public static bool TryMonth(Pieces pieces, int at, out int month, out int next)
    {
        month = 0;
        next = at + 1;
        if (!pieces.IsLetters(at) || !pieces.StartsItem(at) || !Numbers.TryGetValue(pieces.Lower(at), out month))
            return false;
        if (
            pieces.Is(next, '.')
            && pieces.Length(at) <= 4
            && !pieces.IsWord(at, "may")
            && !pieces.IsWord(at, "june")
            && !pieces.IsWord(at, "july")
        )
            next++;
        return true;
    }

    /// <summary>The name of a month, 1 to 12.</summary>
    public static string MonthName(int month) => Names[month - 1];

    /// <summary>A day of a month, with or without its ending, and the piece after it.</summary>
    public static bool TryDay(Pieces pieces, int at, out int day, out int next)
    {
        day = pieces.IsDigits(at, 1, 2) ? pieces.Value(at) : 0;
        next = at + 1;
        if (day is < 1 or > 31)
            return false;
        if (pieces.IsLetters(next))
        {
            if (pieces.Lower(next) is not ("st" or "nd" or "rd" or "th"))
                return false;
            next++;
        }
        return true;
    }
}
