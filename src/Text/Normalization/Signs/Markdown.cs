using System.Collections.Frozen;
using VoiceSmith.Text.Normalization.Scanning;

namespace VoiceSmith.Text.Normalization.Signs;

/// <summary>
/// Signs that shape a page and are not said: emphasis, headings, lists, rules, tables, footnotes, comments, HTML
/// entities.
/// </summary>
internal static class Markdown
{
    private const int LongestRule = 3,
        LongestComment = 2000,
        LongestLine = 400;

    private static readonly FrozenDictionary<string, string> Entities = new Dictionary<string, string>
    {
        ["amp"] = "and",
        ["lt"] = "less than",
        ["gt"] = "greater than",
        ["nbsp"] = "",
        ["quot"] = "",
        ["apos"] = "",
        ["ensp"] = "",
        ["emsp"] = "",
        ["mdash"] = "",
        ["ndash"] = "",
        ["hellip"] = "",
        ["copy"] = "copyright",
        ["reg"] = "registered trademark",
        ["trade"] = "trademark",
        ["deg"] = "degrees",
        ["times"] = "times",
        ["euro"] = "euro",
        ["pound"] = "pound",
        ["cent"] = "cent",
        ["frac12"] = "one half",
        ["lsquo"] = "",
        ["rsquo"] = "",
        ["ldquo"] = "",
        ["rdquo"] = "",
        ["bull"] = "",
        ["middot"] = "",
        ["shy"] = "",
        ["zwnj"] = "",
        ["rarr"] = "to",
        ["larr"] = "from",
        ["le"] = "less than or equal to",
        ["ge"] = "greater than or equal to",
        ["ne"] = "is not equal to",
        ["plusmn"] = "plus or minus",
        ["sect"] = "section",
        ["para"] = "paragraph",
    }.ToFrozenDictionary();

    /// <summary>Layout at a symbol.</summary>
    public static int Read(Pieces pieces, int at, Speech speech)
    {
        var sign = pieces.Text[pieces[at].Start];
        switch (sign)
        {
            case '&':
                return ReadEntity(pieces, at, speech);
            case '<':
                return ReadComment(pieces, at, speech);
            case '[':
                return ReadBracket(pieces, at, speech);
            case '!':
                return pieces.Is(at + 1, '[') && Links.IsLink(pieces, at + 1)
                    ? Silence(pieces, at, at + 1, speech)
                    : at;
            case '\\':
                return
                    pieces[at + 1].Kind == PieceKind.Symbol
                    && pieces.IsAny(at + 1, "*_`#~[]<>!|$&%+=-.")
                    && !pieces.IsAny(at - 1, "\\:")
                    && !(pieces.IsLetters(at - 1) && pieces.Is(at + 1, '.'))
                    ? Silence(pieces, at, at + 1, speech)
                    : at;
        }
        if (sign >= 128 && sign is not ('•' or '–'))
            return at;
        if (RuleEnd(pieces, at) is var ruleEnd && ruleEnd > at)
            return Silence(pieces, at, ruleEnd, speech);
        var end = at + 1;
        while (pieces.Is(end, sign))
            end++;
        if (sign == '|')
            return ReadBar(pieces, at, end, speech);
        if (sign is '~' or '^' && end == at + 1 && (sign == '~' ? IsLowered(pieces, at) : IsRaised(pieces, at)))
        {
            speech.Hide(pieces.Range(at, end));
            return end;
        }
        var opensLine = StartsLine(pieces, at) && (pieces.IsSpace(end) || IsEmptyItem(pieces, at, end));
        if (!IsLayout(pieces, at, end, sign))
            return at;
        if (!opensLine)
            return Silence(pieces, at, end, speech);
        speech.OpenItem(pieces.Range(at, end));
        return end;
    }

    private static bool IsLayout(Pieces pieces, int at, int end, char sign)
    {
        var (before, after) = (IsAlphanumeric(pieces, at - 1), IsAlphanumeric(pieces, end));
        var starts = StartsLine(pieces, at);
        var item = starts && pieces.IsSpace(end) && pieces[end + 1].Kind != PieceKind.None;
        return sign switch
        {
            _ when end - at >= LongestRule
                    && !before
                    && !after
                    && sign is not '>' and not '+'
                    && !(sign == '-' && !starts) => true,
            '`' => end - at >= LongestRule,
            '#' => item && end - at <= 6 || (pieces.IsSpace(at - 1) && EndsLine(pieces, end) && end - at >= 2),
            '>' => item && !(pieces.IsDigits(end + 1) && !pieces.Text.Contains('\n', StringComparison.Ordinal)),
            _ when IsEmptyItem(pieces, at, end) => true,
            '-' or '+' or '•' or '–' => item && end == at + 1,
            '*' => item
                || (pieces.Is(at - 1, '\\') && (after || IsAlphanumeric(pieces, at - 2)))
                || (end - at <= LongestRule && IsEmphasis(pieces, at, end, before, after))
                || IsStrayRow(pieces, at, end, before, after),
            '_' => end - at <= LongestRule && IsEmphasis(pieces, at, end, before, after),
            '~' => end == at + 2 && IsEmphasis(pieces, at, end, before, after),
            '=' => end == at + 2 && IsEmphasis(pieces, at, end, before, after),
            _ => false,
        };
    }

