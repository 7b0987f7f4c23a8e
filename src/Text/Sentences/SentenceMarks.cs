using System.Buffers;
using VoiceSmith.Text.Phonemes;

namespace VoiceSmith.Text.Sentences;

/// <summary>A point, question or exclamation mark, or a row of them.</summary>
/// <param name="IsMark">False for a letter: the exclamation mark of !Kung.</param>
/// <param name="First">The first character of the row.</param>
/// <param name="Last">The last character of the row.</param>
/// <param name="End">Behind the quotes and brackets that close with it.</param>
/// <param name="Points">Number of points, an ellipsis counting as three; 0 for a question or exclamation.</param>
/// <param name="Word">The kind of word before a single point.</param>
internal readonly record struct SentenceMark(bool IsMark, int First, int Last, int End, int Points, PointedWord Word)
{
    /// <summary>True where blanks stand among the points.</summary>
    public bool IsSpaced => Last - First + 1 > Points && Points > 0;
}

/// <summary>Decides from the text around a mark if it ends a sentence.</summary>
internal sealed class SentenceMarks(TextWindow text)
{
    private const int LongestWord = 32;
    private const int LongestRow = 16;
    private static readonly SearchValues<char> AddressLeft = SearchValues.Create("@/\\:_=");
    private static readonly SearchValues<char> AddressRight = SearchValues.Create("@/\\_=(");
    private static readonly SearchValues<char> Numerals = SearchValues.Create("ABCDEFGHIVX");
    private static readonly SearchValues<char> RomanNumerals = SearchValues.Create("IVX");

    private static readonly SearchValues<char> Terminals = SearchValues.Create(".!?…‽。！？｡．‼⁇⁈⁉।॥۔؟።။។");

    /// <summary>Marks of scripts that put no blank behind a sentence.</summary>
    private static readonly SearchValues<char> Unspaced = SearchValues.Create("。！？｡");

    /// <summary>True for a character that can end a sentence, of any script.</summary>
    public static bool IsTerminal(char c) => Terminals.Contains(c);

    /// <summary>True for a character that closes a quotation, a bracket or emphasis.</summary>
    public static bool IsCloser(char c) => c is '"' or '\'' or '”' or '’' or '»' or ')' or ']' or '}' or '*' or '_';

    /// <summary>The kind of word before a point.</summary>
    public PointedWord KindBefore(int point)
    {
        var word = WordBefore(point);
        if (word.Length == 1 && word[0] == 'I' && PreviousIsLower(point - 1))
            return PointedWord.Ordinary; // the pronoun, not a name's initial
        return PointedWords.KindOf(word);
    }

    /// <summary>Reads the row of marks that a place belongs to.</summary>
    public SentenceMark Read(int at)
    {
        int last = at,
            points = 0;
        var strong = false;
        for (var next = at; next - at < LongestRow; next++)
        {
            var c = text[next];
            if (IsTerminal(c))
            {
                points += c switch
                {
                    '.' => 1,
                    '…' => 3,
                    _ => 0,
                };
                strong |= c is not ('.' or '…');
                last = next;
            }
            else if (
                c != ' '
                || text[next + 1] != '.'
                || text[next + 2] is not (' ' or '.' or '"' or '”' or '\n' or TextWindow.End)
            )
                break;
        }
        var end = last + 1;
        while (end - last < LongestRow && IsCloser(text[end]))
            end++;
        var word = strong || points != 1 ? PointedWord.Ordinary : KindBefore(at);
        var click =
            text[at] == '!'
            && last == at
            && char.IsLetter(text[at + 1])
            && (at == 0 || !char.IsLetterOrDigit(text[at - 1]) && !IsCloser(text[at - 1]));
        return new(!click, at, last, end, strong ? 0 : points, word);
    }

    /// <summary>
    /// True where a sentence ends although no blank follows: a footnote, a forgotten blank, a script without blanks.
    /// </summary>
    public bool EndsUnspaced(SentenceMark mark, out int behind)
    {
        behind = mark.End;
        if (Unspaced.Contains(text[mark.Last]))
            return true;
        if (mark.Last + 1 == mark.End || text[mark.Last + 1] is '[')
        {
            if (EndsBeforeFootnote(mark, ref behind))
                return true;
            behind = mark.End;
        }
        return char.IsUpper(text[mark.End]) && mark.Points < 2 && IsForgottenBlank(mark);
    }

