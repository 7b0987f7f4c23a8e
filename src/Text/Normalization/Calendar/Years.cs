using VoiceSmith.Text.Normalization.Amounts;
using VoiceSmith.Text.Normalization.Scanning;

namespace VoiceSmith.Text.Normalization.Calendar;

/// <summary>Years, decades and eras.</summary>
internal static class Years
{
    private const string Kind = "date";

    /// <summary>1980s, '80s, 1960s-80s.</summary>
    public static int ReadDecade(Pieces pieces, int at, Speech speech)
    {
        var i = pieces.Is(at, '\'') ? at + 1 : at;
        if (!pieces.StartsItem(at) || !IsDecade(pieces, i) || Units.IsAfterMinutes(pieces, i))
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
        pieces.Is(at, '\'')
        && pieces.StartsItem(at)
        && pieces.IsDigits(at + 1, 2, 2)
        && !pieces.IsLetters(at + 2)
        && !pieces.Is(at + 2, '\'')
        && !ContinuesNumber(pieces, at + 2);

    private static int Clipped(Pieces pieces, int at, Speech speech)
    {
        var digits = pieces.Span(at + 1);
        speech.Say(
            pieces.Range(at, at + 2),
            digits[0] == '0' ? "oh " + NumberWords.Digits(digits[1..]) : ShortYear(digits),
            Kind
        );
        return at + 2;
    }

    /// <summary>44 BC, 150 A.D., AD 70.</summary>
    public static int ReadYearOfEra(Pieces pieces, int at, Speech speech)
    {
        if (!pieces.StartsItem(at) || !pieces.IsDigits(at, 1, 4) || pieces.IsAny(at - 1, "-/.,:"))
            return at;
        var after = EraEnd(pieces, at + 1, out _) > at + 1;
        var before =
            pieces.IsSpace(at - 1)
            && pieces.String(at - 2) is "AD"
            && !pieces.IsLetters(at + 1)
            && !ContinuesNumber(pieces, at + 1);
        if (!after && !before)
            return at;
        var digits = pieces.Span(at);
        var words =
            digits.Length == 4 ? NumberWords.Year(digits)
            : digits.Length == 3 && digits[1..] is not "00" && digits[0] != '0' ? NumberWords.Name(digits)
            : NumberWords.Cardinal(digits);
        speech.Say(pieces.Range(at, at + 1), words, Kind);
        return Era(pieces, at + 1, speech);
    }

    /// <summary>Four digits from 1000 to 2999 that no number or unit continues.</summary>
    public static bool TryYear(Pieces pieces, int at, out int next)
    {
        next = at + 1;
        return pieces.IsDigits(at, 4, 4)
            && pieces.Span(at)[0] is '1' or '2'
            && pieces.IsDigits(at, 4, 4)
            && !pieces.IsLetters(next)
            && !ContinuesNumber(pieces, next);
    }

    public static bool ContinuesNumber(Pieces pieces, int next) =>
        pieces.IsAny(next, ".,:/") && pieces.IsDigits(next + 1);

    /// <summary>AD, BC, A.D., B.C. after a year.</summary>
    public static int Era(Pieces pieces, int at, Speech speech)
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
        var dotted = pieces.Is(i + 1, '.') && pieces.Length(i) == 1;
        var second = dotted ? pieces.SkipSpace(i + 2) : i;
        var letters = dotted && pieces.Length(second) == 1 ? pieces.String(i) + pieces.Lower(second) : pieces.String(i);
        era = letters.ToUpperInvariant();
        if (era is not ("AD" or "BC" or "CE" or "BCE") || (!dotted && char.IsLower(letters[0])))
            return at;
        return dotted && pieces.Is(second + 1, '.') ? second + 2 : second + 1;
    }

    /// <summary>The last two digits of a year: 98 → ninety eight, 05 → zero five.</summary>
    public static string ShortYear(ReadOnlySpan<char> digits) =>
        digits[0] == '0' ? NumberWords.Digits(digits) : NumberWords.Cardinal(digits);

    private static bool IsDecade(Pieces pieces, int at) =>
        (pieces.IsDigits(at, 4, 4) || pieces.IsDigits(at, 2, 2))
        && pieces.Span(at)[^1] == '0'
        && pieces.Span(at)[0] is not '0'
        && pieces.IsWord(at + 1, "s")
        && pieces.Text[pieces[at + 1].Start] == 's';
}
