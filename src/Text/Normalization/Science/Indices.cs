using VoiceSmith.Text.Normalization.Scanning;

namespace VoiceSmith.Text.Normalization.Science;

/// <summary>Indices above or below a sign: ³√8, log₂ 8, ∫₀¹, lim_{x→0}, x̄.</summary>
internal static class Indices
{
    private const string Kind = "math";

    /// <summary>³√8, ⁴√16: the index of a root.</summary>
    public static int ReadRoot(Pieces pieces, int at, Speech speech)
    {
        if (pieces.Is(at, '∫'))
            return ReadIntegral(pieces, at, speech);
        if (!pieces.Is(at + 1, '√') || Maths.Raised(pieces, at) is not { } index)
            return at;
        var words = index switch
        {
            '2' => "square",
            '3' => "cube",
            _ => NumberWords.Ordinal(index.ToString()),
        };
        speech.Say(pieces.Range(at, at + 2), words + " root of", Kind);
        return at + 2;
    }

    /// <summary>∫₀¹: the limits of an integral.</summary>
    private static int ReadIntegral(Pieces pieces, int at, Speech speech)
    {
        var low = Lowered(pieces, at + 1);
        var high = low is null ? null : pieces.Is(at + 2, '∞') ? '∞' : Maths.Raised(pieces, at + 2);
        if (low is not { } from || high is not { } to)
            return at;
        speech.Say(
            pieces.Range(at, at + 3),
            "integral from "
                + NumberWords.Cardinal(from.ToString())
                + " to "
                + (to == '∞' ? "infinity" : NumberWords.Cardinal(to.ToString()))
                + " of",
            Kind
        );
        return at + 3;
    }

    /// <summary>log_2(8), log₂ 8, lim_{x→0}, sum_{i=1}^n: what stands below a name.</summary>
    public static int ReadSubscripted(Pieces pieces, int at, Speech speech)
    {
        if (pieces.Length(at) is < 3 or > 4)
            return at;
        var low = pieces.Is(at + 1, '_');
        if (pieces.Span(at) is "log")
        {
            var from = low ? at + 2 : at + 1;
            var braced = low && pieces.Is(from, '{');
            var (end, digits) = (braced ? from + 1 : from, "");
            if (low && pieces.IsDigits(end, 1, 3))
                digits = pieces.String(end++);
            else
                while (digits.Length < 3 && Lowered(pieces, end) is not null)
                    digits += pieces.IsDigits(end) ? pieces.String(end++) : Lowered(pieces, end++);
            var letter = low && digits.Length == 0 && Derivatives.IsVariableName(pieces, end);
            if (digits.Length == 0 && !letter)
                return at;
            var after = braced ? end + (letter ? 2 : 1) : end + (letter ? 1 : 0);
            if (braced && !pieces.Is(after - 1, '}'))
                return at;
            speech.Say(pieces.Range(at, at + 1), "log base", Kind);
            if (letter)
                speech.Spell(pieces.Range(from, after), pieces.String(end));
            else
                speech.Say(pieces.Range(from, after), NumberWords.Cardinal(digits), Kind);
            speech.Say(pieces.Range(after, after), "of", Kind);
            if (pieces.Is(after, '(') && Maths.Close(pieces, after) is var close and > 0)
            {
                speech.HideLater(close);
                speech.Hide(pieces.Range(after, after + 1));
                return after + 1;
            }
            return after;
        }
        if (!low || !pieces.Is(at + 2, '{') || pieces.Span(at) is not ("lim" or "sum" or "prod" or "max" or "min"))
            return at;
        const int Reach = 16;
        var brace = at + 3;
        while (brace < at + Reach && !pieces.Is(brace, '}') && pieces[brace].Kind != PieceKind.None)
            brace++;
        if (!pieces.Is(brace, '}') || !Derivatives.IsVariableName(pieces, at + 3))
            return at;
        var limit = pieces.Span(at) is "lim";
        speech.Say(
            pieces.Range(at, at + 3),
            pieces.Span(at) switch
            {
                "lim" => "the limit as",
                "sum" => "the sum over",
                "prod" => "the product over",
                "max" => "the maximum over",
                _ => "the minimum over",
            },
            Kind
        );
        speech.Spell(pieces.Range(at + 3, at + 4), pieces.String(at + 3));
        var arrow = pieces.SkipSpace(at + 4);
        if (!limit || !(pieces.IsAny(arrow, "→⟶") || (pieces.Is(arrow, '-') && pieces.Is(arrow + 1, '>'))))
        {
            speech.HideLater(brace);
            return at + 4;
        }
        var value = pieces.Is(arrow, '-') ? arrow + 2 : arrow + 1;
        speech.Say(pieces.Range(arrow, value), "approaches", Kind);
        value = pieces.SkipSpace(value);
        var simple =
            pieces.IsDigits(value) || Derivatives.IsVariableName(pieces, value) || pieces.Is(value, '∞');
        if (brace != value + 1 || !simple)
            return value;
        if (pieces.IsLetters(value))
            speech.Spell(pieces.Range(value, brace), pieces.String(value));
        else
            speech.Say(
                pieces.Range(value, brace),
                pieces.IsDigits(value) ? NumberWords.Cardinal(pieces.Span(value)) : "infinity",
                Kind
            );
        speech.Say(pieces.Range(brace, brace + 1), "of", Kind);
        return brace + 1;
    }

    private static char? Lowered(Pieces pieces, int at) =>
        pieces.TypedAt(at) is >= '₀' and <= '₉' and var digit ? (char)('0' + digit - '₀') : null;

    /// <summary>x̄, ŷ: a letter with a sign of statistics on it.</summary>
    public static int ReadAccented(Pieces pieces, int at, Speech speech)
    {
        var (letter, words) = pieces.Span(at) switch
        {
            [var plain, '\u0304' or '\u0305'] => (plain, "bar"),
            [var plain, '\u0302'] => (plain, "hat"),
            [var plain, '\u0307'] => (plain, "dot"),
            "ȳ" => ('y', "bar"),
            "ŷ" => ('y', "hat"),
            "ẑ" => ('z', "hat"),
            "ẋ" => ('x', "dot"),
            "ẏ" => ('y', "dot"),
            _ => (' ', ""),
        };
        if (!"xypzqtβθμσ".Contains(letter, StringComparison.Ordinal))
            return at;
        Derivatives.Letter(pieces.Range(at, at + 1), letter.ToString(), speech);
        speech.Say(pieces.Range(at, at + 1), words, Kind);
        return at + 1;
    }
}