    /// <summary>True where a sentence ends before the word that begins at a place.</summary>
    /// <param name="mark">The mark.</param>
    /// <param name="next">Behind the blanks.</param>
    /// <param name="isCasual">The writer uses no capitals.</param>
    public bool EndsBefore(SentenceMark mark, int next, bool isCasual)
    {
        var first = next;
        while (first - next < 8 && IsOpening(text[first]))
            first++;
        var c = text[first];
        if (c == TextWindow.End)
            return true;
        if (
            mark.Points is 0 or > 2
            && mark.End > mark.Last + 1
            && text[mark.End - 1] is '"' or '”' or '»' or '’' or '\''
            && IsSaying(first)
        )
            return false;
        if (mark.Points > 2)
            return EndsWithEllipsis(mark, first);
        if (char.IsLower(c))
            return isCasual && mark.Word == PointedWord.Ordinary && first == next;
        return mark.Word switch
        {
            PointedWord.Ordinary => char.IsLetterOrDigit(c)
                || c is not (',' or ';' or ':' or ')' or ']' or '.') && !IsDashBeforeLower(first),
            PointedWord.Title => char.IsLower(text[mark.First - 1])
                && IsLowerWord(mark)
                && PointedWords.IsStart(WordAt(first)),
            PointedWord.Inner => false,
            PointedWord.Number => !char.IsDigit(c) && !IsShortNumeral(first) && !IsLettered(mark, first),
            PointedWord.Unit => char.IsUpper(c) && !IsTimeGoingOn(mark, first),
            PointedWord.Initial => IsStart(first) && !IsInitial(first),
            _ => IsStart(first),
        };
    }

    private bool EndsWithEllipsis(SentenceMark mark, int first)
    {
        if (!char.IsUpper(text[first]))
            return mark.Points > 3 && char.IsDigit(text[first]);
        if (mark.Points > 3)
            return true;
        return !mark.IsSpaced
            && WordAt(first) is not ("I" or "I'm" or "I've" or "I'll" or "I'd" or "I’m" or "I’ve" or "I’ll" or "I’d");
    }

    /// <summary>.[1] .11 12: numbers of footnotes, then a capital.</summary>
    private bool EndsBeforeFootnote(SentenceMark mark, ref int end)
    {
        if (mark.Word != PointedWord.Ordinary || mark.First == 0 || char.IsDigit(text[mark.First - 1]))
            return false;
        var bracket = text[end] == '[';
        var at = end;
        while (
            at - end < LongestRow
            && (
                char.IsDigit(text[at])
                || bracket && text[at] is '[' or ']'
                || text[at] is ' ' or ',' && char.IsDigit(text[at + 1])
            )
        )
            at++;
        if (at == end || !char.IsWhiteSpace(text[at]) && text[at] != TextWindow.End)
            return false;
        var next = at;
        while (next - at < LongestRow && char.IsWhiteSpace(text[next]))
            next++;
        end = at;
        return char.IsUpper(text[next]) || text[next] == TextWindow.End && bracket;
    }

    /// <summary>world.Today, but neither System.Text nor http://testurl.Awesome.com.</summary>
    private bool IsForgottenBlank(SentenceMark mark)
    {
        var left = TokenBefore(mark.First);
        var right = TokenAt(mark.End);
        if (left.IsEmpty || left.ContainsAny(AddressLeft) || right.ContainsAny(AddressRight))
            return false;
        var word = WordAt(mark.End);
        if (word.Length < right.Length && !char.IsPunctuation(right[word.Length]))
            return false;
        if (mark.Points == 0)
            return char.IsLetter(left[^1]) && word.Length > 1;
        var lower = char.IsLower(left[0]);
        if (
            PointedWords.IsStart(word)
            || PointedWords.IsTitle(word) && right.Length > word.Length && right[word.Length] == '.'
        )
            return left.Length > 1 && mark.Word == PointedWord.Ordinary;
        return lower
            && word.Length > 1
            && word.Length == right.TrimEnd(".,;:!?").Length
            && PronouncingLexicon.English.Contains(left)
            && PronouncingLexicon.English.Contains(word.ToString().ToLowerInvariant());
    }

