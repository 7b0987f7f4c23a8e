namespace VoiceSmith.Text.Sentences;

/// <summary>Finds where quotations and brackets close.</summary>
internal sealed class QuotePairs(TextWindow text)
{
    /// <summary>For each kind of closer: no place before this one holds it.</summary>
    private readonly Dictionary<char, int> _searched = [];
    private int _opened = -1;
    private int _closed = -1;

    /// <summary>A new sentence begins at the head of the window.</summary>
    public void Restart()
    {
        _searched.Clear();
        _opened = _closed = -1;
    }

    /// <summary>True if the pair that closes here was opened inside the sentence, not at its head.</summary>
    public bool OpenedInside(int close) => close == _closed && _opened > 0;

    /// <summary>
    /// The place of the closer, if a pair opens here and closes within the longest sentence; else −1.
    /// </summary>
    public int FindClose(int at, SentenceSplitterOptions options)
    {
        var close = (text[at], options.KeepQuotations) switch
        {
            ('(', _) => FindNext(at, ')', options.MaxLength),
            ('[', _) => FindNext(at, ']', options.MaxLength),
            ('{', _) => FindNext(at, '}', options.MaxLength),
            ('“', true) => FindNext(at, '”', options.MaxLength),
            ('«', true) => FindNext(at, '»', options.MaxLength),
            ('"', true) when OpensWord(at) => FindNext(at, '"', options.MaxLength),
            ('\'', true) when OpensWord(at) && !IsElided(at) => FindNext(at, '\'', options.MaxLength),
            ('‘', true) => FindNext(at, '’', options.MaxLength),
            _ => -1,
        };
        if (close > 0 && !text.IsStarved)
            (_opened, _closed) = (at, close);
        return close;
    }

    private bool OpensWord(int at) =>
        (at == 0 || char.IsWhiteSpace(text[at - 1]) || text[at - 1] is '(' or '[' or '—' or '-' or '"' or '\'' or '“')
        && !char.IsWhiteSpace(text[at + 1])
        && text[at + 1] != text[at];

    private bool IsElided(int at)
    {
        if (char.IsDigit(text[at + 1]))
            return true;
        var end = at + 1;
        while (end - at < 8 && char.IsLetter(text[end]))
            end++;
        return PointedWords.IsElided(text.Slice(at + 1, end));
    }

    /// <summary>The next closer of a kind. Remembers what was searched, so that the search stays linear.</summary>
    private int FindNext(int open, char closer, int limit)
    {
        var at = Math.Max(open + 1, _searched.GetValueOrDefault(closer));
        for (; at < limit; at++)
        {
            var c = text[at];
            if (c == TextWindow.End)
                break;
            if (c == closer && (closer is not ('\'' or '’') || !char.IsLetterOrDigit(text[at + 1])))
                break;
            if (c == '\n' && text[at + 1] == '\n')
            {
                at = limit;
                break;
            }
        }
        // A closer found at the edge is not sure yet: come back to it.
        _searched[closer] = text.IsStarved ? Math.Max(open + 1, at - 1) : at;
        if (at >= limit || text[at] != closer)
            return -1;
        var opensAgain = closer == '"' && char.IsWhiteSpace(text[at - 1]) && char.IsLetterOrDigit(text[at + 1]);
        return opensAgain ? -1 : at;
    }
}
