using VoiceSmith.Text.Normalization.Scanning;

namespace VoiceSmith.Text.Normalization.Signs;

/// <summary>[a link](https://example.com): only its words are said.</summary>
internal static class Links
{
    private const int MostPieces = 80;

    /// <summary>The bracket that opens a link's words, or the one that closes them with the address after it.</summary>
    public static int Read(Pieces pieces, int at, Speech speech)
    {
        var opens = pieces.Is(at, '[');
        var close = opens ? Partner(pieces, at, 1, ']', '[') : at;
        if (
            close < 0
            || (!opens && Partner(pieces, at, -1, '[', ']') < 0)
            || !(TryAddress(pieces, close + 1, out var end) || TryLabel(pieces, close + 1, out end))
        )
            return at;
        speech.Silent(pieces.Range(at, opens ? at + 1 : end), "");
        return opens ? at + 1 : end;
    }

    /// <summary>True where a bracket opens a link's words.</summary>
    public static bool IsLink(Pieces pieces, int at) =>
        pieces.Is(at, '[')
        && Partner(pieces, at, 1, ']', '[') is > 0 and var close
        && TryAddress(pieces, close + 1, out _);

    private static int Partner(Pieces pieces, int at, int direction, char partner, char same)
    {
        for (
            var i = at + direction;
            Math.Abs(i - at) <= MostPieces && pieces[i].Kind != PieceKind.None && !pieces.Is(i, same);
            i += direction
        )
            if (pieces.Is(i, partner))
                return Math.Abs(i - at) > 1 ? i : -1;
        return -1;
    }

    /// <summary>[1], [label]: the name of an address that stands elsewhere.</summary>
    private static bool TryLabel(Pieces pieces, int at, out int end)
    {
        end = at + 3;
        return pieces.Is(at, '[') && (pieces.IsDigits(at + 1) || pieces.IsLetters(at + 1)) && pieces.Is(at + 2, ']');
    }

    /// <summary>(https://example.com/a?b=1), (/help), (#top).</summary>
    private static bool TryAddress(Pieces pieces, int at, out int end)
    {
        end = at + 1;
        if (
            !pieces.Is(at, '(')
            || !(pieces.IsAny(at + 1, "/#.") || (pieces.IsLetters(at + 1) && pieces.IsAny(at + 2, ":./")))
        )
            return false;
        var (quoted, depth) = (false, 1);
        for (; end - at <= 4 * MostPieces && pieces[end].Kind is not PieceKind.None; end++)
        {
            quoted ^= pieces.Is(end, '"');
            depth +=
                quoted ? 0
                : pieces.Is(end, '(') ? 1
                : pieces.Is(end, ')') ? -1
                : 0;
            if (depth == 0)
                return ++end > 0;
            if (!quoted && pieces.IsSpace(end) && !pieces.Is(end + 1, '"'))
                return false;
        }
        return false;
    }
}
