using VoiceSmith.Text.Normalization.Scanning;

namespace VoiceSmith.Text.Normalization.Calendar;

/// <summary>Dates in digits.</summary>
internal static class NumericDates
{
    private const string Kind = "date";

    /// <summary>11/17/05, 2016-11-03, 15.01.2020: month first unless it cannot be.</summary>
    public static int Read(Pieces pieces, int at, Speech speech)
    {
        if (
            !pieces.StartsItem(at)
            || !pieces.IsAny(at + 1, "/-.")
            || !pieces.IsDigits(at + 2, 1, 2)
            || !pieces.IsDigits(at + 4)
            || pieces.Text[pieces[at + 1].Start] != pieces.Text[pieces[at + 3].Start]
            || pieces[at + 3].Kind != PieceKind.Symbol
        )
            return at;
        var end = at + 5;
        var timed =
            pieces.Is(at + 1, '-')
            && pieces.Span(end) is "T" or "t"
            && pieces.IsDigits(end + 1, 2, 2)
            && pieces.Is(end + 2, ':')
            && pieces.IsDigits(end + 3, 2, 2);
        if (
            (pieces.IsLetters(end) && !timed)
            || (pieces.IsAny(end, "/-.,:") && pieces.IsDigits(end + 1))
            || (pieces.IsAny(at - 1, "/-.:") && pieces.IsDigits(at - 2))
        )
            return at;
        var yearFirst = pieces.IsDigits(at, 4, 4) && pieces.IsDigits(at + 4, 1, 2);
        var yearLast = pieces.IsDigits(at, 1, 2) && (pieces.IsDigits(at + 4, 4, 4) || pieces.IsDigits(at + 4, 2, 2));
        if (!yearFirst && !yearLast)
            return at;
        var year = yearFirst ? at : at + 4;
        var (first, second) = yearFirst
            ? (pieces.Value(at + 2), pieces.Value(at + 4))
            : (pieces.Value(at), pieces.Value(at + 2));
        var dayFirst = first > 12;
        var (month, day) = dayFirst ? (second, first) : (first, second);
        if (month is < 1 or > 12 || day is < 1 or > 31)
            return at;
        var yearWords = pieces.IsDigits(year, 4, 4)
            ? NumberWords.Year(pieces.Span(year))
            : Years.ShortYear(pieces.Span(year));
        var date = dayFirst
            ? (Dates.AfterThe(pieces, at) ? "" : "the ") + NumberWords.Ordinal(day) + " of " + Months.MonthName(month)
            : Months.MonthName(month) + " " + NumberWords.Ordinal(day);
        speech.Say(pieces.Range(at, end), date + " " + yearWords, Kind);
        return timed ? ReadClock(pieces, end, speech) : end;
    }

    /// <summary>T10:30:00Z of a timestamp: at ten thirty UTC. Seconds are said where there are any.</summary>
    private static int ReadClock(Pieces pieces, int at, Speech speech)
    {
        var (hour, minute, end) = (pieces.Value(at + 1), pieces.Value(at + 3), at + 4);
        var words =
            "at "
            + NumberWords.Cardinal(hour)
            + minute switch
            {
                0 => hour is 0 or > 12 ? " hundred" : " o'clock",
                < 10 => " oh " + NumberWords.Cardinal(minute),
                _ => " " + NumberWords.Cardinal(minute),
            };
        if (pieces.Is(end, ':') && pieces.IsDigits(end + 1, 2, 2))
        {
            if (pieces.Value(end + 1) is > 0 and var seconds)
                words += " and " + NumberWords.Cardinal(seconds) + (seconds == 1 ? " second" : " seconds");
            end += 2;
            if (pieces.Is(end, '.') && pieces.IsDigits(end + 1))
                end += 2;
        }
        speech.Say(pieces.Range(at, end), words, Kind);
        var zone =
            pieces.IsAny(end, "+-")
            && pieces.IsDigits(end + 1, 2, 2)
            && pieces.Is(end + 2, ':')
            && pieces.IsDigits(end + 3, 2, 2);
        if (!zone && pieces.Span(end) is not ("Z" or "z"))
            return end;
        speech.Spell(pieces.Range(end, end + 1), "UTC");
        if (!zone)
            return end + 1;
        speech.Say(
            pieces.Range(end, end + 4),
            (pieces.Is(end, '-') ? "minus " : "plus ")
                + NumberWords.Cardinal(pieces.Value(end + 1))
                + (pieces.Value(end + 3) > 0 ? " " + NumberWords.Cardinal(pieces.Value(end + 3)) : ""),
            Kind
        );
        return end + 4;
    }

    /// <summary>2/22 as a date where a word before or a time after says so: on 2/22, Tu (2/22), 2/22 at 5 pm.</summary>
    public static int ReadSlashed(Pieces pieces, int at, Speech speech)
    {
        if (
            !pieces.StartsItem(at)
            || !pieces.IsDigits(at, 1, 2)
            || !pieces.Is(at + 1, '/')
            || !pieces.IsDigits(at + 2, 1, 2)
            || pieces.IsLetters(at + 3)
            || (pieces.IsAny(at + 3, "/-.") && pieces.IsDigits(at + 4))
        )
            return at;
        var (month, day) = (pieces.Value(at), pieces.Value(at + 2));
        var dayFirst = month > 12;
        if (dayFirst)
            (month, day) = (day, month);
        if (month is < 1 or > 12 || day is < 1 or > 31 || (dayFirst && !pieces.IsDigits(at + 2, 2, 2)))
            return at;
        var cue = at - 1;
        while (pieces.IsSpace(cue) || pieces.IsAny(cue, "(,."))
            cue--;
        var weekday = Weekdays.IsAbbreviation(pieces.Lower(cue));
        var word =
            pieces.Lower(cue)
            is "on"
                or "by"
                or "until"
                or "till"
                or "since"
                or "before"
                or "after"
                or "from"
                or "dated"
                or "due"
                or "starting"
                or "through";
        var hour =
            pieces.IsSpace(at + 3) && pieces.IsWord(at + 4, "at") && pieces.IsSpace(at + 5) && pieces.IsDigits(at + 6);
        var padded = pieces.Span(at)[0] == '0' || pieces.Span(at + 2)[0] == '0';
        if (!weekday && !word && !hour && !padded)
            return at;
        speech.Say(
            pieces.Range(at, at + 3),
            dayFirst
                ? (Dates.AfterThe(pieces, at) ? "" : "the ")
                    + NumberWords.Ordinal(day)
                    + " of "
                    + Months.MonthName(month)
                : Months.MonthName(month) + " " + NumberWords.Ordinal(day),
            Kind
        );
        return at + 3;
    }
}
