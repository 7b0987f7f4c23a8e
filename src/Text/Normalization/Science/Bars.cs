using VoiceSmith.Text.Normalization.Scanning;

namespace VoiceSmith.Text.Normalization.Science;

/// <summary>Bars in plain-text maths: |x|, ‖v‖, P(A|B), {x | x &gt; 0}.</summary>
internal static class Bars
{
    private const string Kind = "math";
    private const int Reach = 24;

    /// <summary>An opening bar, its partner, or a bar that parts.</summary>
    public static int Read(Pieces pieces, int at, Speech speech)
    {
        var width = Width(pieces, at);
        if (width == 0)
            return at;
        if (speech.IsHidden(at))
        {
            speech.Hide(pieces.Range(at, at + width));
            return at + width;
        }
        if (Parting(pieces, at) is { } words)
        {
            speech.Say(pieces.Range(at, at + 1), words, Kind);
            return at + 1;
        }
        if (!Opens(pieces, at, width) || Close(pieces, at, width) is not (> 0 and var close))
            return at;
        var norm = width == 2 || pieces.Is(at, '‖');
        speech.Say(pieces.Range(at, at + width), norm ? "the norm of" : "the absolute value of", Kind);
        speech.HideLater(close);
        return at + width;
    }

    /// <summary>Pieces of a bar: two for ||, none for another sign.</summary>
    private static int Width(Pieces pieces, int at) =>
        pieces.Is(at, '‖') ? 1
        : !pieces.Is(at, '|') ? 0
        : pieces.Is(at + 1, '|') ? 2
        : 1;

    private static bool Opens(Pieces pieces, int at, int width)
    {
        if (pieces.Is(at + width, '-') && !pieces.IsLetters(at + width + 1) && !pieces.IsDigits(at + width + 1))
            return false;
        var before = pieces[at - 1].Kind;
        return (before is PieceKind.None or PieceKind.Space or PieceKind.Digits || pieces.IsAny(at - 1, "=(+-*/,[{$"))
            && (
                pieces.IsLetters(at + width) || pieces.IsDigits(at + width) || pieces.IsAny(at + width, "-(√∇")
            );
    }

    /// <summary>The bar that closes, with nothing but maths before it; −1 where there is none.</summary>
    private static int Close(Pieces pieces, int at, int width)
    {
        for (var i = at + width; i < at + Reach && pieces[i].Kind != PieceKind.None; i++)
        {
            if (Width(pieces, i) == width && pieces.Is(i, pieces.Text[pieces[at].Start]))
                return
                    i > at + width
                    && !pieces.IsSpace(i - 1)
                    && !pieces.IsLetters(i + width)
                    && !pieces.IsDigits(i + width)
                    && !pieces.Is(i + width, '|')
                    ? i
                    : -1;
            if (
                (pieces.IsLetters(i) && pieces.Length(i) > 2 && !Maths.IsFunction(pieces.String(i)))
                || (pieces.IsSpace(i) && pieces.Span(i).Contains('\n'))
                || Width(pieces, i) > 0
            )
                return -1;
        }
        return -1;
    }

    /// <summary>The x &gt; 0 of a set's rule.</summary>
    private static bool HasCondition(Pieces pieces, int at)
    {
        for (var i = at + 1; i < at + Reach && !pieces.Is(i, '}'); i++)
            if (pieces.IsAny(i, "<>=≤≥≠∈"))
                return true;
        return false;
    }

    /// <summary>P(A|B): given; {x | x &gt; 0}: such that. null elsewhere.</summary>
    private static string? Parting(Pieces pieces, int at)
    {
        for (var i = at - 1; i > at - Reach && pieces[i].Kind != PieceKind.None; i--)
        {
            if (pieces.IsAny(i, ")}|") || (pieces.IsLetters(i) && pieces.Length(i) > 3))
                return null;
            if (pieces.Is(i, '{'))
                return pieces.IsSpace(at - 1) && pieces.IsSpace(at + 1) && i < at - 1 && HasCondition(pieces, at)
                    ? "such that"
                    : null;
            if (pieces.Is(i, '('))
                return pieces.Span(i - 1) is "P" or "Pr" or "p" or "E" or "Var" or "H" && i < at - 1 ? "given" : null;
        }
        return null;
    }
}
