using VoiceSmith.Text.Normalization.Scanning;

namespace VoiceSmith.Text.Normalization.Calendar;

/// <summary>Dates in digits.</summary>
internal static class NumericDates
{
    private const string Kind = "date";

    /// <summary>11/17/05, 2016-11-03, 15.01.2020: month first unless it cannot be.</summary>
    public static int Read(Pieces pieces, int at, Speech speech)
    {
        if (ReadWeek(pieces, at, speech) is var afterWeek && afterWeek > at)
            return afterWeek;
        if (ReadBasic(pieces, at, speech) is var afterBasic && afterBasic > at)
            return afterBasic;
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

    /// <summary>20250303T080000Z: a stamp without marks.</summary>
    private static int ReadBasic(Pieces pieces, int at, Speech speech)
    {
        if (
            !pieces.IsDigits(at, 8, 8)
            || !pieces.StartsItem(at)
            || pieces.Span(at + 1) is not "T"
            || !(pieces.IsDigits(at + 2, 4, 4) || pieces.IsDigits(at + 2, 6, 6))
            || pieces.Value(at) / 100 % 100 is 0 or > 12
            || pieces.Value(at) % 100 is 0 or > 31
        )
            return at;
        var time = pieces.Span(at + 2);
        var hour = NumberWords.Cardinal(time[..2]);
        var minute = time[2..4];
        speech.Say(
            pieces.Range(at, at + 1),
            Months.MonthName(pieces.Value(at) / 100 % 100)
                + " "
                + NumberWords.Ordinal(pieces.Value(at) % 100)
                + " "
                + NumberWords.Year(pieces.Span(at)[..4]),
            Kind
        );
        speech.Say(
            pieces.Range(at + 1, at + 3),
            "at "
                + hour
                + (
                    minute is "00" ? " hundred"
                    : minute[0] == '0' ? " oh " + NumberWords.Cardinal(minute[1..])
                    : " " + NumberWords.Cardinal(minute)
                ),
            Kind
        );
        return Times.SayOffset(pieces, at + 3, speech);
    }

    /// <summary>2026-W48, 2026-W48-4: year, week and day.</summary>
    private static int ReadWeek(Pieces pieces, int at, Speech speech)
    {
        if (
            !pieces.IsDigits(at, 4, 4)
            || !pieces.StartsItem(at)
            || !pieces.Is(at + 1, '-')
            || pieces.Span(at + 2) is not "W"
            || !pieces.IsDigits(at + 3, 2, 2)
            || pieces.Value(at + 3) is 0 or > 53
            || pieces.IsLetters(at + 4)
        )
            return at;
        var day = pieces.Is(at + 4, '-') && pieces.IsDigits(at + 5, 1, 1);
        speech.Say(
            pieces.Range(at, day ? at + 6 : at + 4),
            NumberWords.Year(pieces.Span(at))
                + " week "
                + NumberWords.Cardinal(pieces.Value(at + 3))
                + (day ? " day " + NumberWords.Cardinal(pieces.Value(at + 5)) : ""),
            Kind
        );
        return day ? at + 6 : at + 4;
    }

    /// <summary>T10:30:00Z of a timestamp: at ten thirty UTC. Seconds are said where there are any.</summary>
    private static int ReadClock(Pieces pieces, int at, Speech speech)
    {
        var end = Times.SayClock(pieces, at, at + 1, speech);
        if (pieces.IsAny(end, ".,") && pieces.IsDigits(end + 1))
            end += 2;
        return Times.SayOffset(pieces, end, speech);
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
        word |= pieces.Lower(cue) is "of" or "re" && day > 12;
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
