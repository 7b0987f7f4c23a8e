using System.Collections.Frozen;
using VoiceSmith.Text.Normalization.Scanning;

namespace VoiceSmith.Text.Normalization.Science;

/// <summary>
/// Signs of arithmetic in plain text: minus, times, divided by, powers, comparisons, arrows, f(x), f'(2).
/// </summary>
internal static class Maths
{
    private const string Kind = "math";

    /// <summary>Signs of several characters, the longest first.</summary>
    private static readonly (string Sign, string Words)[] Compound =
    [
        ("<->", "to and from"),
        ("<=>", "is equivalent to"),
        ("===", "equals"),
        ("!==", "not equal to"),
        ("+/-", "plus or minus"),
        ("->", "to"),
        ("=>", "gives"),
        ("<-", "from"),
        ("==", "equals"),
        (":=", "is defined as"),
        ("~=", "is approximately"),
        ("&&", "and"),
        ("||", "or"),
        ("+-", "plus or minus"),
    ];

    /// <summary>Letters that name functions, and nothing that brackets enlarge upon.</summary>
    private static readonly FrozenSet<string> Functions = new[]
    {
        "f", "g", "h", "F", "G", "H", "O", "P", "Pr", "Var", "Cov", "sin", "cos", "tan", "log", "ln", "exp", "max",
        "min", "det", "dim", "gcd", "lcm", "sqrt",
    }.ToFrozenSet();

    /// <summary>One operator, where what stands around it makes it one.</summary>
    public static int ReadOperator(Pieces pieces, int at, Speech speech)
    {
        if (ReadCompound(pieces, at, speech) is var afterSign && afterSign > at)
            return afterSign;
        var sign = pieces.Text[pieces[at].Start];
        if (sign == '!' && IsNot(pieces, at))
        {
            speech.Say(pieces.Range(at, at + 1), "not", Kind);
            return at + 1;
        }
        if (sign is '<' or '>' or '!')
            return ReadComparison(pieces, at, sign, speech);
        var words = sign switch
        {
            '-' when pieces.TypedAt(at) == '\u2212' && !pieces.IsDigits(at + 1) && IsOperandAfter(pieces, at) =>
                "minus",
            '-'
                when (pieces.InEquation(at) || pieces.TypedAt(at) == '\u2212')
                    && IsOperandBefore(pieces, at)
                    && IsOperandAfter(pieces, at) => "minus",
            '*' or '·' or '⋅' when IsSpaced(pieces, at) && IsOperandBefore(pieces, at) && IsOperandAfter(pieces, at) =>
                "times",
            '*' when pieces.IsDigits(at - 1) && pieces.IsDigits(at + 1) && !(at == 1 && pieces.EndsText(at + 2)) =>
                "times",
            '*' or '·' or '⋅' when pieces.InEquation(at) && IsOperandBefore(pieces, at) && IsOperandAfter(pieces, at) =>
                "times",
            '/' or '∕' when IsOver(pieces, at) || pieces.Is(at + 1, '∂') => "over",
            '/'
            or '∕'
                when (IsSpaced(pieces, at) && pieces.IsDigits(at + 2))
                    || (pieces.InEquation(at) && IsOperandBefore(pieces, at) && IsOperandAfter(pieces, at)) =>
                "divided by",
            '→' or '⟶' when speech.Last?.Class == "chemistry" => "yields",
            _ => null,
        };
        if (words is null)
            return ReadPower(pieces, at, sign, speech);
        speech.Say(pieces.Range(at, at + 1), words, Kind);
        return at + 1;
    }

    /// <summary>The x of 5 x 3 = 15.</summary>
    public static int ReadTimes(Pieces pieces, int at, Speech speech)
    {
        if (
            pieces.Span(at) is not ("x" or "X")
            || !pieces.InEquation(at)
            || !IsSpaced(pieces, at)
            || !(pieces.IsDigits(at - 2) || pieces.IsAny(at - 2, ")"))
            || !(pieces.IsDigits(at + 2) || pieces.IsAny(at + 2, "("))
        )
            return at;
        speech.Say(pieces.Range(at, at + 1), "times", Kind);
        return at + 1;
    }