    /// <summary>5 p.m. EST; At 5 a.m. Mr. Smith …</summary>
    private bool IsTimeGoingOn(SentenceMark mark, int first)
    {
        if (text[mark.First - 1] is not ('m' or 'M') || text[mark.First - 2] != '.')
            return false;
        var word = WordAt(first);
        if (PointedWords.IsZone(word))
            return true;
        return PointedWords.IsTitle(word)
            && text[first + word.Length] == '.'
            && text.Slice(0, mark.First).Count(' ') <= 2;
    }

    /// <summary>True where a capitalized word stands that begins sentences beyond doubt.</summary>
    public bool IsStart(int at) => char.IsUpper(text[at]) && PointedWords.IsStart(WordAt(at));

    private bool IsInitial(int at) => text[at + 1] == '.';

    /// <summary>II, B, XIV: what may follow Vol. or Fig.</summary>
    private bool IsShortNumeral(int at)
    {
        var word = WordAt(at);
        return word.Length > 0
            && word is not ("I" or "A")
            && !word.ContainsAnyExcept(Numerals)
            && (word.Length == 1 || !word.ContainsAnyExcept(RomanNumerals));
    }

    /// <summary>Fig. A, App. A: a word that letters number.</summary>
    private bool IsLettered(SentenceMark mark, int at) =>
        PointedWords.IsLettered(WordBefore(mark.First)) && WordAt(at) is "A" && !char.IsUpper(text[at + 2]);

    /// <summary>Harry asked, Mr. Smith said: who speaks the quotation before, and that he does.</summary>
    private bool IsSaying(int at)
    {
        const int MostNames = 3;
        for (var names = 0; names <= MostNames; names++)
        {
            var word = WordAt(at);
            if (
                word.IsEmpty
                || (
                    names == 0
                    && PointedWords.IsStart(word)
                    && !(PointedWords.IsTitle(word) && text[at + word.Length] == '.')
                )
            )
                return false;
            if (names > 0 && PointedWords.IsSaying(word))
                return true;
            if (!char.IsUpper(word[0]))
                return false;
            at += word.Length;
            if (text[at] == '.' && (word.Length == 1 || PointedWords.IsTitle(word)))
                at++;
            if (text[at] != ' ')
                return false;
            at++;
        }
        return false;
    }

    private bool IsDashBeforeLower(int at)
    {
        if (text[at] is not ('-' or '–' or '—'))
            return false;
        var end = at;
        while (end - at < 4 && text[end] is '-' or '–' or '—' or ' ')
            end++;
        return !char.IsUpper(text[end]);
    }

    private bool IsLowerWord(SentenceMark mark) => WordBefore(mark.First) is [var first, ..] && char.IsLower(first);

    /// <summary>True where the word before the one at a place begins in lower case.</summary>
    private bool PreviousIsLower(int at)
    {
        var end = at;
        while (end > 0 && at - end < 4 && char.IsWhiteSpace(text[end - 1]))
            end--;
        var start = end;
        while (start > 0 && end - start < LongestWord && char.IsLetter(text[start - 1]))
            start--;
        return start < end && char.IsLower(text[start]);
    }

    private static bool IsOpening(char c) =>
        c
            is '"'
                or '\''
                or '“'
                or '‘'
                or '«'
                or '('
                or '['
                or '{'
                or '¿'
                or '¡'
                or '*'
                or '_'
                or '#'
                or '$'
                or '£'
                or '€'
                or '¥'
                or '%'
                or '&';

    private ReadOnlySpan<char> WordBefore(int at)
    {
        var start = at;
        while (
            start > 0
            && at - start < LongestWord
            && (char.IsLetterOrDigit(text[start - 1]) || text[start - 1] is '.' or '\'' or '’' or '°' or 'º')
        )
            start--;
        return text.Slice(start, at);
    }

    private ReadOnlySpan<char> WordAt(int at)
    {
        var end = at;
        while (
            end - at < LongestWord
            && (char.IsLetter(text[end]) || text[end] is '\'' or '’' && char.IsLetter(text[end + 1]))
        )
            end++;
        return text.Slice(at, end);
    }

    private ReadOnlySpan<char> TokenBefore(int at)
    {
        var start = at;
        while (start > 0 && at - start < LongestWord && !char.IsWhiteSpace(text[start - 1]))
            start--;
        return text.Slice(start, at);
    }

    private ReadOnlySpan<char> TokenAt(int at)
    {
        var end = at;
        while (end - at < LongestWord && !char.IsWhiteSpace(text[end]) && text[end] != TextWindow.End)
            end++;
        return text.Slice(at, end);
    }
}
