using System.Globalization;
using System.Text;

namespace VoiceSmith.Text.Normalization.Scanning;

/// <summary>Kind of a piece of text.</summary>
internal enum PieceKind : byte
{
    /// <summary>Before the first piece or after the last.</summary>
    None,
    Space,
    Letters,
    Digits,

    /// <summary>One code point that is none of the others.</summary>
    Symbol,
}

/// <summary>A run of letters, digits or blanks, or one symbol.</summary>
internal readonly record struct Piece(int Start, int End, PieceKind Kind);

/// <summary>
/// A sentence cut into runs of letters, of digits, of blanks, and single symbols: the readers' input.
/// </summary>
/// <remarks>
/// Look-alike characters are folded first: full-width forms and digits of other scripts to ASCII, minus and hyphens to
/// "-",
/// quotes to ' and ". <see cref="Typed"/> is what was typed.
/// </remarks>
internal sealed class Pieces
{
    private readonly List<Piece> _pieces = [];
    private readonly int[] _chunkEnds;
    private readonly int[] _quotes;
    private readonly int[] _equals;
    private (int At, string Text) _lastLower = (-1, ""),
        _lastString = (-1, "");
    private bool? _isShouted;

    private readonly FoldedText _folded;

    /// <param name="source">As typed.</param>
    public Pieces(string source)
        : this(new FoldedText(source), []) { }

    /// <param name="folded">The text.</param>
    /// <param name="cuts">Places of the folded text where a piece must end, in order.</param>
    public Pieces(FoldedText folded, IReadOnlyList<int> cuts)
    {
        _folded = folded;
        var cut = 0;
        for (var at = 0; at < Text.Length;)
        {
            while (cut < cuts.Count && cuts[cut] <= at)
                cut++;
            var border = cut < cuts.Count ? cuts[cut] : Text.Length;
            var kind = KindAt(at, PieceKind.None, out var length);
            var end = at + length;
            while (kind != PieceKind.Symbol && end < border && KindAt(end, kind, out length) == kind)
                end += length;
            _pieces.Add(new(at, end, kind));
            at = end;
        }
        _chunkEnds = new int[_pieces.Count];
        End = _pieces.Count;
        _quotes = new int[_pieces.Count + 1];
        _equals = new int[_pieces.Count + 1];
        for (var i = 0; i < _pieces.Count; i++)
        {
            var inches = _quotes[i] % 2 == 0 && IsDigits(i - 1);
            _quotes[i + 1] = _quotes[i] + (Is(i, '"') && !inches ? 1 : 0);
            _equals[i + 1] = _equals[i] + (IsAny(i, "=≈≠≤≥") ? 1 : 0);
        }
        for (var i = _pieces.Count - 1; i >= 0; i--)
            _chunkEnds[i] =
                _pieces[i].Kind == PieceKind.Space ? i
                : i + 1 < _pieces.Count ? _chunkEnds[i + 1]
                : _pieces.Count;
    }

    /// <summary>The text as read, with look-alikes folded. All spans and places of pieces are its.</summary>
    public string Text => _folded.Text;

    /// <summary>End of the readers' view: the next hint of the markup, or the end of the text.</summary>
    public int End
    {
        get;
        set
        {
            field = value;
            LastQuantity = (-1, default);
            _lastLower = _lastString = (-1, "");
        }
    }

    /// <summary>The number that was looked for last, as several readers ask for the same one.</summary>
    public (int At, Quantity Value) LastQuantity { get; set; } = (-1, default);

    public int Count => _pieces.Count;

    /// <summary>
    /// True if a lexicon says a word, given in lower case, rather than spelling it; null where it has none.
    /// </summary>
    public Func<string, bool?> IsWordOfLexicon { get; init; } = _ => null;

    /// <summary>True if everything is in capitals, so that capitals say nothing.</summary>
    public bool IsShouted => _isShouted ??= !Text.Any(char.IsLower) && Text.Count(char.IsUpper) > 6;