    /// <summary>The f of f(x), f'(2), O(n log n): "f of". Brackets are not said.</summary>
    public static int ReadFunction(Pieces pieces, int at, Speech speech)
    {
        if (!pieces.StartsItem(at) || pieces.IsAny(at - 1, "-./_@$#") || pieces.Length(at) > 4)
            return at;
        var primes = at + 1;
        while (pieces.Is(primes, '\'') && primes < at + 4)
            primes++;
        if (!pieces.Is(primes, '(') || (primes > at + 1 && pieces.Length(at) > 1))
            return at;
        var close = Close(pieces, primes);
        var variable =
            pieces.Length(at) == 1
            && close == primes + 2
            && pieces.IsLetters(primes + 1)
            && pieces.Length(primes + 1) == 1
            && pieces.InEquation(at);
        if (
            close < 0
            || close == primes + 1
            || !(variable || (Functions.Contains(pieces.String(at)) && IsMathematical(pieces, at, primes + 1, close)))
        )
            return at;
        if (pieces.Length(at) == 1)
            speech.Spell(pieces.Range(at, at + 1), pieces.String(at));
        else
            speech.Say(pieces.Range(at, at + 1), NameOf(pieces.String(at)), Kind);
        if (primes > at + 1)
            speech.Say(pieces.Range(at + 1, primes), primes > at + 2 ? "double prime" : "prime", Kind);
        speech.Say(pieces.Range(primes, primes + 1), "of", Kind);
        speech.HideLater(close);
        return primes + 1;
    }

    /// <summary>The digit of a raised digit; null for other signs.</summary>
    public static char? Raised(Pieces pieces, int at) =>
        pieces[at].Kind == PieceKind.Symbol
        && "⁰¹²³⁴⁵⁶⁷⁸⁹".IndexOf(pieces.Text[pieces[at].Start], StringComparison.Ordinal) is var digit and >= 0
            ? (char)('0' + digit)
            : null;

    private static string NameOf(string function) =>
        function switch
        {
            "Pr" => "probability",
            "Var" => "variance",
            "Cov" => "covariance",
            "sin" => "sine",
            "cos" => "cosine",
            "tan" => "tangent",
            "ln" => "natural log",
            "exp" => "exponential",
            "max" => "maximum",
            "min" => "minimum",
            "det" => "determinant",
            "dim" => "dimension",
            "gcd" => "greatest common divisor",
            "lcm" => "least common multiple",
            "sqrt" => "square root",
            var other => other,
        };

    /// <summary>The bracket that closes the one at a piece, near by; −1 where there is none.</summary>
    private static int Close(Pieces pieces, int open)
    {
        const int Reach = 24;
        for (var (i, depth) = (open, 0); i < open + Reach && pieces[i].Kind != PieceKind.None; i++)
        {
            depth +=
                pieces.Is(i, '(') ? 1
                : pieces.Is(i, ')') ? -1
                : 0;
            if (depth == 0)
                return i;
        }
        return -1;
    }

    /// <summary>Variables, numbers and names of functions: no words.</summary>
    private static bool IsMathematical(Pieces pieces, int at, int from, int to)
    {
        for (var i = from; i < to; i++)
            if (pieces.IsLetters(i) && pieces.Length(i) > 2 && !Functions.Contains(pieces.String(i)))
                return false;
        return pieces.Length(at) > 1
            || pieces.InEquation(at)
            || pieces.Span(at) is "f" or "g" or "h" or "O" or "P" or "F" or "G" or "H";
    }

