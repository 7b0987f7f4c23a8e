using System.Globalization;

namespace VoiceSmith.Text.Sentences;

/// <summary>Finds where a sentence may be cut when it must be.</summary>
internal static class ClauseBorders
{
    private const int ShortestClause = 12;
    private const int LongestWithoutBorder = 100;

    private enum Border
    {
        None,
        Blank,
        Conjunction,
        Comma,
        Clause,
        Sentence,
    }

    private static readonly string[] Conjunctions =
    [
        "and", "but", "or", "because", "which", "while", "when", "that", "if", "so",
    ];

    /// <summary>The place behind the best border of a text; the last one where several are as good.</summary>
    /// <param name="text">No blank in front.</param>
    /// <param name="atLeast">A border before this place is taken only if none lies behind it.</param>
    /// <param name="openEnd">
    /// The last word may go on. Then 0 says that there is no border; else the text is cut anywhere.
    /// </param>
    public static int BestBorder(ReadOnlySpan<char> text, int atLeast, bool openEnd)
    {
        var (best, place) = Search(text, atLeast, openEnd);
        if (best == Border.None && atLeast > 1)
            (best, place) = Search(text, 1, openEnd);
        if (best != Border.None || openEnd)
            return place;
        return Math.Max(1, LastWholeCharacter(text));
    }

    private static (Border Best, int Place) Search(ReadOnlySpan<char> text, int from, bool openEnd)
    {
        var best = Border.None;
        var place = 0;
        for (var i = Math.Max(from, 1); i <= text.Length; i++)
        {
            if (i == text.Length && !openEnd || i < text.Length && !char.IsWhiteSpace(text[i]))
                continue;
            var border = BorderAt(text, i);
            if (
                border >= best
                && (i < text.Length || border >= Border.Comma)
                && (!openEnd || border > Border.Comma || i >= ShortestClause)
            )
                (best, place) = (border, i);
        }
        return openEnd && best <= Border.Blank && text.Length < LongestWithoutBorder ? (Border.None, 0) : (best, place);
    }

    /// <summary>Kind of border at a blank.</summary>
    private static Border BorderAt(ReadOnlySpan<char> text, int blank)
    {
        var before = text[..blank].TrimEnd("\"'”’»)]}*_");
        if (before.IsEmpty)
            return Border.Blank;
        switch (before[^1])
        {
            case '!' or '?' or '…' or '。' or '！' or '？':
                return Border.Sentence;
            case '.':
                var word = before[(before.LastIndexOfAny(" \t\n(\"") + 1)..^1];
                return word.Length <= 32 && PointedWords.KindOf(word) == PointedWord.Ordinary
                    ? Border.Sentence
                    : Border.Blank;
            case ';' or ':' or '—' or '–':
                return Border.Clause;
            case ',' or '、' or '，':
                return Border.Comma;
        }
        if (before.EndsWith(" -") || before.EndsWith("--"))
            return Border.Clause;
        if (before.Length < blank)
            return Border.Conjunction; // a bracket or a quotation closes
        if (blank == text.Length)
            return Border.None;
        var next = text[(blank + 1)..];
        foreach (var conjunction in Conjunctions)
            if (next.StartsWith(conjunction) && next.Length > conjunction.Length && next[conjunction.Length] == ' ')
                return Border.Conjunction;
        return Border.Blank;
    }

    /// <summary>Keeps surrogate pairs and combining marks together, where that is possible.</summary>
    private static int LastWholeCharacter(ReadOnlySpan<char> text)
    {
        var start = Math.Max(0, text.Length - 64);
        if (start > 0 && char.IsLowSurrogate(text[start]))
            start++;
        var last = start;
        for (var i = start; i < text.Length; i += StringInfo.GetNextTextElementLength(text[i..]))
            last = i;
        return last > start ? last
            : char.IsHighSurrogate(text[^1]) ? text.Length - 1
            : text.Length;
    }
}
