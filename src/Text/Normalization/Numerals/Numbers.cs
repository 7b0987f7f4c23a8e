using VoiceSmith.Text.Normalization.Scanning;

namespace VoiceSmith.Text.Normalization.Numerals;

/// <summary>Ordinals, decimals and plain numbers.</summary>
internal static class Numbers
{
    /// <summary>21st, 1,000th. A wrong ending is read as letters: 3th → three th.</summary>
    public static int ReadOrdinal(Pieces pieces, int at, Speech speech)
    {
        if (!pieces.IsDigits(at) || !pieces.StartsItem(at) || !Quantity.TryRead(pieces, at, out var number)
            || number.Decimals is not null)
            return at;
        var ending = pieces.Lower(number.Next);
        if (ending is not ("st" or "nd" or "rd" or "th"))
            return at;
        var digits = number.Whole;
        if (IsOrdinal(digits, ending))
        {
            speech.Say(pieces.Range(at, number.Next + 1), NumberWords.Ordinal(digits), "ordinal");
            return number.Next + 1;
        }
        speech.Say(pieces.Range(at, number.Next), digits.Length > 2 ? NumberWords.Digits(digits)
            : NumberWords.Cardinal(digits), "cardinal");
        speech.Word(pieces.Range(number.Next, number.Next + 1), pieces.String(number.Next), "ordinal");
        return number.Next + 1;
    }

    /// <summary>1.5e-3, 6E+23 → six times ten to the power of twenty three.</summary>
    public static int ReadScientific(Pieces pieces, int at, Speech speech)
    {
        if (!pieces.StartsItem(at) || !Quantity.TryRead(pieces, at, out var number) || pieces.Lower(number.Next) is not "e")
            return at;
        var signed = pieces.IsAny(number.Next + 1, "-+");
        var exponent = signed ? number.Next + 2 : number.Next + 1;
        if ((!signed && number.Decimals is null) || !pieces.IsDigits(exponent, 1, 3) || pieces.IsLetters(exponent + 1)
            || (pieces.IsAny(exponent + 1, "-.") && pieces.IsDigits(exponent + 2)))
            return at;
        var power = (pieces.Is(number.Next + 1, '-') ? "minus " : "") + NumberWords.Cardinal(pieces.Value(exponent));
        speech.Say(pieces.Range(at, number.Next), number.Words(), "math");
        speech.Say(pieces.Range(number.Next, exponent + 1), "times ten to the power of " + power, "math");
        return exponent + 1;
    }

    /// <summary>12, -5, 13,000, 2.50, 0.1 billion, versions such as 1.2.3.</summary>
    public static int Read(Pieces pieces, int at, Speech speech)
    {
        if (ReadDotted(pieces, at, speech) is var afterDots && afterDots > at)
            return afterDots;
        if (!Quantity.TryRead(pieces, at, out var number))
            return at;
        var scale = Scales.TryRead(pieces, number.Next, money: false, out _);
        var span = pieces.Range(at, number.Next);
        var counts = number.Whole.Length is 5 or 6 && pieces.IsSpace(number.Next) && IsPluralNoun(pieces, number.Next + 1);
        if (number is { Negative: false, Decimals: null, Grouped: false, Whole.Length: 3 } && IsNamed(pieces, at)
            && number.Whole[0] != '0' && number.Whole[1..] is not "00")
            speech.Say(span, NumberWords.Name(number.Whole), "cardinal");
        else if (scale is null && !counts && number is { Decimals: null, Grouped: false })
            speech.Say(span, (number.Negative ? "minus " : "") + NumberWords.Bare(number.Whole), "cardinal");
        else
            speech.Say(span, number.Words(), number.Decimals is null ? "cardinal" : "decimal");
        return number.Next;
    }

    /// <summary>Numbers that are names: Boeing 747, Route 101, Room 237.</summary>
    private static bool IsNamed(Pieces pieces, int at) => pieces.IsSpace(at - 1)
        && pieces.Lower(at - 2) is "boeing" or "airbus" or "flight" or "route" or "highway" or "hwy" or "interstate"
            or "room" or "rm" && !pieces.IsLetters(at + 1);

    /// <summary>Whether a word looks like a noun in the plural, in small letters: something that a number counts.</summary>
    public static bool IsPluralNoun(Pieces pieces, int at)
    {
        var word = pieces.Span(at);
        if (!pieces.IsLetters(at) || word.Length < 4 || !char.IsAsciiLetterLower(word[0]) || pieces.Is(at + 1, '\''))
            return false;
        return word is "people" or "children" or "women" or "feet" or "percent" or "fish" or "sheep" or "teeth" or "mice"
            or "dollars"
            || (word[^1] == 's' && word[^2] is not 's' and not 'u' and not 'i'
                && word is not ("this" or "was" or "does" or "goes" or "says" or "always" or "times" or "plus" or "minus"
                or "yes"));
    }

    /// <summary>1.2.3 → one point two point three.</summary>
    private static int ReadDotted(Pieces pieces, int at, Speech speech)
    {
        if (!pieces.IsDigits(at) || !pieces.Is(at + 1, '.') || !pieces.IsDigits(at + 2) || !pieces.Is(at + 3, '.')
            || !pieces.IsDigits(at + 4))
            return at;
        var groups = at;
        while (pieces.Is(groups + 1, '.') && pieces.IsDigits(groups + 2, 3, 3) && groups < at + 20)
            groups += 2;
        if (groups >= at + 4 && pieces.IsDigits(at, 1, 3) && !(pieces.Is(groups + 1, '.') && pieces.IsDigits(groups + 2)))
        {
            speech.Say(pieces.Range(at, groups + 1),
                NumberWords.Cardinal(pieces.Text[pieces[at].Start..pieces[groups].End].Replace(".", "",
                StringComparison.Ordinal)), "cardinal");
            return groups + 1;
        }
        var i = at;
        while (true)
        {
            speech.Say(pieces.Range(i, i + 1), NumberWords.Serial(pieces.Span(i)), "serial");
            if (!pieces.Is(i + 1, '.') || !pieces.IsDigits(i + 2))
                return i + 1;
            speech.Say(pieces.Range(i + 1, i + 2), "point", "serial");
            i += 2;
        }
    }

    /// <summary>Whether an ending is the right one for a number: 21 and st.</summary>
    public static bool IsOrdinal(string digits, string ending) =>
        digits.Length > 0 && char.IsAsciiDigit(digits[0]) && (digits[0] != '0' || digits.Length == 1)
            && ending.Equals(Ending(digits), StringComparison.OrdinalIgnoreCase);

    private static string Ending(string digits)
    {
        var teen = digits.Length > 1 && digits[^2] == '1';
        return digits[^1] switch { '1' when !teen => "st", '2' when !teen => "nd", '3' when !teen => "rd", _ => "th" };
    }
}
