namespace VoiceSmith.Text.Sentences;

/// <summary>Walks through the first sentence of a window and finds its end.</summary>
/// <remarks>
/// A step looks at one mark, blank or bracket and what stands around it. If it looked past the end of the text that is
/// here, it is taken back, and tried again when there is more: so the cutting of the input cannot matter.
/// </remarks>
internal sealed class SentenceEnds(TextWindow text, SentenceSplitterOptions options)
{
    private const int LongestGap = 64;
    private const int LongestRow = 16;
    private const int WrappedLine = 40;
    private const string Bullets = "•⁃‣◦▪●■➢➤★✓✔►▶";

    private readonly SentenceMarks _marks = new(text);
    private readonly QuotePairs _pairs = new(text);

    private int _scan;
    private int _lineStart;
    private bool _upperSeen;
    private bool _isClause;
    private ListMark? _listMark;
    private int _itemStart;

    /// <summary>True where nothing of the first sentence has been read yet.</summary>
    public bool IsAtStart => _scan == 0;

    /// <summary>Begins another text.</summary>
    public void Reset()
    {
        StartSentence();
        _lineStart = 0;
        _listMark = null;
    }

    /// <summary>Begins the next sentence at the head of the window.</summary>
    public void StartSentence()
    {
        _scan = 0;
        _upperSeen = false;
        _isClause = false;
        _itemStart = 0;
        _pairs.Restart();
    }

    /// <summary>Begins the rest of a sentence at the head of the window.</summary>
    public void StartClause()
    {
        _scan = 0;
        _isClause = true;
        _itemStart = 0;
        _pairs.Restart();
    }

    /// <summary>The head of the window is about to be forgotten.</summary>
    public void Drop(int count)
    {
        NoteLines(_scan, count);
        _lineStart -= count;
        _scan = Math.Max(0, _scan - count);
    }

    /// <summary>
    /// The place behind the first sentence; past the longest if it is longer; 0 where the text that is here does not
    /// tell.
    /// </summary>
    public int FindEnd()
    {
        while (_scan < options.MaxLength)
        {
            text.IsStarved = false;
            var next = Step(_scan, out var ends);
            if (text.IsStarved)
                return 0;
            if (ends)
                return next;
            NoteLines(_scan, next);
            if (_scan == 0 && !_isClause && ReadListMark() is { } mark)
                (_listMark, _itemStart) = (mark, mark.End + 1);
            for (var i = _scan; i < next && !_upperSeen; i++)
                _upperSeen = char.IsUpper(text[i]);
            _scan = next;
        }
        return options.MaxLength + 1;
    }

    private void NoteLines(int from, int to)
    {
        for (var i = from; i < to && i < text.Length; i++)
            if (text[i] == '\n')
                _lineStart = i + 1;
    }

    /// <summary>One step from a place.</summary>
    /// <returns>Position to go on from, or the end of the sentence.</returns>
    private int Step(int at, out bool ends)
    {
        ends = false;
        if (at == 0 && !_isClause)
            return ReadListMark() is { } mark ? mark.End : Math.Max(1, StepPast(0, out ends));
        return StepPast(at, out ends);
    }

    private int StepPast(int at, out bool ends)
    {
        ends = false;
        var c = text[at];
        if (c == TextWindow.End)
        {
            ends = true;
            return at;
        }
        if (char.IsWhiteSpace(c))
            return StepBlank(at, out ends);
        if (SentenceMarks.IsTerminal(c))
            return StepMark(at, at, out ends);
        if (c >= '\u2600' && c != '❤' && at > _itemStart && EmojiLength(at) > 0)
            return StepEmoji(at, out ends);
        if (_pairs.FindClose(at, options) is > 0 and var close)
            return close;
        if (SentenceMarks.IsCloser(c) && EndInside(at) is >= 0 and var terminal)
            return StepMark(at, terminal, out ends);
        return at + 1;
    }

    /// <summary>A mark inside a quotation or bracket that ends here also ends the sentence around it.</summary>
    private int EndInside(int closer)
    {
        var at = closer - 1;
        while (at > 0 && closer - at < LongestRow && SentenceMarks.IsCloser(text[at]))
            at--;
        var row = at;
        while (row > 0 && at - row < LongestRow && SentenceMarks.IsTerminal(text[row]))
            row--;
        if (at <= 0 || row < at && text[row] is '[' or '(')
            return -1; // […] and (?) say nothing
        if (SentenceMarks.IsTerminal(text[at]))
            return text[at] == '.' && _pairs.OpenedInside(closer) && _marks.KindBefore(at) != PointedWord.Ordinary
                ? -1
                : at;
        var dash = text[at] is '—' or '–' || text[at] == '-' && text[at - 1] == '-';
        return dash && text[closer] is '"' or '”' ? at : -1;
    }