    /// <summary>-&gt;, ==, +/-, **: signs that belong together.</summary>
    private static int ReadCompound(Pieces pieces, int at, Speech speech)
    {
        if (pieces[at + 1].Kind != PieceKind.Symbol || pieces.Text[pieces[at].Start] >= 128)
            return at;
        if (
            pieces.Is(at, '*')
            && pieces.Is(at + 1, '*')
            && pieces.IsSpace(at - 1)
            && IsOperandBefore(pieces, at)
            && pieces.IsSpace(at + 2)
            && pieces.IsDigits(at + 3)
        )
            return ReadExponent(pieces, at, at + 3, speech);
        if (pieces.Is(at, '*') && pieces.Is(at + 1, '*'))
            return
                pieces.IsDigits(at - 1)
                || pieces.IsAny(at - 1, ")]")
                || (pieces.IsLetters(at - 1) && pieces.IsDigits(at + 2) && !pieces.Is(at + 3, '*'))
                ? ReadExponent(pieces, at, at + 2, speech)
                : at;
        var rest = pieces.Text.AsSpan(pieces[at].Start);
        foreach (var (sign, words) in Compound)
            if (rest.StartsWith(sign, StringComparison.Ordinal) && !IsPartOfRow(pieces, at, sign))
            {
                speech.Say(pieces.Range(at, at + sign.Length), words, Kind);
                return at + sign.Length;
            }
        return at;
    }

    /// <summary>
    /// A longer row of the same signs is a rule or an emphasis; "-&gt;" needs air or a word around it.
    /// </summary>
    private static bool IsPartOfRow(Pieces pieces, int at, string sign) =>
        pieces.Is(at + sign.Length, sign[^1])
        || pieces.Is(at - 1, sign[0])
        || (
            sign is "==" or "||"
            && !(pieces.IsSpace(at - 1) && pieces.IsSpace(at + 2))
            && !(IsOperandBefore(pieces, at) && IsOperandAfter(pieces, at + 1))
        )
        || (sign == "+-" && !pieces.IsDigits(at + 2))
        || (sign == "<-" && pieces.IsDigits(at + 2));

    /// <summary>The ! of !ready, where code stands before it: a &amp;&amp; !b, if (!done), return !x.</summary>
    private static bool IsNot(Pieces pieces, int at) =>
        pieces.IsLetters(at + 1)
        && (
            pieces.IsAny(at - 1, "&|=")
            || (
                pieces.Is(at - 1, '(')
                && (pieces.IsLetters(at - 2) || (pieces.IsSpace(at - 2) && pieces.Lower(at - 3) is "if" or "while"))
            )
            || (
                pieces.IsSpace(at - 1)
                && (pieces.IsAny(at - 2, "&|=?:") || pieces.Lower(at - 2) is "return" or "if" or "while")
            )
        );

    /// <summary>5 &gt; 3, x &lt;= 5, Python &gt;=3.10, != 5.</summary>
    private static int ReadComparison(Pieces pieces, int at, char sign, Speech speech)
    {
        var equal = pieces.Is(at + 1, '=');
        var end = equal ? at + 2 : at + 1;
        if ((sign == '!' && !equal) || !IsOperandAfter(pieces, end - 1))
            return at;
        var between = IsOperandBefore(pieces, at) && (pieces.IsSpace(at - 1) || pieces.IsDigits(at - 1) || equal);
        var after = pieces.SkipSpace(end);
        var alone =
            (at == 0 || pieces.IsSpace(at - 1) || pieces.IsAny(at - 1, ",(\"/") || equal)
            && (pieces.IsDigits(after) || pieces.IsAny(after, "$£€-."))
            && !(
                sign == '<' && !equal && pieces.Span(end) is "3" && !pieces.Is(at - 1, ',') && !pieces.IsDigits(end + 2)
            );
        if (!between && !alone)
            return at;
        var words = (sign, equal) switch
        {
            ('<', true) => "less than or equal to",
            ('<', false) => "less than",
            ('>', true) => "greater than or equal to",
            ('>', false) => "greater than",
            _ => "not equal to",
        };
        speech.Say(pieces.Range(at, end), (between ? "is " : "") + words, Kind);
        return end;
    }

    /// <summary>10^6, x², 10⁶.</summary>
    private static int ReadPower(Pieces pieces, int at, char sign, Speech speech)
    {
        var glued = pieces.IsLetters(at - 1) || pieces.IsDigits(at - 1) || pieces.IsAny(at - 1, ")]");
        if (!glued)
            return at;
        if (sign == '^')
            return ReadExponent(pieces, at, at + 1, speech);
        var i = at;
        var negative = pieces.Is(i, '⁻');
        if (negative)
            i++;
        var digits = "";
        while (digits.Length < 6 && Raised(pieces, i) is { } digit)
        {
            digits += digit;
            i++;
        }
        var signed = !negative && pieces.IsAny(i, "⁺⁻");
        return signed || (negative && digits.Length == 0) ? Charge(pieces, at, signed ? i + 1 : i, digits, speech)
            : digits.Length > 0 ? Power(pieces, at, i, negative, digits, speech)
            : at;
    }

