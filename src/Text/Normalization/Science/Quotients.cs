using VoiceSmith.Text.Normalization.Scanning;

namespace VoiceSmith.Text.Normalization.Science;

/// <summary>Quotients with a variable: 1/x, x/2, 1/(n+1), (x-1)/(x+1).</summary>
internal static class Quotients
{
    private const string Kind = "math";

    /// <summary>1/x, x/2, 2x/3, 1/(x+1): a quotient of numbers and a letter that is a variable by custom.</summary>
    public static int Read(Pieces pieces, int at, Speech speech)
    {
        if (pieces.Length(at) > 1 && pieces.IsLetters(at))
            return at;
        if (!pieces.StartsItem(at) || pieces.IsAny(at - 1, "/-.'@#$£€_") || !TryFactor(pieces, at, out var stroke))
            return at;
        if (!pieces.Is(stroke, '/'))
            return at;
        var end = stroke + 1;
        var bracket = pieces.Is(end, '(') && Maths.Close(pieces, end) is var close && close > end + 1
            && (pieces.InEquation(at) || HasVariable(pieces, end, close));
        if (!bracket && !TryFactor(pieces, end, out end))
            return at;
        var letters = (IsCustomary(pieces, stroke - 1) ? 1 : 0) + (bracket || IsCustomary(pieces, end - 1) ? 1 : 0);
        if (
            letters == 0
            || (letters == 2 && !bracket && !pieces.InEquation(at))
            || (pieces.IsDigits(stroke - 1) && pieces.Length(stroke - 1) > 3)
            || (!bracket && (pieces.IsLetters(end) || pieces.IsDigits(end) || pieces.IsAny(end, "/_-'")))
        )
            return at;
        for (var i = at; i < stroke; i++)
            if (pieces.IsDigits(i))
                speech.Say(pieces.Range(i, i + 1), NumberWords.Cardinal(pieces.Span(i)), Kind);
            else
                speech.Spell(pieces.Range(i, i + 1), pieces.String(i));
        speech.Say(pieces.Range(stroke, stroke + 1), "over", Kind);
        return stroke + 1;
    }

    /// <summary>A number, a letter or both: 2, x, 2x.</summary>
    private static bool TryFactor(Pieces pieces, int at, out int end)
    {
        end = pieces.IsDigits(at, 1, 6) ? at + 1 : at;
        if (IsCustomary(pieces, end))
            end++;
        return end > at;
    }

    /// <summary>True where a variable stands between two pieces, and no word.</summary>
    public static bool HasVariable(Pieces pieces, int from, int to)
    {
        var found = false;
        for (var i = from; i < to; i++)
            if (IsCustomary(pieces, i))
                found = true;
            else if (pieces.IsLetters(i) && pieces.Length(i) > 2 && !Maths.IsFunction(pieces.String(i)))
                return false;
        return found;
    }

    /// <summary>A letter that stands for a number by custom.</summary>
    public static bool IsCustomary(Pieces pieces, int at) =>
        pieces.IsLetters(at)
        && pieces.Span(at) is "x" or "y" or "z" or "n" or "k" or "t" or "r" or "p" or "q" or "N" or "T";

    /// <summary>The x-1 of (x-1)/(x+1) and 2(n-1).</summary>
    public static bool IsBracketed(Pieces pieces, int at) =>
        IsCustomary(pieces, at)
        && pieces.Is(at - 1, '(')
        && pieces.Is(at + 1, '-')
        && (pieces.IsDigits(at + 2, 1, 3) || IsCustomary(pieces, at + 2))
        && pieces.Is(at + 3, ')')
        && (
            pieces.IsAny(at - 2, "/^*)×")
            || pieces.IsAny(at + 4, "/^*(²³!")
            || pieces.IsDigits(at - 2)
            || IsCustomary(pieces, at - 2)
        );
}
