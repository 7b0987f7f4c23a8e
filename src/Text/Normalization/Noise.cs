using System.Collections.Frozen;

namespace VoiceSmith.Text.Normalization;

/// <summary>Markup-like noise: emphasis stars, heading and list signs, rules, table bars, HTML entities.</summary>
internal static class Noise
{
    private const int LongestRule = 3;

    private static readonly FrozenDictionary<string, string> Entities = new Dictionary<string, string>
    {
        ["amp"] = "and", ["lt"] = "less than", ["gt"] = "greater than", ["nbsp"] = "", ["quot"] = "", ["apos"] = "", ["mdash"] = "", ["ndash"] = "", ["hellip"] = "", ["copy"] = "copyright",
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
        return IsNoise(pieces, at, end, sign) ? Silence(pieces, at, end, speech) : at;
    }

    private static bool IsNoise(Pieces pieces, int at, int end, char sign)
    {
        var (before, after) = (IsGlued(pieces, at - 1), IsGlued(pieces, end));
        var starts = StartsLine(pieces, at);
        return sign switch
        {
            _ when end - at >= LongestRule && !before && !after && sign is not '>' and not '+' && !(sign == '-' && !starts) => true,
            '`' => end - at >= LongestRule,
            '#' => starts && pieces.IsSpace(end) && end - at <= 6,
            '>' => starts && pieces.IsSpace(end),
            '-' or '+' or '•' or '–' => starts && end == at + 1 && pieces.IsSpace(end) && pieces[end + 1].Kind == PieceKind.Letters && !Maths.InEquation(pieces, at),
            '*' => end - at <= LongestRule && (starts && pieces.IsSpace(end) || (before != after && pieces[before ? at - 1 : end].Kind is PieceKind.Letters or PieceKind.Digits or PieceKind.Symbol && Pairs(pieces, at, end, after))),
            '_' => end - at <= LongestRule && before != after && !pieces.Is(before ? at - 1 : end, '@') && Pairs(pieces, at, end, after),
            '~' => end == at + 2 && before != after,
            '|' => (starts || pieces.IsSpace(at - 1)) && (pieces.IsSpace(end) || pieces[end].Kind == PieceKind.None) && pieces.Count > 3,
            _ => false,
        };
    }

    /// <summary>Whether an emphasis sign has its partner near: behind it where it opens, before it where it closes.</summary>
    private static bool Pairs(Pieces pieces, int at, int end, bool opens)
    {
        const int Reach = 60;
        var sign = pieces.Text[pieces[at].Start];
        for (var step = 1; step <= Reach; step++)
        {
            var i = opens ? end + step : at - 1 - step;
            if (pieces[i].Kind == PieceKind.None)
                return false;
            if (pieces.Is(i, sign))
                return opens ? IsGlued(pieces, i - 1) || pieces.Is(i - 1, sign) : IsGlued(pieces, i + 1) || pieces.Is(i + 1, sign);
        }
        return false;
    }

    private static bool IsGlued(Pieces pieces, int at) => pieces[at].Kind is PieceKind.Letters or PieceKind.Digits || pieces.IsAny(at, "\"'!?.,:;)(`");

    private static bool StartsLine(Pieces pieces, int at) => at == 0 || (pieces.IsSpace(at - 1) && (at == 1 || pieces.Span(at - 1).Contains('\n')));

    private static int ReadEntity(Pieces pieces, int at, Speech speech)
    {
        if (pieces.IsLetters(at + 1) && pieces.Is(at + 2, ';') && Entities.TryGetValue(pieces.Span(at + 1).ToString(), out var words))
        {
            if (words.Length == 0)
                return Silence(pieces, at, at + 3, speech, "");
            speech.Say(pieces.Range(at, at + 3), words, "symbol");
            return at + 3;
        }
        return pieces.Is(at + 1, '#') && pieces.IsDigits(at + 2, 1, 6) && pieces.Is(at + 3, ';') ? Silence(pieces, at, at + 4, speech, "") : at;
    }

    private static int Silence(Pieces pieces, int at, int end, Speech speech, string? written = null)
    {
        var span = pieces.Range(at, end);
        speech.Silent(span, written ?? "");
        return end;
    }
}