    /// <summary>True for a list's sign before a mark, as behind a footnote's sign that is not said.</summary>
    private static bool IsEmptyItem(Pieces pieces, int at, int end) =>
        end == at + 1 && pieces.IsAny(at, "+*•–") && StartsLine(pieces, at) && pieces.IsAny(end, ",.;:!?");

    /// <summary>** that lost its partner, as in a text that was cut: bold signs are never said.</summary>
    private static bool IsStrayRow(Pieces pieces, int at, int end, bool before, bool after) =>
        end - at is 2 or 3 && before != after && !(before && pieces.IsDigits(at - 1));

    /// <summary>True where a sign opens an emphasis that a partner closes, or closes one.</summary>
    private static bool IsEmphasis(Pieces pieces, int at, int end, bool before, bool after) =>
        (!before && (after || pieces.IsAny(end, "\"'([`*_~=$<:@#“")) && HasPartner(pieces, end, 1))
        || (!after && (before || pieces.IsAny(at - 1, "\"'.,!?;:)]`*_~=%>…")) && HasPartner(pieces, at - 1, -1));

    /// <summary>True where the same sign stands near, glued to a word on the inner side.</summary>
    private static bool HasPartner(Pieces pieces, int from, int direction)
    {
        const int Reach = 60;
        var sign = pieces.Text[pieces[from - direction].Start];
        for (var (i, steps) = (from, 0); steps <= Reach && pieces[i].Kind != PieceKind.None; i += direction, steps++)
            if (steps > 0 && pieces.Is(i, sign))
                return !pieces.IsSpace(i - direction);
        return false;
    }

    /// <summary>The signs of H~2~O.</summary>
    private static bool IsLowered(Pieces pieces, int at) =>
        IsAlphanumeric(pieces, at - 1)
            && IsAlphanumeric(pieces, at + 1)
            && (pieces.Is(at + 2, '~') || pieces.Is(at - 2, '~'))
        || (IsAlphanumeric(pieces, at - 1) && pieces.Is(at - 2, '~') && IsAlphanumeric(pieces, at - 3));

    /// <summary>The closing sign of the^th^: letters that are raised.</summary>
    private static bool IsRaised(Pieces pieces, int at) =>
        IsAlphanumeric(pieces, at - 1)
        && (pieces.IsLetters(at + 1) && pieces.Is(at + 2, '^') || pieces.IsLetters(at - 1) && pieces.Is(at - 2, '^'));

    /// <summary>The end of a line that holds nothing but rule signs: ---, * * *, |---|:-:|.</summary>
    private static int RuleEnd(Pieces pieces, int at)
    {
        if (!pieces.IsAny(at, "-*_=|:+~#") || !StartsLine(pieces, at))
            return at;
        var (end, signs, dashes) = (at, 0, 0);
        for (; !EndsLine(pieces, end); end++)
        {
            if (pieces.IsSpace(end))
                continue;
            if (!pieces.IsAny(end, "-*_=|:+~") || end - at > LongestLine)
                return at;
            signs++;
            dashes += pieces.IsAny(end, "-*_=~") ? 1 : 0;
        }
        return signs >= LongestRule && dashes >= 2 ? end : at;
    }

    /// <summary>The bars of a table's row: a pause between cells, nothing at its ends.</summary>
    private static int ReadBar(Pieces pieces, int at, int end, Speech speech)
    {
        var starts = StartsLine(pieces, at);
        var spaced = (starts || pieces.IsSpace(at - 1)) && (pieces.IsSpace(end) || pieces[end].Kind == PieceKind.None);
        if (end > at + 1 || !(spaced || IsRow(pieces, at)) || pieces.Count <= 3)
            return at;
        if (
            starts
            || EndsLine(pieces, pieces.SkipSpace(end))
            || pieces.IsAny(pieces.SkipSpace(end), "|")
            || speech.Last?.Kind != SpokenTokenKind.Word
        )
            return Silence(pieces, at, end, speech);
        speech.Say(pieces.Range(at, end), ",", "punctuation");
        return end;
    }

