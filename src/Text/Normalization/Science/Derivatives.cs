using VoiceSmith.Text.Normalization.Scanning;

namespace VoiceSmith.Text.Normalization.Science;

/// <summary>Derivatives: dy/dx, d²y/dx², ∂f/∂x.</summary>
internal static class Derivatives
{
    private const string Kind = "math";

    /// <summary>dy/dx, d²y/dx², d/dt, ∂f/∂x, ∂²u/∂t².</summary>
    public static int Read(Pieces pieces, int at, Speech speech)
    {
        if (pieces.Length(at) > 2 || (!pieces.StartsItem(at) && !pieces.IsDigits(at - 1)))
            return at;
        if (!TryDifferential(pieces, at, isTop: true, out var stroke) || !pieces.IsAny(stroke, "/∕"))
            return at;
        if (!TryDifferential(pieces, stroke + 1, isTop: false, out var end))
            return at;
        SayDifferential(pieces, at, stroke, speech);
        speech.Say(pieces.Range(stroke, stroke + 1), "over", Kind);
        SayDifferential(pieces, stroke + 1, end, speech);
        return end;
    }

    /// <summary>dy, d²y, d, ∂f, dx², ∂x∂y: what stands on one side of a derivative's stroke.</summary>
    private static bool TryDifferential(Pieces pieces, int at, bool isTop, out int end)
    {
        end = at;
        var partial = pieces.Is(at, '∂');
        if (!partial && !(pieces.IsLetters(at) && pieces.Span(at)[0] == 'd'))
            return false;
        if (isTop)
        {
            end = at + 1;
            if (partial || pieces.Length(at) == 1)
            {
                end = SkipPower(pieces, end);
                if (IsVariableName(pieces, end))
                    end++;
                return true;
            }
            return pieces.Length(at) == 2;
        }
        while (pieces.Is(end, '∂') && IsVariableName(pieces, end + 1))
            end = SkipPower(pieces, end + 2);
        if (!partial && pieces.Length(at) == 2)
            end = SkipPower(pieces, at + 1);
        return end > at && !pieces.IsLetters(end) && !pieces.IsDigits(end) && !pieces.IsAny(end, "/_-");
    }

    /// <summary>True for a letter on its own.</summary>
    public static bool IsVariableName(Pieces pieces, int at) => pieces.IsLetters(at) && pieces.Length(at) == 1;

    private static int SkipPower(Pieces pieces, int at) =>
        Maths.Raised(pieces, at) is not null ? at + 1
        : pieces.Is(at, '^') && pieces.IsDigits(at + 1, 1, 1) ? at + 2
        : at;

    private static void SayDifferential(Pieces pieces, int at, int end, Speech speech)
    {
        for (var i = at; i < end; i++)
        {
            var span = pieces.Range(i, i + 1);
            if (pieces.Is(i, '∂'))
                speech.Say(span, "partial", Kind);
            else if (pieces.IsLetters(i))
                foreach (var letter in pieces.String(i))
                    Letter(span, letter.ToString(), speech);
            else if (Maths.Raised(pieces, i) is { } digit)
                speech.Say(span, Maths.PowerWords(negative: false, digit.ToString()), Kind);
            else if (pieces.IsDigits(i))
                speech.Say(pieces.Range(i - 1, i + 1), Maths.PowerWords(negative: false, pieces.String(i)), Kind);
        }
    }

    /// <summary>A letter by its name.</summary>
    public static void Letter(TextSpan span, string letter, Speech speech)
    {
        if (letter[0] < 128)
            speech.Spell(span, letter);
        else
            Wording.Scripts.Read(span, letter, speech);
    }
}
