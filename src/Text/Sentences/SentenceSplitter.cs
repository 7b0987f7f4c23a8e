using System.Buffers;

namespace VoiceSmith.Text.Sentences;

/// <summary>Cuts text into sentences while it arrives.</summary>
/// <remarks>
/// A sentence is released as soon as no text that may follow can change it. However the text is cut into pieces, the
/// sentences are the same, unless <see cref="TakeClause"/> cuts one short. Time is linear in the text, memory is
/// bounded
/// by <see cref="SentenceSplitterOptions.MaxLength"/>. Not thread-safe: one splitter serves one text.
/// </remarks>
public sealed class SentenceSplitter
{
    private const int ShortestRule = 3;
    private static readonly SearchValues<char> StrongRuleSigns = SearchValues.Create("-=*_~`");
    private static readonly SearchValues<char> RuleSigns = SearchValues.Create("-=*_~`|:+ \t");

    private readonly TextWindow _text = new();
    private readonly SentenceEnds _rules;
    private readonly int _maxLength;
    private int _offset;

    /// <param name="options">Options; null for the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">The longest sentence is shorter than 40 units.</exception>
    public SentenceSplitter(SentenceSplitterOptions? options = null)
    {
        options ??= new();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxLength, 40, nameof(options));
        _maxLength = options.MaxLength;
        _rules = new(_text, options);
    }

    /// <summary>True if text waits that no sentence has released.</summary>
    public bool HasPending => _text.Slice(0, _text.Length).ContainsAnyExcept(" \t\r\n");

    /// <summary>Cuts a whole text.</summary>
    public static IReadOnlyList<Sentence> Split(string text, SentenceSplitterOptions? options = null)
    {
        var splitter = new SentenceSplitter(options);
        return [.. splitter.Append(text), .. splitter.Flush()];
    }

    /// <summary>Adds text, however little.</summary>
    /// <returns>The sentences that can no longer change.</returns>
    public IReadOnlyList<Sentence> Append(ReadOnlySpan<char> text)
    {
        List<Sentence>? released = null;
        // By pieces, so that the window stays small however much comes at once.
        for (; !text.IsEmpty; text = text[Math.Min(text.Length, _maxLength)..])
        {
            _text.Append(text[..Math.Min(text.Length, _maxLength)]);
            Advance(ref released);
        }
        return released ?? (IReadOnlyList<Sentence>)[];
    }

    /// <summary>Releases everything: no text follows, or what follows is another text.</summary>
    public IReadOnlyList<Sentence> Flush()
    {
        List<Sentence>? released = null;
        _text.IsComplete = true;
        Advance(ref released);
        Drop(_text.Length);
        _text.IsComplete = false;
        _rules.Reset();
        return released ?? (IReadOnlyList<Sentence>)[];
    }

    /// <summary>Cuts what waits at its best clause border, for a listener who has waited long enough.</summary>
    /// <returns>The text before the border; null where none is worth a pause.</returns>
    public Sentence? TakeClause()
    {
        SkipBlanks();
        var end = ClauseBorders.BestBorder(_text.Slice(0, _text.Length), atLeast: 1, openEnd: true);
        if (end <= 0)
            return null;
        var clause = Cut(end);
        _rules.StartClause();
        return clause;
    }

    private void Advance(ref List<Sentence>? released)
    {
        while (true)
        {
            SkipBlanks();
            if (_text.Length == 0 || _rules.FindEnd() is not (> 0 and var end))
                return;
            if (end <= _maxLength)
            {
                if (Cut(end) is var sentence && !IsRule(sentence.Text))
                    (released ??= []).Add(sentence);
                _rules.StartSentence();
                continue;
            }
            var border = ClauseBorders.BestBorder(_text.Slice(0, _maxLength), _maxLength / 2, openEnd: false);
            (released ??= []).Add(Cut(border));
            _rules.StartClause();
        }
    }

    /// <summary>A line of nothing but the signs of a rule or of a table's border is layout, as blanks are.</summary>
    private static bool IsRule(string text) =>
        text.Length >= ShortestRule
        && !text.AsSpan().ContainsAnyExcept(RuleSigns)
        && text.AsSpan().ContainsAny(StrongRuleSigns);

    private Sentence Cut(int end)
    {
        var text = _text.Slice(0, end).TrimEnd();
        var sentence = new Sentence(text.ToString(), new(_offset, _offset + text.Length));
        Drop(end);
        return sentence;
    }

    private void SkipBlanks()
    {
        var blanks = 0;
        while (blanks < _text.Length && char.IsWhiteSpace(_text[blanks]))
            blanks++;
        if (_rules.IsAtStart)
            Drop(blanks);
    }

    private void Drop(int count)
    {
        _rules.Drop(count);
        _text.Drop(count);
        _offset += count;
    }
}
