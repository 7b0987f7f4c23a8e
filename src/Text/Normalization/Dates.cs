using System.Collections.Frozen;

namespace VoiceSmith.Text.Normalization;

/// <summary>Dates in all common orders, decades and eras.</summary>
internal static class Dates
{
    private const string Kind = "date";

    private static readonly string[] MonthNames =
    [
        "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
    ];

    private static readonly FrozenDictionary<string, int> Months = MonthNames
        .SelectMany((name, i) => new[] { (name, i), (name[..3], i) }).Append(("sept", 8))
        .DistinctBy(month => month.Item1).ToFrozenDictionary(month => month.Item1, month => month.Item2 + 1);

    private static readonly FrozenDictionary<string, string> Weekdays = new Dictionary<string, string>
    {
        ["mon"] = "Monday", ["tu"] = "Tuesday", ["tue"] = "Tuesday", ["tues"] = "Tuesday", ["wed"] = "Wednesday", ["th"] = "Thursday", ["thu"] = "Thursday",
        ["thur"] = "Thursday", ["thurs"] = "Thursday", ["fri"] = "Friday", ["sat"] = "Saturday", ["sun"] = "Sunday",
    }.ToFrozenDictionary();

    /// <summary>July 25, 2012; Jul 25th; July 2012; Jan-15-2020.</summary>
    public static int ReadMonthFirst(Pieces pieces, int at, Speech speech)
    {
        if (!TryMonth(pieces, at, out var month, out var i))
            return at;
        if (pieces.IsAny(i, "-–") && char.IsUpper(pieces.Text[pieces[at].Start]) && TryMonth(pieces, i + 1, out var lastMonth, out var end) && char.IsUpper(pieces.Text[pieces[i + 1].Start]))
        {
            Month(pieces, at, i, month, speech);
            speech.Say(pieces.Range(i, i + 1), "to", Kind);
            Month(pieces, i + 1, end, lastMonth, speech);
            return end;
        }
        var separator = pieces.Is(i, '-') ? i + 1 : pieces.IsSpace(i) ? i + 1 : i;
        if (separator == i && !pieces.Is(i - 1, '.'))
            return at;
        if (TryYear(pieces, separator, out var afterYear))
        {
            Month(pieces, at, separator, month, speech);
            speech.Say(pieces.Range(separator, afterYear), NumberWords.Year(pieces.Span(separator)), Kind);
            return Era(pieces, afterYear, speech);
        }
        if (!TryDay(pieces, separator, out var day, out var afterDay) || ContinuesNumber(pieces, afterDay))
            return at;
        if (pieces.Span(at) is "may" or "march" && pieces.IsDigits(afterDay - 1) && pieces.IsSpace(afterDay) && (Numbers.IsPluralNoun(pieces, afterDay + 1) || pieces.IsWord(afterDay + 1, "times")))
            return at;
        Month(pieces, at, separator, month, speech);
        speech.Say(pieces.Range(separator, afterDay), NumberWords.Ordinal(day), Kind);
        if (!pieces.Is(i, '-') && pieces.IsAny(afterDay, "-–") && TryDay(pieces, afterDay + 1, out var lastDay, out var afterDays) && lastDay > day && !ContinuesNumber(pieces, afterDays))
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
        if (!pieces.StartsItem(at) || !TryDay(pieces, at, out var day, out var i))
            return at;
        var dashed = pieces.Is(i, '-');
        if (!dashed && !pieces.IsSpace(i))
            return at;
        var next = i + 1;
        if (pieces.IsWord(next, "of") && pieces.IsSpace(next + 1))
            next += 2;
        if (!TryMonth(pieces, next, out var month, out var end) || (next == i + 1 && IsVerb(pieces, next, end)))
            return at;
        var span = pieces.Range(at, i);
        speech.Say(span, (AfterThe(pieces, at) ? "" : "the ") + NumberWords.Ordinal(day) + " of", Kind);
        Month(pieces, next, end, month, speech);
        return YearAfter(pieces, end, speech, dashed);
    }