    private int StepMark(int at, int terminal, out bool ends)
    {
        var mark = _marks.Read(terminal);
        ends = false;
        if (!mark.IsMark)
            return at + 1;
        var end = Math.Max(mark.End, at + 1);
        if (!char.IsWhiteSpace(text[end]) && text[end] != TextWindow.End)
        {
            ends = _marks.EndsUnspaced(mark, out var behind);
            return ends ? behind : at + 1;
        }
        var gap = ReadGap(end);
        if (!gap.HasLine && SkipEmoji(gap.End) is var emoji && emoji > gap.End)
        {
            ends =
                text[emoji] == TextWindow.End
                || (char.IsWhiteSpace(text[emoji]) && _marks.EndsBefore(mark, ReadGap(emoji).End, isCasual: true));
            return ends ? emoji : Math.Max(at + 1, mark.Last + 1);
        }
        ends = gap.IsBreak || (gap.HasLine ? EndsAtLine(mark, gap) : EndsAtBlank(mark, gap));
        if (!ends && gap.HasLine && mark.Word is PointedWord.Title or PointedWord.Inner)
            return gap.End; // Dr. at the end of a line: its name stands in the next
        return ends ? end : Math.Max(at + 1, mark.Last + 1);
    }

    private bool EndsAtBlank(SentenceMark mark, Gap gap)
    {
        if (_marks.EndsBefore(mark, gap.End, isCasual: !_upperSeen && !_isClause && !char.IsUpper(text[0])))
            return true;
        return ListMark.Read(text, gap.End) is { } item
            && mark.Word is PointedWord.Ordinary or PointedWord.Unit
            && (item.Style != "." || _listMark is { } last && item.Follows(last));
    }

    private bool EndsAtLine(SentenceMark mark, Gap gap)
    {
        if (IsStrayMark(gap.End))
            return false;
        if (mark.Word is PointedWord.Title or PointedWord.Inner)
            return false;
        return mark.Last - _lineStart < WrappedLine || EndsAtBlank(mark, gap);
    }

    private int StepBlank(int at, out bool ends)
    {
        var gap = ReadGap(at);
        var next = text[gap.End];
        ends =
            gap.IsBreak && !IsStrayMark(gap.End)
            || Bullets.Contains(next, StringComparison.Ordinal)
            || next == TextWindow.End
            || at > _itemStart
                && _listMark is { } last
                && ListMark.Read(text, gap.End) is { } item
                && item.Follows(last);
        if (!ends && gap.HasLine && !IsStrayMark(gap.End))
            ends = !IsWrapped(at, next);
        return ends ? at : gap.End;
    }

    /// <summary>
    /// True where a single line's end is only the margin: a long line, or a blank before it, and no capital behind.
    /// </summary>
    private bool IsWrapped(int at, char next)
    {
        if (char.IsLower(next))
            return text[at] != '\n' && text[at] != '\r' || at - _lineStart >= WrappedLine;
        return text[at] != '\n' && text[at] != '\r' && (next is '(' or '[' || char.IsDigit(next));
    }

    /// <summary>Emoji stand for a mark before a word that begins sentences; ❤ may be a verb.</summary>
    private int StepEmoji(int at, out bool ends)
    {
        var end = SkipEmoji(at);
        ends = char.IsWhiteSpace(text[at - 1]) && text[end] == ' ' && _marks.IsStart(end + 1);
        return end;
    }

    /// <summary>The place behind a row of emoji: they belong to the sentence before them.</summary>
    private int SkipEmoji(int at)
    {
        var end = at;
        while (end - at < LongestGap)
        {
            var length = EmojiLength(end);
            if (length > 0)
                end += length;
            else if (end > at && text[end] == ' ' && EmojiLength(end + 1) > 0)
                end++;
            else
                break;
        }
        return end;
    }

    private int EmojiLength(int at) =>
        text[at] switch
        {
            '\uD83C' or '\uD83D' or '\uD83E' when char.IsLowSurrogate(text[at + 1]) => 2,
            >= '\u2600' and <= '\u27BF' and not ('✓' or '✔' or '✗' or '✘' or '➢' or '➤' or '★') or '\u2B50' => 1,
            '\uFE0F' or '\u200D' or '\u20E3' => 1,
            _ => 0,
        };

    /// <summary>A mark that slipped to the next line still belongs to the sentence.</summary>
    private bool IsStrayMark(int at) =>
        text[at] is '.' or ',' or ';' or '!' or '?' or ')' && !char.IsLetterOrDigit(text[at + 1]);

    private Gap ReadGap(int at)
    {
        int end = at,
            lines = 0;
        while (end - at < LongestGap && char.IsWhiteSpace(text[end]))
            if (text[end++] is '\n' or '\u2028' or '\u2029')
                lines++;
        return new(end, lines > 0, lines > 1 || end - at >= LongestGap);
    }

    private ListMark? ReadListMark()
    {
        var at = 0;
        while (at < 8 && (Bullets.Contains(text[at], StringComparison.Ordinal) || char.IsWhiteSpace(text[at])))
            at++;
        return ListMark.Read(text, at);
    }

    /// <param name="End">The first character behind the blanks.</param>
    /// <param name="HasLine">A line ends in it.</param>
    /// <param name="IsBreak">A paragraph ends in it, or it is too wide to be anything else.</param>
    private readonly record struct Gap(int End, bool HasLine, bool IsBreak);
}