    /// <summary>True where the line begins with a bar.</summary>
    private static bool IsRow(Pieces pieces, int at)
    {
        for (var i = at; i >= 0 && i > at - LongestLine; i--)
            if (StartsLine(pieces, i))
                return pieces.Is(i, '|');
        return false;
    }

    /// <summary>&lt;!-- a comment --&gt;</summary>
    private static int ReadComment(Pieces pieces, int at, Speech speech)
    {
        if (!pieces.Is(at + 1, '!') || !pieces.Is(at + 2, '-') || !pieces.Is(at + 3, '-'))
            return at;
        var inside = pieces[at + 4].Start;
        var length = Math.Min(LongestComment, pieces[pieces.Count].Start - inside);
        if (pieces.Text.AsSpan(inside, length).IndexOf("-->") is >= 0 and var end)
            return Silence(pieces, at, pieces.IndexAt(inside + end + 3, at), speech);
        return at;
    }

    /// <summary>[^1], [x] of a task, [1] behind a word.</summary>
    private static int ReadBracket(Pieces pieces, int at, Speech speech)
    {
        if (pieces.Is(at + 1, '^') && (pieces.IsDigits(at + 2) || pieces.IsLetters(at + 2)) && pieces.Is(at + 3, ']'))
            return Silence(pieces, at, pieces.Is(at + 4, ':') ? at + 5 : at + 4, speech);
        var box = pieces.Is(at + 2, ']') && (pieces.IsWord(at + 1, "x") || pieces.IsSpace(at + 1));
        if (
            box
            && pieces.IsSpace(at + 3)
            && (
                StartsLine(pieces, at)
                || (pieces.IsAny(at - 2, "-*+") && pieces.IsSpace(at - 1) && StartsLine(pieces, at - 2))
                || (
                    pieces.IsAny(at - 2, ".)")
                    && pieces.IsSpace(at - 1)
                    && pieces.IsDigits(at - 3, 1, 3)
                    && StartsLine(pieces, at - 3)
                )
            )
        )
            return Silence(pieces, at, at + 3, speech);
        return ReadCitation(pieces, at, speech);
    }

    /// <summary>[12] or [3, 4] glued to a word or a mark: a reference that nobody reads.</summary>
    private static int ReadCitation(Pieces pieces, int at, Speech speech)
    {
        var word = pieces.IsLetters(at - 1) && pieces.Length(at - 1) > 2;
        if (!word && !pieces.IsAny(at - 1, ".,;:!?\")]”"))
            return at;
        var end = at + 1;
        while (
            pieces.IsDigits(end, 1, 3)
            || (
                end > at + 1
                && (pieces.IsAny(end, ",-–") || pieces.IsSpace(end))
                && pieces.IsDigits(pieces.SkipSpace(end + 1))
            )
        )
            end++;
        var after = end + 1;
        if (
            end == at + 1
            || !pieces.Is(end, ']')
            || !(pieces[after].Kind is PieceKind.None or PieceKind.Space || pieces.IsAny(after, ".,;:!?)["))
        )
            return at;
        if (word && (pieces.IsSpace(after) && pieces.IsAny(after + 1, "=+-*/<>")))
            return at;
        speech.Notice(pieces.Range(at, after), "A reference in brackets was skipped.");
        return Silence(pieces, at, after, speech);
    }

    private static bool IsAlphanumeric(Pieces pieces, int at) =>
        pieces[at].Kind is PieceKind.Letters or PieceKind.Digits;

    private static bool StartsLine(Pieces pieces, int at) =>
        at == 0 || (pieces.IsSpace(at - 1) && (at == 1 || pieces.Span(at - 1).Contains('\n')));

    private static bool EndsLine(Pieces pieces, int at) =>
        pieces[at].Kind == PieceKind.None
        || (pieces.IsSpace(at) && (pieces.Span(at).Contains('\n') || pieces[at + 1].Kind == PieceKind.None));

    private static int ReadEntity(Pieces pieces, int at, Speech speech)
    {
        if (
            pieces.IsLetters(at + 1)
            && pieces.Is(at + 2, ';')
            && Entities.TryGetValue(pieces.String(at + 1), out var words)
        )
        {
            if (words.Length == 0)
                return Silence(pieces, at, at + 3, speech);
            speech.Say(pieces.Range(at, at + 3), words, "symbol");
            return at + 3;
        }
        return pieces.Is(at + 1, '#') && pieces.IsDigits(at + 2, 1, 6) && pieces.Is(at + 3, ';')
            ? Silence(pieces, at, at + 4, speech)
            : at;
    }

    private static int Silence(Pieces pieces, int at, int end, Speech speech)
    {
        speech.Silent(pieces.Range(at, end), "");
        return end;
    }
}