    /// <summary>11/17/05, 2016-11-03, 15.01.2020: month first unless it cannot be.</summary>
    public static int ReadNumeric(Pieces pieces, int at, Speech speech)
    {
        if (!pieces.StartsItem(at) || !pieces.IsAny(at + 1, "/-.") || !pieces.IsDigits(at + 2, 1, 2) || !pieces.IsDigits(at + 4)
            || pieces.Text[pieces[at + 1].Start] != pieces.Text[pieces[at + 3].Start] || pieces[at + 3].Kind != PieceKind.Symbol)
            return at;
        var end = at + 5;
        if (pieces.IsLetters(end) || (pieces.IsAny(end, "/-.,:") && pieces.IsDigits(end + 1)) || (pieces.IsAny(at - 1, "/-.:") && pieces.IsDigits(at - 2)))
            return at;
        var yearFirst = pieces.IsDigits(at, 4, 4) && pieces.IsDigits(at + 4, 1, 2);
        var yearLast = pieces.IsDigits(at, 1, 2) && (pieces.IsDigits(at + 4, 4, 4) || pieces.IsDigits(at + 4, 2, 2));
        if (!yearFirst && !yearLast)
            return at;
        var year = yearFirst ? at : at + 4;
        var (first, second) = yearFirst ? (pieces.Value(at + 2), pieces.Value(at + 4)) : (pieces.Value(at), pieces.Value(at + 2));
        var dayFirst = first > 12;
        var (month, day) = dayFirst ? (second, first) : (first, second);
        if (month is < 1 or > 12 || day is < 1 or > 31)
            return at;
        var yearWords = pieces.IsDigits(year, 4, 4) ? NumberWords.Year(pieces.Span(year)) : ShortYear(pieces.Span(year));
        var date = dayFirst
            ? (AfterThe(pieces, at) ? "" : "the ") + NumberWords.Ordinal(day) + " of " + MonthNames[month - 1]
            : MonthNames[month - 1] + " " + NumberWords.Ordinal(day);
        speech.Say(pieces.Range(at, end), date + " " + yearWords, Kind);
        return end;
    }

    /// <summary>1980s, '80s, 1960s-80s.</summary>
    public static int ReadDecade(Pieces pieces, int at, Speech speech)
    {
        var i = pieces.Is(at, '\'') ? at + 1 : at;
        if (!pieces.StartsItem(at) || !IsDecade(pieces, i))
            return IsClippedYear(pieces, at) ? Clipped(pieces, at, speech) : at;
        speech.Say(pieces.Range(at, i + 2), NumberWords.Decade(pieces.Span(i)), Kind);
        i += 2;
        if (pieces.IsAny(i, "-–"))
        {
            var second = pieces.Is(i + 1, '\'') ? i + 2 : i + 1;
            if (IsDecade(pieces, second))
            {
                speech.Say(pieces.Range(i, i + 1), "to", Kind);
                speech.Say(pieces.Range(i + 1, second + 2), NumberWords.Decade(pieces.Span(second)), Kind);
                return second + 2;
            }
        }
        return i;
    }

    /// <summary>'69 for a year: two digits that no quotation encloses.</summary>
    private static bool IsClippedYear(Pieces pieces, int at) =>
        pieces.Is(at, '\'') && pieces.StartsItem(at) && pieces.IsDigits(at + 1, 2, 2) && !pieces.IsLetters(at + 2) && !pieces.Is(at + 2, '\'') && !ContinuesNumber(pieces, at + 2);

    private static int Clipped(Pieces pieces, int at, Speech speech)
    {
        speech.Say(pieces.Range(at, at + 2), ShortYear(pieces.Span(at + 1)), Kind);
        return at + 2;
    }

