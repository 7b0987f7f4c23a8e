using System.Buffers;

namespace VoiceSmith.Text.Normalization.Scanning;

/// <summary>
/// The readers' output so far: tokens in order, with their places and how a printed line spaces them.
/// </summary>
internal sealed class Speech(Pieces pieces)
{
    /// <summary>The class of words that are said by the names of their letters.</summary>
    public const string Acronym = "acronym";

    private static readonly SearchValues<char> ItemSigns = SearchValues.Create("+*•-–—");

    private readonly List<SpokenToken> _tokens = [];
    private readonly List<TextNotice> _notices = [];
    private bool _spaceNext;
    private HashSet<int>? _hidden;
    private int? _item;

    public IReadOnlyList<SpokenToken> Tokens => _tokens;

    public IReadOnlyList<TextNotice> Notices => _notices;

    /// <summary>The last thing said; null at the beginning.</summary>
    public SpokenToken? Last => _tokens.Count > 0 ? _tokens[^1] : null;

    /// <summary>
    /// Says words, parted by blanks; a comma after one is a mark, and words all in capitals are spelled.
    /// </summary>
    public void Say(TextSpan source, string words, string kind)
    {
        foreach (var range in words.AsSpan().Split(' '))
        {
            var word = words[range];
            if (word.Length == 0)
                continue;
            var comma = word[^1] == ',';
            if (!comma || word.Length > 1)
            {
                var text = (comma ? word[..^1] : word).ToString();
                Word(source, text, IsCapitals(text) ? Acronym : kind);
            }
            if (comma)
                Add(new(SpokenTokenKind.Punctuation, ",", source, kind) { SpaceBefore = false });
        }
    }

    /// <summary>Says one word; a printed line may show it otherwise.</summary>
    public void Word(TextSpan source, string word, string kind, string? written = null)
    {
        word = Sayable(word);
        written = written is null ? null : Pieces.WithoutJoiners(written);
        if (word.Length == 0)
        {
            Silent(source, "");
            return;
        }
        Add(
            new(SpokenTokenKind.Word, word, source, kind)
            {
                Written = written == word ? null : written,
                SpaceBefore = Spaced(source, true, written ?? word),
            }
        );
    }

    /// <summary>Says letters by their names.</summary>
    public void Spell(TextSpan source, string letters) => Word(source, letters, Acronym);

    /// <summary>Says given sounds; a printed line shows what was typed.</summary>
    public void Pronounce(TextSpan source, string word, IReadOnlyList<string> phones)
    {
        var written = pieces.Typed(source);
        Add(
            new(SpokenTokenKind.Word, word, source, "phonemes")
            {
                Pronunciation = phones,
                Written = written,
                SpaceBefore = Spaced(source, true, written),
            }
        );
    }

    /// <summary>Glues "'s" to the last word: the 1990's, NASA's.</summary>
    public void Possess(TextSpan source)
    {
        var last = _tokens[^1];
        var ending = pieces.Typed(source);
        _tokens[^1] = last with
        {
            Text = last.Text + "'s",
            Written = ending == "'s" && last.Written is null ? null : (last.Written ?? last.Text) + ending,
            Source = new(last.Source.Start, source.End),
        };
    }

    /// <summary>A mark that shapes phrasing.</summary>
    public void Mark(TextSpan source, string mark, string? written = null) =>
        Add(
            new(SpokenTokenKind.Punctuation, mark, source, "punctuation")
            {
                Written = written == mark ? null : written,
                SpaceBefore = Spaced(source, false, written ?? mark),
            }
        );

    /// <summary>The end of a sentence that an abbreviation's point hides: heard, not printed.</summary>
    public void HiddenStop(TextSpan source) =>
        Add(new(SpokenTokenKind.Punctuation, ".", source, "punctuation") { Written = "", SpaceBefore = false });

    /// <summary>A pause that the text has no mark for, in the place of a blank.</summary>
    public void Pause(TextSpan source) =>
        Add(new(SpokenTokenKind.Punctuation, ",", source, "punctuation") { SpaceBefore = false });

    /// <summary>Something that is only written.</summary>
    public void Silent(TextSpan source, string written)
    {
        var spaced = Spaced(source, false, written);
        if (written.Length == 0)
            _spaceNext = spaced;
        Add(
            new(SpokenTokenKind.Silent, "", source, "punctuation")
            {
                Written = written,
                SpaceBefore = spaced && written.Length > 0,
            }
        );
    }