    /// <summary>The piece at an index; an empty one outside.</summary>
    public Piece this[int index] =>
        (uint)index < (uint)End ? _pieces[index]
        : index < 0 ? default
        : End < _pieces.Count ? new(_pieces[End].Start, _pieces[End].Start, PieceKind.None)
        : new(Text.Length, Text.Length, PieceKind.None);

    public bool IsSpace(int index) => this[index].Kind == PieceKind.Space;

    public bool IsLetters(int index) => this[index].Kind == PieceKind.Letters;

    public bool IsDigits(int index) => this[index].Kind == PieceKind.Digits;

    /// <summary>True if there are digits, and so many.</summary>
    public bool IsDigits(int index, int fewest, int most) =>
        this[index] is { Kind: PieceKind.Digits } piece
        && piece.End - piece.Start >= fewest
        && piece.End - piece.Start <= most;

    /// <summary>Letters of which the first is a capital.</summary>
    public bool IsCapital(int index) => IsLetters(index) && char.IsUpper(Text[this[index].Start]);

    /// <summary>Letters of which the first is a small one.</summary>
    public bool IsSmall(int index) => IsLetters(index) && char.IsLower(Text[this[index].Start]);

    /// <summary>UTF-16 units in a piece.</summary>
    public int Length(int index) => this[index].End - this[index].Start;

    /// <summary>True if the piece is this symbol.</summary>
    public bool Is(int index, char symbol) =>
        this[index] is { Kind: PieceKind.Symbol } piece && Text[piece.Start] == symbol;

    /// <summary>True if the piece is one of these symbols.</summary>
    public bool IsAny(int index, string symbols) =>
        this[index] is { Kind: PieceKind.Symbol } piece && symbols.Contains(Text[piece.Start]);

    /// <summary>True for a sign that is a number: ½, ², ④.</summary>
    public bool IsNumberSign(int index) =>
        this[index] is { Kind: PieceKind.Symbol } piece && char.IsNumber(Text[piece.Start]);

    /// <summary>True if the piece is this word, in any case.</summary>
    public bool IsWord(int index, string lower) =>
        this[index].Kind == PieceKind.Letters && Span(index).Equals(lower, StringComparison.OrdinalIgnoreCase);

    /// <summary>The folded text of a piece.</summary>
    public ReadOnlySpan<char> Span(int index)
    {
        var piece = this[index];
        return Text.AsSpan(piece.Start, piece.End - piece.Start);
    }

    /// <summary>The folded text of a piece in lower case; empty for a very long one, which is in no table.</summary>
    public string Lower(int index)
    {
        if (_lastLower.At != index || index < 0)
            _lastLower = (
                index,
                this[index] is { Kind: not PieceKind.None } piece && piece.End - piece.Start <= LongestKey
                    ? String(index).ToLowerInvariant()
                    : ""
            );
        return _lastLower.Text;
    }

    /// <summary>The folded text of a piece as a string.</summary>
    public string String(int index)
    {
        var piece = this[index];
        if (piece.End - piece.Start == 1 && Text[piece.Start] < Singles.Length)
            return Singles[Text[piece.Start]];
        if (_lastString.At != index)
            _lastString = (index, Span(index).ToString());
        return _lastString.Text;
    }

    /// <summary>Typed text of a span.</summary>
    public string Typed(TextSpan span) =>
        TypedSpan(span) is [var one] && one < Singles.Length ? Singles[one] : TypedSpan(span).ToString();

    /// <summary>Typed text of a span.</summary>
    public ReadOnlySpan<char> TypedSpan(TextSpan span)
    {
        var typed = _folded.ToSource(span);
        return _folded.Source.AsSpan(typed.Start, typed.Length);
    }

    /// <summary>The first character typed for a piece; '\0' where none was.</summary>
    public char TypedAt(int index) =>
        TypedSpan(new(this[index].Start, this[index].End)) is [var first, ..] ? first : '\0';