    /// <summary>2/22 as a date where a word before or a time after says so: on 2/22, Tu (2/22), 2/22 at 5 pm.</summary>
    public static int ReadSlashed(Pieces pieces, int at, Speech speech)
    {
        if (!pieces.StartsItem(at) || !pieces.IsDigits(at, 1, 2) || !pieces.Is(at + 1, '/') || !pieces.IsDigits(at + 2, 1, 2) || pieces.IsLetters(at + 3)
            || (pieces.IsAny(at + 3, "/-.") && pieces.IsDigits(at + 4)) || pieces.Value(at) is < 1 or > 12 || pieces.Value(at + 2) is < 1 or > 31)
            return at;
        var cue = at - 1;
        while (pieces.IsSpace(cue) || pieces.IsAny(cue, "(,."))
            cue--;
        var weekday = Weekdays.ContainsKey(pieces.Lower(cue));
        var word = pieces.Lower(cue) is "on" or "by" or "until" or "till" or "since" or "before" or "after" or "from" or "dated" or "due" or "starting" or "through";
        var hour = pieces.IsSpace(at + 3) && pieces.IsWord(at + 4, "at") && pieces.IsSpace(at + 5) && pieces.IsDigits(at + 6);
        if (!weekday && !word && !hour)
            return at;
        speech.Say(pieces.Range(at, at + 3), MonthNames[pieces.Value(at) - 1] + " " + NumberWords.Ordinal(pieces.Value(at + 2)), Kind);
        return at + 3;
    }

    /// <summary>Mon., Tues, Sat, where a date or time follows.</summary>
    public static int ReadWeekday(Pieces pieces, int at, Speech speech)
    {
        if (!pieces.StartsItem(at) || !char.IsUpper(pieces.Text[pieces[at].Start]) || !Weekdays.TryGetValue(pieces.Lower(at), out var day))
            return at;
        var point = pieces.Is(at + 1, '.');
        var next = point ? at + 2 : at + 1;
        var i = next;
        for (var marks = 0; marks < 3 && (pieces.IsSpace(i) || pieces.IsAny(i, ",(")); marks++)
            i++;
        var goesOn = point && pieces.IsSpace(next) && pieces.IsLetters(next + 1) && char.IsLower(pieces.Text[pieces[next + 1].Start]);
        if (pieces.IsAny(next, "-–") && Weekdays.TryGetValue(pieces.Lower(next + 1), out var last) && char.IsUpper(pieces.Text[pieces[next + 1].Start]))
        {
            speech.Say(pieces.Range(at, next), day, Kind);
            speech.Say(pieces.Range(next, next + 1), "to", Kind);
            speech.Say(pieces.Range(next + 1, next + 2), last, Kind);
            return next + 2;
        }
        if (i == next || !(goesOn || pieces.IsDigits(i) || TryMonth(pieces, i, out _, out _) || (point && i + 1 < pieces.End && pieces.IsAny(i - 1, ","))))
            return at;
        speech.Say(pieces.Range(at, next), day, Kind);
        return next;
    }

    /// <summary>44 BC, 150 A.D., AD 70.</summary>
    public static int ReadYearOfEra(Pieces pieces, int at, Speech speech)
    {
        if (!pieces.StartsItem(at) || !pieces.IsDigits(at, 1, 4) || pieces.IsAny(at - 1, "-/.,:"))
            return at;
        var after = EraEnd(pieces, at + 1, out _) > at + 1;
        var before = pieces.IsSpace(at - 1) && pieces.String(at - 2) is "AD" && !pieces.IsLetters(at + 1) && !ContinuesNumber(pieces, at + 1);
        if (!after && !before)
            return at;
        var digits = pieces.Span(at);
        var words = digits.Length == 4 ? NumberWords.Year(digits) : digits.Length == 3 && digits[1..] is not "00" && digits[0] != '0' ? NumberWords.Name(digits) : NumberWords.Cardinal(digits);
        speech.Say(pieces.Range(at, at + 1), words, Kind);
        return Era(pieces, at + 1, speech);
    }

    /// <summary>A month's number, from its name or abbreviation, and the piece after it and its point.</summary>
    public static bool TryMonth(Pieces pieces, int at, out int month, out int next)
    {
        month = 0;
        next = at + 1;
        if (!pieces.IsLetters(at) || !pieces.StartsItem(at) || !Months.TryGetValue(pieces.Lower(at), out month))
            return false;
        if (pieces.Is(next, '.') && pieces[at].End - pieces[at].Start <= 4 && !pieces.IsWord(at, "may") && !pieces.IsWord(at, "june") && !pieces.IsWord(at, "july"))
            next++;
        return true;
    }