    /// <summary>A list's sign at the beginning of a line: only written, and with something said behind it.</summary>
    public void OpenItem(TextSpan source)
    {
        _item = _tokens.Count;
        Silent(source, pieces.Typed(source));
    }

    /// <summary>
    /// Ends the text: a list's sign behind which nothing is said is not printed, nor are dashes there, which would be
    /// taken for one or for a rule.
    /// </summary>
    public void Complete()
    {
        var said = _tokens.FindLastIndex(token => token.Kind == SpokenTokenKind.Word);
        if (said >= 0 && !(_item > said))
            return;
        for (var i = said < 0 ? 0 : _item!.Value; i < _tokens.Count; i++)
            if (!(_tokens[i].Written ?? _tokens[i].Text).AsSpan().ContainsAnyExcept(ItemSigns))
                _tokens[i] = _tokens[i] with { Written = "", SpaceBefore = false };
    }

    /// <summary>Something that is neither said nor printed; what follows is another word.</summary>
    public void Hide(TextSpan source)
    {
        Silent(source, "");
        _spaceNext = true;
    }

    /// <summary>The bracket at a piece closes one that was read as a word: it will be hidden.</summary>
    public void HideLater(int piece) => (_hidden ??= []).Add(piece);

    /// <summary>True for a bracket that <see cref="HideLater"/> named.</summary>
    public bool IsHidden(int piece) => _hidden is not null && _hidden.Contains(piece);

    /// <summary>A hyphen or dash between two readings, printed with blanks around it.</summary>
    public void SpacedDash(TextSpan source)
    {
        Add(new(SpokenTokenKind.Silent, "", source, "punctuation") { Written = "-", SpaceBefore = true });
        _spaceNext = true;
    }

    /// <summary>Tells the user about something that is not heard as written.</summary>
    public void Notice(TextSpan source, string message) => _notices.Add(new(source, message));

    public void Add(SpokenToken token) => _tokens.Add(token);

    /// <summary>Marks the tokens from an index on as asked for by markup.</summary>
    public void MarkFrom(int index)
    {
        for (var i = index; i < _tokens.Count; i++)
            _tokens[i] = _tokens[i] with { IsMarked = true };
    }

    /// <summary>True if a printed line has a blank before something new.</summary>
    private bool Spaced(TextSpan source, bool word, string written)
    {
        var forced = _spaceNext;
        _spaceNext = false;
        if (_tokens.Count == 0)
            return false;
        var last = _tokens[^1];
        if (
            (forced && (word || written is not [',' or '.' or ';' or ':' or '!' or '?' or ')', ..]))
            || (
                source.Start > 0 && char.IsWhiteSpace(pieces.Text[source.Start - 1]) && last.Source.Start < source.Start
            )
        )
            return true;
        if (last.Kind == SpokenTokenKind.Word)
            return word
                || (
                    Changed(last)
                    && (
                        written.StartsWith('<')
                        || (
                            written is "-"
                            && source.End < pieces.Text.Length
                            && char.IsWhiteSpace(pieces.Text[source.End])
                        )
                    )
                );
        var mark = last.Written ?? last.Text;
        if (!word || mark.Length == 0)
            return word && mark.Length == 0 && last.Kind != SpokenTokenKind.Silent;
        var parts = ",.?!;:)>'".Contains(mark[^1], StringComparison.Ordinal);
        return parts
            && (
                !IsAsTyped(source, written)
                || (_tokens.Count > 1 && _tokens[^2].Kind == SpokenTokenKind.Word && Changed(_tokens[^2]))
            );
    }

    /// <summary>Letters, apostrophes and accents; joiners and marks of other scripts are no part of a word.</summary>
    private static string Sayable(string word) =>
        System.Text.Ascii.IsValid(word) ? word : new([.. word.Where(IsSayable)]);

    private static bool IsSayable(char c) =>
        char.IsLetter(c)
        || c == '\''
        || char.GetUnicodeCategory(c) == System.Globalization.UnicodeCategory.NonSpacingMark;

    private static bool IsCapitals(string word) => !word.AsSpan().ContainsAnyExceptInRange('A', 'Z');

    private bool Changed(SpokenToken token) => !IsAsTyped(token.Source, token.Written ?? token.Text);

    private bool IsAsTyped(TextSpan source, string written) => pieces.TypedSpan(source).SequenceEqual(written);
}
