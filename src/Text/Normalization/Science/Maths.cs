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
        ("-->", "to"),
        ("<--", "from"),
        ("<->", "to and from"),
        ("-=", "minus equals"),
        ("*=", "times equals"),
        ("<=>", "is equivalent to"),
        ("===", "equals"),
        ("!==", "not equal to"),
        ("+/-", "plus or minus"),
        ("->", "to"),
        ("=>", "to"),
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
        if (sign is '<' or '>' or '!' && !IsFactorial(pieces, at))
            return ReadComparison(pieces, at, sign, speech);
        var words = sign switch
        {
            '-' when pieces.TypedAt(at) == '\u2212' && !pieces.IsDigits(at + 1) && IsOperandAfter(pieces, at) =>
                "minus",
            '-'
                when (pieces.InEquation(at) || pieces.TypedAt(at) == '\u2212')
                    && IsOperandBefore(pieces, at)
                    && IsOperandAfter(pieces, at)
                    && !IsHyphen(pieces, at) => "minus",
            '-' when IsSign(pieces, at) || IsInBars(pieces, at, speech) => "minus",
            '-' when Quotients.IsBracketed(pieces, at - 1) => "minus",
            '!' when IsFactorial(pieces, at) => "factorial",
            '%' when IsSpaced(pieces, at) && pieces.IsDigits(at + 2) => "mod",
            '·' or '×' when pieces.Is(at - 1, '∇') => sign == '·' ? "dot" : "cross",
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
        if (IsBetweenSides(pieces, at, speech))
        {
            speech.Say(pieces.Range(at, at + 1), "by", "measure");
            return at + 1;
        }
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

    /// <summary>The x of 2" x 4" and 10m x 5m: sides, each with its unit.</summary>
    private static bool IsBetweenSides(Pieces pieces, int at, Speech speech)
    {
        if (pieces.Span(at) is not ("x" or "X") || !pieces.IsDigits(pieces.SkipSpace(at + 1)))
            return false;
        var before = pieces.IsSpace(at - 1) ? at - 2 : at - 1;
        return speech.Last is { Class: "measure", Kind: SpokenTokenKind.Word } last
            && last.Source.End == pieces[before].End;
    }

    /// <summary>The f of f(x), f'(2), O(n log n): "f of". Brackets are not said.</summary>
    public static int ReadFunction(Pieces pieces, int at, Speech speech)
    {
        if (!pieces.StartsItem(at) || pieces.IsAny(at - 1, "-./_@$#") || pieces.Length(at) > 4)
            return at;
        var primes = at + 1;
        while (pieces.Is(primes, '\'') && primes < at + 4)
            primes++;
        if (primes > at + 1 && pieces.Length(at) > 1)
            return at;
        if (!pieces.Is(primes, '('))
            return ReadPrimes(pieces, at, primes, speech);
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
            speech.Say(pieces.Range(at + 1, primes), PrimeWords(primes - at - 1), Kind);
        speech.Say(pieces.Range(primes, primes + 1), "of", Kind);
        speech.HideLater(close);
        return primes + 1;
    }

    /// <summary>y' + 2y = 0: the strokes of a derivative in an equation.</summary>
    private static int ReadPrimes(Pieces pieces, int at, int end, Speech speech)
    {
        if (
            end == at + 1
            || !pieces.InEquation(at)
            || !(pieces[end].Kind is PieceKind.None or PieceKind.Space || pieces.IsAny(end, "+-=),.*/^"))
        )
            return at;
        speech.Spell(pieces.Range(at, at + 1), pieces.String(at));
        speech.Say(pieces.Range(at + 1, end), PrimeWords(end - at - 1), Kind);
        return end;
    }

    private static string PrimeWords(int strokes) =>
        strokes switch
        {
            1 => "prime",
            2 => "double prime",
            _ => "triple prime",
        };

    /// <summary>The − of x = −y: a sign before a letter, behind another sign.</summary>
    private static bool IsSign(Pieces pieces, int at)
    {
        var before = pieces.IsSpace(at - 1) ? at - 2 : at - 1;
        return pieces.IsLetters(at + 1)
            && pieces.Length(at + 1) <= 2
            && (
                (pieces.IsAny(before, "=≈≠≤≥") && pieces.IsSpace(before - 1))
                || (pieces.IsAny(at - 1, "{(^") && pieces.Is(at - 2, '^'))
            );
    }

    /// <summary>The hyphen of top-k=50.</summary>
    private static bool IsHyphen(Pieces pieces, int at) =>
        pieces.TypedAt(at) == '-'
        && (
            pieces.IsLetters(at - 1) && pieces.Length(at - 1) > 1
            || pieces.IsLetters(at + 1) && pieces.Length(at + 1) > 1
        );

    /// <summary>|a - b|: between the bars of an absolute value.</summary>
    private static bool IsInBars(Pieces pieces, int at, Speech speech)
    {
        const int Reach = 12;
        if (!IsOperandBefore(pieces, at) || !IsOperandAfter(pieces, at))
            return false;
        for (var i = at + 1; i < at + Reach; i++)
            if (pieces.IsAny(i, "|‖"))
                return speech.IsHidden(i);
        return false;
    }

    /// <summary>n! and 5! = 120, but not "x = 5!" at the end of a sentence.</summary>
    private static bool IsFactorial(Pieces pieces, int at)
    {
        if (!pieces.IsDigits(at - 1, 1, 3) && !Quotients.IsCustomary(pieces, at - 1) && !pieces.Is(at - 1, ')'))
            return false;
        var next = pieces.SkipSpace(at + 1);
        return pieces.IsAny(next, "=/*+×·≈(")
            ? pieces.InEquation(at) || pieces.IsAny(next, "/×(") || pieces.IsLetters(at - 1)
            : pieces.Span(at - 1) is "n"
                && !pieces.IsLetters(at - 2)
                && !pieces.Is(at - 2, '\'')
                && !pieces.Is(at + 1, '!')
                || (pieces.InEquation(at) && pieces.IsAny(next, ")-") && !pieces.Is(at - 1, ')'));
    }

    /// <summary>The digit of a raised digit; null for other signs.</summary>
    public static char? Raised(Pieces pieces, int at) =>
        pieces[at].Kind == PieceKind.Symbol
        && "⁰¹²³⁴⁵⁶⁷⁸⁹".IndexOf(pieces.Text[pieces[at].Start], StringComparison.Ordinal) is var digit and >= 0
            ? (char)('0' + digit)
            : null;

    /// <summary>True for f, sin, log.</summary>
    public static bool IsFunction(string name) => Functions.Contains(name);

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
    public static int Close(Pieces pieces, int open)
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
                speech.Say(
                    pieces.Range(at, at + sign.Length),
                    sign is "->" or "=>" ? ArrowWords(pieces, at, words, speech) : words,
                    Kind
                );
                return at + sign.Length;
            }
        return at;
    }

    /// <summary>
    /// p-&gt;next and (x) =&gt; x have an arrow, H2 + O2 -&gt; H2O yields, A =&gt; B implies, 2 + 2 =&gt; 4 gives.
    /// </summary>
    private static string ArrowWords(Pieces pieces, int at, string words, Speech speech)
    {
        if (speech.Last?.Class == "chemistry")
            return "yields";
        if (pieces.IsLetters(at - 1) && pieces.IsLetters(at + 2))
            return "arrow";
        var before = pieces.IsSpace(at - 1) ? at - 2 : at - 1;
        if (pieces.Is(before, ')'))
            return "arrow";
        if (pieces.Is(at, '-'))
            return words;
        return pieces.IsLetters(before) && pieces.Length(before) == 1 ? "implies"
            : pieces.IsDigits(before) && pieces.IsDigits(pieces.SkipSpace(at + 2)) ? "gives"
            : words;
    }

    /// <summary>
    /// A longer row of the same signs is a rule or an emphasis; "-&gt;" needs air or a word around it.
    /// </summary>
    private static bool IsPartOfRow(Pieces pieces, int at, string sign) =>
        pieces.Is(at + sign.Length, sign[^1])
        || pieces.Is(at - 1, sign[0])
        || (
            sign is "==" or "||"
            && !(sign is "==" && pieces.IsLetters(at - 1) && pieces.IsDigits(at + 2))
            && !(pieces.IsSpace(at - 1) && pieces.IsSpace(at + 2))
            && !(IsOperandBefore(pieces, at) && IsOperandAfter(pieces, at + 1))
        )
        || (sign == "+-" && !pieces.IsDigits(at + 2))
        || (sign is "-=" or "*=" && !pieces.IsSpace(at - 1))
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
        if (
            negative
            && digits == "1"
            && pieces.Span(at - 1) is "f" or "g" or "h" or "sin" or "cos" or "tan" or "A" or "B" or "M" or "X"
        )
        {
            speech.Say(pieces.Range(at, i), "inverse", Kind);
            return i;
        }
        return signed || (negative && digits.Length == 0) ? Charge(pieces, at, signed ? i + 1 : i, digits, speech)
            : digits.Length > 0 ? Power(pieces, at, i, negative, digits, speech)
            : at;
    }

    /// <summary>The exponent behind ^ or **: digits, a letter, (n+1), {n}; a second ^ closes it as in x^2^.</summary>
    private static int ReadExponent(Pieces pieces, int at, int from, Speech speech)
    {
        var minus = pieces.Is(from, '-');
        var exponent = minus ? from + 1 : from;
        if (
            pieces.IsDigits(exponent, 1, 6)
            && pieces.Is(exponent + 1, '.')
            && pieces.IsDigits(exponent + 2)
            && Quantity.TryRead(pieces, exponent, out var broken)
        )
        {
            speech.Say(
                pieces.Range(at, broken.Next),
                (minus ? "to the power of minus " : "to the power of ") + broken.Words(),
                Kind
            );
            return broken.Next;
        }
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
        if (pieces.Is(at - 1, ')') && (pieces.IsDigits(at + 1, 1, 3) || pieces.Is(at + 1, '(')))
        {
            const int Reach = 12;
            for (var i = at - 2; i > at - Reach; i--)
                if (pieces.Is(i, '('))
                    return Quotients.HasVariable(pieces, i, at);
        }
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
        return pieces.IsDigits(i) || IsVariable(pieces, i) || pieces.IsAny(i, ")]²³°%|‖");
    }

    private static bool IsOperandAfter(Pieces pieces, int at)
    {
        var i = pieces.SkipSpace(at + 1);
        return pieces.IsDigits(i) || IsVariable(pieces, i) || pieces.IsAny(i, "([√-.$£€∞");
    }

    /// <summary>A letter or two, or a function's name; "As" is a word.</summary>
    private static bool IsVariable(Pieces pieces, int at) =>
        pieces.IsLetters(at)
        && pieces.Length(at) <= 3
        && !(pieces.Span(at) is [>= 'A' and <= 'Z', >= 'a' and <= 'z', ..]);
}
