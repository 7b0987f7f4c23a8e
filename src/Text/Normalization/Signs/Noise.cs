using System.Collections.Frozen;
using VoiceSmith.Text.Normalization.Scanning;

namespace VoiceSmith.Text.Normalization.Signs;

/// <summary>Markup-like noise: emphasis stars, heading and list signs, rules, table bars, HTML entities.</summary>
internal static class Noise
{
    private const int LongestRule = 3;

    private static readonly FrozenDictionary<string, string> Entities = new Dictionary<string, string>
    {
        ["amp"] = "and", ["lt"] = "less than", ["gt"] = "greater than", ["nbsp"] = "", ["quot"] = "", ["apos"] = "",
        ["mdash"] = "", ["ndash"] = "", ["hellip"] = "", ["copy"] = "copyright",
    }.ToFrozenDictionary();

    /// <summary>Noise at a symbol.</summary>
    public static int Read(Pieces pieces, int at, Speech speech)
    {
        if (pieces.Is(at, '&'))
            return ReadEntity(pieces, at, speech);
        if (!pieces.IsAny(at, "*_#=~`|>-+•–"))
            return at;
        var sign = pieces.Text[pieces[at].Start];
        var end = at + 1;
        while (pieces.Is(end, sign))
            end++;
        var opensLine = sign != '|' && StartsLine(pieces, at) && pieces.IsSpace(end);
        return IsNoise(pieces, at, end, sign) ? Silence(pieces, at, end, speech, opensLine
            ? pieces.Typed(pieces.Range(at, end)) : "") : at;
    }

    private static bool IsNoise(Pieces pieces, int at, int end, char sign)
    {
        var (before, after) = (IsAlphanumeric(pieces, at - 1), IsAlphanumeric(pieces, end));
        var starts = StartsLine(pieces, at);
        var item = starts && pieces.IsSpace(end) && pieces[end + 1].Kind != PieceKind.None;
        return sign switch
        {
            _ when end - at >= LongestRule && !before && !after && sign is not '>' and not '+'
                && !(sign == '-' && !starts) => true,
            '`' => end - at >= LongestRule,
            '#' => item && end - at <= 6,
            '>' => item,
            '-' or '+' or '•' or '–' => item && end == at + 1,
            '*' or '_' => (item && sign == '*') || (end - at <= LongestRule && IsEmphasis(pieces, at, end, before, after)),
            '~' => end == at + 2 && IsEmphasis(pieces, at, end, before, after),
            '|' => (starts || pieces.IsSpace(at - 1)) && (pieces.IsSpace(end) || pieces[end].Kind == PieceKind.None)
                && pieces.Count > 3,
            _ => false,
        };
    }

    /// <summary>Whether a sign opens an emphasis that a partner closes, or closes one.</summary>
    private static bool IsEmphasis(Pieces pieces, int at, int end, bool before, bool after) =>
        (!before && (after || pieces.IsAny(end, "\"'([`")) && HasPartner(pieces, end, 1))
        || (!after && (before || pieces.IsAny(at - 1, "\"'.,!?;:)]`")) && HasPartner(pieces, at - 1, -1));

    /// <summary>Whether the same sign stands near, glued to a word on the inner side.</summary>
    private static bool HasPartner(Pieces pieces, int from, int direction)
    {
        const int Reach = 60;
        var sign = pieces.Text[pieces[from - direction].Start];
        for (var (i, steps) = (from, 0); steps <= Reach && pieces[i].Kind != PieceKind.None; i += direction, steps++)
            if (steps > 0 && pieces.Is(i, sign))
                return !pieces.IsSpace(i - direction);
        return false;
    }

    private static bool IsAlphanumeric(Pieces pieces, int at) => pieces[at].Kind is PieceKind.Letters or PieceKind.Digits;

    private static bool StartsLine(Pieces pieces, int at) => at == 0
        || (pieces.IsSpace(at - 1) && (at == 1 || pieces.Span(at - 1).Contains('\n')));

    private static int ReadEntity(Pieces pieces, int at, Speech speech)
    {
        if (pieces.IsLetters(at + 1) && pieces.Is(at + 2, ';') && Entities.TryGetValue(pieces.String(at + 1), out var words))
        {
            if (words.Length == 0)
                return Silence(pieces, at, at + 3, speech);
            speech.Say(pieces.Range(at, at + 3), words, "symbol");
            return at + 3;
        }
        return pieces.Is(at + 1, '#') && pieces.IsDigits(at + 2, 1, 6) && pieces.Is(at + 3, ';')
            ? Silence(pieces, at, at + 4, speech) : at;
    }

    private static int Silence(Pieces pieces, int at, int end, Speech speech, string written = "")
    {
        speech.Silent(pieces.Range(at, end), written);
        return end;
    }
}