    /// <summary>True where an equals or comparison sign stands within <see cref="EquationReach"/> pieces.</summary>
    public bool InEquation(int index) =>
        _equals[Math.Clamp(index + EquationReach + 1, 0, _pieces.Count)]
        > _equals[Math.Clamp(index - EquationReach, 0, _pieces.Count)];

    /// <summary>The value of up to nine digits; −1 for other pieces.</summary>
    public int Value(int index) =>
        IsDigits(index, 1, 9) ? int.Parse(Span(index), NumberStyles.None, CultureInfo.InvariantCulture) : -1;

    /// <summary>The text between two pieces as a span, the second excluded.</summary>
    public TextSpan Range(int from, int to) => new(this[from].Start, to > from ? this[to - 1].End : this[from].Start);

    /// <summary>The index of the blank or end that closes the run without blanks around a piece.</summary>
    public int ChunkEnd(int index) => (uint)index < (uint)End ? Math.Min(_chunkEnds[index], End) : End;

    /// <summary>The index of the piece that begins at a place or after it, looked for from another index on.</summary>
    public int IndexAt(int place, int from)
    {
        while (from < _pieces.Count && _pieces[from].Start < place)
            from++;
        return from;
    }

    /// <summary>Number of double quotes before a piece, marks of inches excepted.</summary>
    public int QuotesBefore(int index) => _quotes[Math.Clamp(index, 0, _pieces.Count)];

    /// <summary>The next piece that is not a blank, at most one blank on.</summary>
    public int SkipSpace(int index) => IsSpace(index) ? index + 1 : index;

    /// <summary>True if the text ends here, but for a blank.</summary>
    public bool EndsText(int index) => SkipSpace(index) >= _pieces.Count;

    /// <summary>True if nothing is glued on the left: a beginning, a blank or a mark that may open or part.</summary>
    public bool StartsItem(int index) => !IsLetters(index - 1) && !IsDigits(index - 1);

    private const int LongestKey = 40,
        EquationReach = 24;

    private static readonly string[] Singles = [.. Enumerable.Range(0, 128).Select(c => ((char)c).ToString())];

    /// <summary>
    /// Kind of the code point at a place after one of another kind, and its number of UTF-16 units.
    /// </summary>
    private PieceKind KindAt(int at, PieceKind before, out int length)
    {
        length = 1;
        var c = Text[at];
        if (c < 128)
            return char.IsAsciiLetter(c) ? PieceKind.Letters
                : char.IsAsciiDigit(c) ? PieceKind.Digits
                : char.IsWhiteSpace(c) ? PieceKind.Space
                : PieceKind.Symbol;
        if (Rune.DecodeFromUtf16(Text.AsSpan(at), out var rune, out length) != System.Buffers.OperationStatus.Done)
        {
            length = 1;
            return PieceKind.Symbol;
        }
        if (Rune.IsWhiteSpace(rune))
            return PieceKind.Space;
        if (Rune.IsLetter(rune) && !IsLetterLikeSymbol(rune.Value))
            return PieceKind.Letters;
        return before == PieceKind.Letters && (IsMark(rune) || IsJoiner(c)) ? PieceKind.Letters : PieceKind.Symbol;
    }

    /// <summary>
    /// Letters to Unicode that are signs to a reader: º, ª, ℃ and the click letters' look-alike of "!".
    /// </summary>
    private static bool IsLetterLikeSymbol(int rune) => rune is 0xBA or 0xAA or 0x1C3;

    private static bool IsMark(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark
        && rune.Value is not (0xFE0F or 0x20E3);

    /// <summary>A word without the joiners in it.</summary>
    public static string WithoutJoiners(string word) =>
        word.AsSpan().IndexOfAnyExceptInRange('\0', '\u007F') >= 0 && word.Any(IsJoiner)
            ? new([.. word.Where(c => !IsJoiner(c))])
            : word;

    /// <summary>Soft hyphen, joiners and the like: inside a word, and no part of it.</summary>
    private static bool IsJoiner(char c) => c is '\u00AD' or '\u2060' or '\u200C' or '\u200D' or '\uFEFF';
}
