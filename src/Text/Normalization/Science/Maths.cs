using VoiceSmith.Text.Normalization.Scanning;

namespace VoiceSmith.Text.Normalization.Science;

/// <summary>Signs of arithmetic between operands: minus in an equation, times, divided by, powers, comparisons.</summary>
internal static class Maths
{
    private const string Kind = "math";

    /// <summary>One operator, where what stands around it makes it one.</summary>
    public static int ReadOperator(Pieces pieces, int at, Speech speech)
    {
        var sign = pieces.Text[pieces[at].Start];
        var words = sign switch
        {
            '-' when pieces.InEquation(at) && IsOperandBefore(pieces, at) && IsOperandAfter(pieces, at) => "minus",
            '*' or '·' or '⋅' when IsSpaced(pieces, at) && IsOperandBefore(pieces, at) && IsOperandAfter(pieces, at) => "times",
            '*' or '·' or '⋅' when pieces.InEquation(at) && IsOperandBefore(pieces, at) && IsOperandAfter(pieces, at) =>
                "times",
            '/' or '∕' when (IsSpaced(pieces, at) && pieces.IsDigits(at + 2))
                || (pieces.InEquation(at) && IsOperandBefore(pieces, at) && IsOperandAfter(pieces, at)) => "divided by",
            '<' when IsComparison(pieces, at) => pieces.Is(at + 1, '=') ? "is less than or equal to" : "is less than",
            '>' when IsComparison(pieces, at) => pieces.Is(at + 1, '=') ? "is greater than or equal to" : "is greater than",
            '!' when pieces.Is(at + 1, '=') && IsOperandBefore(pieces, at) && IsOperandAfter(pieces, at + 1) =>
                "is not equal to",
            _ => null,
        };
        if (words is not null)
        {
            var end = pieces.Is(at + 1, '=') ? at + 2 : at + 1;
            speech.Say(pieces.Range(at, end), words, Kind);
            return end;
        }
        return ReadPower(pieces, at, sign, speech);
    }

    /// <summary>10^6, x², 10⁶.</summary>
    private static int ReadPower(Pieces pieces, int at, char sign, Speech speech)
    {
        var glued = pieces.IsLetters(at - 1) || pieces.IsDigits(at - 1) || pieces.IsAny(at - 1, ")]");
        if (!glued)
            return at;
        if (sign == '^')
        {
            var minus = pieces.Is(at + 1, '-');
            var exponent = minus ? at + 2 : at + 1;
            if (pieces.IsDigits(exponent, 1, 6))
                return Power(pieces, at, exponent + 1, minus, pieces.String(exponent), speech);
            if (pieces.IsLetters(exponent) && pieces.Length(exponent) == 1)
            {
                speech.Say(pieces.Range(at, exponent), minus ? "to the power of minus" : "to the power of", Kind);
                return exponent;
            }
            return at;
        }
        var i = at;
        var negative = pieces.Is(i, '⁻');
        if (negative)
            i++;
        var digits = "";
        while (digits.Length < 6 && pieces[i].Kind == PieceKind.Symbol
            && "⁰¹²³⁴⁵⁶⁷⁸⁹".IndexOf(pieces.Text[pieces[i].Start], StringComparison.Ordinal) is var digit and >= 0)
        {
            digits += (char)('0' + digit);
            i++;
        }
        var signed = !negative && pieces.IsAny(i, "⁺⁻");
        return signed || (negative && digits.Length == 0) ? Charge(pieces, at, signed ? i + 1 : i, digits, speech)
            : digits.Length > 0 ? Power(pieces, at, i, negative, digits, speech) : at;
    }

    /// <summary>The ³⁺ of an ion: three plus.</summary>
    private static int Charge(Pieces pieces, int at, int end, string digits, Speech speech)
    {
        speech.Say(pieces.Range(at, end), (digits.Length > 0 ? NumberWords.Cardinal(digits) + " " : "") + (pieces.Is(end - 1, '⁻') ? "minus" : "plus"),
            "chemistry");
        return end;
    }

    private static int Power(Pieces pieces, int at, int end, bool negative, string exponent, Speech speech)
    {
        var words = (negative, exponent) switch
        {
            (false, "2") => "squared",
            (false, "3") => "cubed",
            _ => "to the power of " + (negative ? "minus " : "") + NumberWords.Cardinal(exponent),
        };
        speech.Say(pieces.Range(at, end), words, Kind);
        return end;
    }

    private static bool IsComparison(Pieces pieces, int at) =>
        IsOperandBefore(pieces, at) && IsOperandAfter(pieces, pieces.Is(at + 1, '=') ? at + 1 : at)
            && (pieces.IsSpace(at - 1) || pieces.IsDigits(at - 1));

    private static bool IsSpaced(Pieces pieces, int at) => pieces.IsSpace(at - 1) && pieces.IsSpace(at + 1);

    private static bool IsOperandBefore(Pieces pieces, int at)
    {
        var i = pieces.IsSpace(at - 1) ? at - 2 : at - 1;
        return pieces.IsDigits(i) || IsVariable(pieces, i) || pieces.IsAny(i, ")]²³°%");
    }

    private static bool IsOperandAfter(Pieces pieces, int at)
    {
        var i = pieces.SkipSpace(at + 1);
        return pieces.IsDigits(i) || IsVariable(pieces, i) || pieces.IsAny(i, "([√-.$");
    }

    /// <summary>A letter or two, or a function's name.</summary>
    private static bool IsVariable(Pieces pieces, int at) => pieces.IsLetters(at) && pieces.Length(at) <= 3;
}
