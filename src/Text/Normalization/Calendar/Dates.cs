using VoiceSmith.Text.Normalization.Numerals;
using VoiceSmith.Text.Normalization.Scanning;

namespace VoiceSmith.Text.Normalization.Calendar;

/// <summary>Dates with the month's name.</summary>
internal static class Dates
{
    private const string Kind = "date";

    /// <summary>July 25, 2012; Jul 25th; July 2012; Jan-15-2020.</summary>
    public static int ReadMonthFirst(Pieces pieces, int at, Speech speech)
    {
        if (!Months.TryMonth(pieces, at, out var month, out var i))
            return at;
        if (
            pieces.IsAny(i, "-–")
            && pieces.IsCapital(at)
            && Months.TryMonth(pieces, i + 1, out var lastMonth, out var end)
            && pieces.IsCapital(i + 1)
        )
        {
            Month(pieces, at, i, month, speech);
            speech.Say(pieces.Range(i, i + 1), "to", Kind);
            Month(pieces, i + 1, end, lastMonth, speech);
            return end;
        }
        var separator =
            pieces.Is(i, '-') ? i + 1
            : pieces.IsSpace(i) ? i + 1
            : i;
        if (separator == i && !pieces.Is(i - 1, '.'))
            return at;
        if (Years.TryYear(pieces, separator, out var afterYear))
        {
            Month(pieces, at, separator, month, speech);
            speech.Say(pieces.Range(separator, afterYear), NumberWords.Year(pieces.Span(separator)), Kind);
            return Years.Era(pieces, afterYear, speech);
        }
        if (!Months.TryDay(pieces, separator, out var day, out var afterDay) || Years.ContinuesNumber(pieces, afterDay))
            return at;
        if (
            pieces.Span(at) is "may" or "march"
            && pieces.IsDigits(afterDay - 1)
            && pieces.IsSpace(afterDay)
            && (Numbers.IsPluralNoun(pieces, afterDay + 1) || pieces.IsWord(afterDay + 1, "times"))
        )
            return at;
        Month(pieces, at, separator, month, speech);
        speech.Say(pieces.Range(separator, afterDay), NumberWords.Ordinal(day), Kind);
        if (
            !pieces.Is(i, '-')
            && pieces.IsAny(afterDay, "-–")
            && Months.TryDay(pieces, afterDay + 1, out var lastDay, out var afterDays)
            && lastDay > day
            && !Years.ContinuesNumber(pieces, afterDays)
        )
        {
            speech.Say(pieces.Range(afterDay, afterDay + 1), "to", Kind);
            speech.Say(pieces.Range(afterDay + 1, afterDays), NumberWords.Ordinal(lastDay), Kind);
            afterDay = afterDays;
        }
        return YearAfter(pieces, afterDay, speech, dashed: pieces.Is(i, '-'));
    }

    /// <summary>25 July 2012; the 25th of July; 25-Jul-2012.</summary>
    public static int ReadDayFirst(Pieces pieces, int at, Speech speech)
    {
        if (!pieces.StartsItem(at) || !Months.TryDay(pieces, at, out var day, out var i))
            return at;
        var dashed = pieces.Is(i, '-');
        if (!dashed && !pieces.IsSpace(i))
            return at;
        var next = i + 1;
        if (pieces.IsWord(next, "of") && pieces.IsSpace(next + 1))
            next += 2;
        if (!Months.TryMonth(pieces, next, out var month, out var end) || (next == i + 1 && IsVerb(pieces, next, end)))
            return at;
        var span = pieces.Range(at, pieces.IsSpace(next - 1) ? next - 1 : next);
        speech.Say(span, (AfterThe(pieces, at) ? "" : "the ") + NumberWords.Ordinal(day) + " of", Kind);
        Month(pieces, next, end, month, speech);
        return YearAfter(pieces, end, speech, dashed);
    }

    private static void Month(Pieces pieces, int at, int end, int month, Speech speech) =>
        speech.Say(pieces.Range(at, pieces.IsSpace(end - 1) ? end - 1 : end), Months.MonthName(month), Kind);

    private static int YearAfter(Pieces pieces, int at, Speech speech, bool dashed)
    {
        var comma = pieces.Is(at, ',');
        var i = comma ? at + 1 : at;
        if (dashed && !comma && pieces.Is(i, '-') && pieces.IsDigits(i + 1, 2, 2) && !pieces.IsLetters(i + 2))
        {
            speech.Say(pieces.Range(i, i + 2), Years.ShortYear(pieces.Span(i + 1)), Kind);
            return i + 2;
        }
        var year =
            (dashed && pieces.Is(i, '-')) || pieces.IsSpace(i) ? i + 1
            : comma ? i
            : -1;
        if (year < 0 || !Years.TryYear(pieces, year, out var end))
            return at;
        if (comma)
            speech.Mark(pieces.Range(at, i), ",");
        speech.Say(pieces.Range(dashed && !comma ? i : year, end), NumberWords.Year(pieces.Span(year)), Kind);
        return Years.Era(pieces, end, speech);
    }

    /// <summary>"may" and "march" after a number are mostly verbs unless a year or the end follows.</summary>
    private static bool IsVerb(Pieces pieces, int at, int next)
    {
        var word = pieces.Span(at);
        if (word is not ("may" or "march" or "mar"))
            return false;
        return pieces.IsSpace(next) && pieces.IsLetters(next + 1) && !pieces.IsDigits(next + 1);
    }

    /// <summary>True if "the" stands before, so that it need not be said again.</summary>
    public static bool AfterThe(Pieces pieces, int at) => pieces.IsSpace(at - 1) && pieces.IsWord(at - 2, "the");
}