    /// <summary>The name of a month, 1 to 12.</summary>
    public static string MonthName(int month) => MonthNames[month - 1];

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

    private static void Month(Pieces pieces, int at, int end, int month, Speech speech) =>
        speech.Say(pieces.Range(at, pieces.IsSpace(end - 1) ? end - 1 : end), MonthNames[month - 1], Kind);

    /// <summary>Four digits from 1000 to 2999 that no number or unit continues.</summary>
    private static bool TryYear(Pieces pieces, int at, out int next)
    {
        next = at + 1;
        return pieces.IsDigits(at, 4, 4) && pieces.Span(at)[0] is '1' or '2' && pieces.IsDigits(at, 4, 4)
            && !pieces.IsLetters(next) && !ContinuesNumber(pieces, next);
    }

    private static bool ContinuesNumber(Pieces pieces, int next) => pieces.IsAny(next, ".,:/") && pieces.IsDigits(next + 1);

    private static int YearAfter(Pieces pieces, int at, Speech speech, bool dashed)
    {
        var comma = pieces.Is(at, ',');
        var i = comma ? at + 1 : at;
        if (dashed && !comma && pieces.Is(i, '-') && pieces.IsDigits(i + 1, 2, 2) && !pieces.IsLetters(i + 2))
        {
            speech.Say(pieces.Range(i, i + 2), ShortYear(pieces.Span(i + 1)), Kind);
            return i + 2;
        }
        var year = (dashed && pieces.Is(i, '-')) || pieces.IsSpace(i) ? i + 1 : comma ? i : -1;
        if (year < 0 || !TryYear(pieces, year, out var end))
            return at;
        if (comma)
            speech.Mark(pieces.Range(at, i), ",");
        speech.Say(pieces.Range(dashed && !comma ? i : year, end), NumberWords.Year(pieces.Span(year)), Kind);
        return Era(pieces, end, speech);
    }

    /// <summary>AD, BC, A.D., B.C. after a year.</summary>
    private static int Era(Pieces pieces, int at, Speech speech)
    {
        var end = EraEnd(pieces, at, out var era);
        if (end > at)
            speech.Spell(pieces.Range(pieces.SkipSpace(at), end), era);
        return end;
    }

    /// <summary>The piece after an era; where it begins if there is none.</summary>
    private static int EraEnd(Pieces pieces, int at, out string era)
    {
        era = "";
        var i = pieces.SkipSpace(at);
        if (i == at || !pieces.IsLetters(i))
            return at;
        var dotted = pieces.Is(i + 1, '.') && pieces[i].End - pieces[i].Start == 1;
        var second = dotted ? pieces.SkipSpace(i + 2) : i;
        var letters = dotted && pieces[second].End - pieces[second].Start == 1 ? pieces.String(i) + pieces.Lower(second) : pieces.String(i);
        era = letters.ToUpperInvariant();
        if (era is not ("AD" or "BC" or "CE" or "BCE") || (!dotted && char.IsLower(letters[0])))
            return at;
        return dotted && pieces.Is(second + 1, '.') ? second + 2 : second + 1;
    }

    private static string ShortYear(ReadOnlySpan<char> digits) =>
        digits[0] == '0' ? NumberWords.Digits(digits) : NumberWords.Cardinal(digits);

    private static bool IsDecade(Pieces pieces, int at) =>
        (pieces.IsDigits(at, 4, 4) || pieces.IsDigits(at, 2, 2)) && pieces.Span(at)[^1] == '0' && pieces.Span(at)[0] is not '0'
        && pieces.IsWord(at + 1, "s") && pieces.Text[pieces[at + 1].Start] == 's';

    /// <summary>"may" and "march" after a number are mostly verbs unless a year or the end follows.</summary>
    private static bool IsVerb(Pieces pieces, int at, int next)
    {
        var word = pieces.Span(at);
        if (word is not ("may" or "march" or "mar"))
            return false;
        return pieces.IsSpace(next) && pieces.IsLetters(next + 1) && !pieces.IsDigits(next + 1);
    }

    private static bool AfterThe(Pieces pieces, int at) => pieces.IsSpace(at - 1) && pieces.IsWord(at - 2, "the");
}