    /// <summary>The exponent behind ^ or **: digits, a letter, (n+1), {n}; a second ^ closes it as in x^2^.</summary>
    private static int ReadExponent(Pieces pieces, int at, int from, Speech speech)
    {
        var minus = pieces.Is(from, '-');
        var exponent = minus ? from + 1 : from;
        if (pieces.IsDigits(exponent, 1, 6))
        {
            var end = Power(pieces, at, exponent + 1, minus, pieces.String(exponent), speech);
            if (!pieces.Is(end, '^') || !pieces.Is(at, '^'))
                return end;
            speech.Silent(pieces.Range(end, end + 1), "");
            return end + 1;
        }
        if ((pieces.IsLetters(exponent) && pieces.Length(exponent) == 1) || pieces.IsAny(exponent, "({"))
        {
            speech.Say(pieces.Range(at, exponent), minus ? "to the power of minus" : "to the power of", Kind);
            return exponent;
        }
        return at;
    }

    /// <summary>The ³⁺ of an ion: three plus.</summary>
    private static int Charge(Pieces pieces, int at, int end, string digits, Speech speech)
    {
        speech.Say(
            pieces.Range(at, end),
            (digits.Length > 0 ? NumberWords.Cardinal(digits) + " " : "")
                + (pieces.Is(end - 1, '⁻') ? "minus" : "plus"),
            "chemistry"
        );
        return end;
    }

    private static int Power(Pieces pieces, int at, int end, bool negative, string exponent, Speech speech)
    {
        speech.Say(pieces.Range(at, end), PowerWords(negative, exponent), Kind);
        return end;
    }

    /// <summary>"squared", "to the power of minus four".</summary>
    public static string PowerWords(bool negative, string exponent) =>
        (negative, exponent) switch
        {
            (false, "2") => "squared",
            (false, "3") => "cubed",
            _ => "to the power of " + (negative ? "minus " : "") + NumberWords.Cardinal(exponent),
        };

    /// <summary>π/4, x/2 in an equation: a letter over a number.</summary>
    private static bool IsOver(Pieces pieces, int at)
    {
        var greek = IsGreek(pieces, at - 1) || IsGreek(pieces, at + 1);
        var operands =
            (pieces.IsDigits(at - 1) || IsVariable(pieces, at - 1) || pieces.Is(at - 1, ')'))
            && (pieces.IsDigits(at + 1) || IsVariable(pieces, at + 1) || pieces.Is(at + 1, '('));
        return operands && (greek || (pieces.InEquation(at) && !(pieces.IsDigits(at - 1) && pieces.IsDigits(at + 1))));
    }

    private static bool IsGreek(Pieces pieces, int at) =>
        pieces.IsLetters(at) && pieces.Span(at)[^1] is >= 'Α' and <= 'ω';

    private static bool IsSpaced(Pieces pieces, int at) => pieces.IsSpace(at - 1) && pieces.IsSpace(at + 1);

    private static bool IsOperandBefore(Pieces pieces, int at)
    {
        var i = pieces.IsSpace(at - 1) ? at - 2 : at - 1;
        return pieces.IsDigits(i) || IsVariable(pieces, i) || pieces.IsAny(i, ")]²³°%");
    }

    private static bool IsOperandAfter(Pieces pieces, int at)
    {
        var i = pieces.SkipSpace(at + 1);
        return pieces.IsDigits(i) || IsVariable(pieces, i) || pieces.IsAny(i, "([√-.$£€∞");
    }

    /// <summary>A letter or two, or a function's name.</summary>
    private static bool IsVariable(Pieces pieces, int at) => pieces.IsLetters(at) && pieces.Length(at) <= 3;
}
