using System.Buffers;
using System.Collections.Frozen;
using System.Text;
using AnyAscii;
using VoiceSmith.Text.Normalization.Amounts;
using VoiceSmith.Text.Normalization.Scanning;

namespace VoiceSmith.Text.Normalization.Signs;

/// <summary>Marks that shape phrasing, signs that are said, and what is only written.</summary>
internal static class Symbols
{
    private static readonly Lazy<FrozenDictionary<string, string>> Names = new(() => DataTable.Read("symbols.txt"));

    /// <summary>
    /// A symbol's name; null where it has none. Emoji and signs that the list lacks take AnyAscii's words.
    /// </summary>
    public static string? NameOf(string symbol)
    {
        if (Currencies.NameOfSign(symbol) is { } currency)
            return currency;
        if (Names.Value.TryGetValue(symbol, out var name))
            return name;
        if (Ascii.IsValid(symbol) || symbol.Length == 0 || char.IsSurrogate(symbol[^1]) && symbol.Length < 2)
            return null;
        var ascii = symbol.Transliterate().Trim();
        if (ascii is [':', .. { Length: > 1 } code, ':'])
            return
                string.Join(
                    ' ',
                    code.Split('_')
                        .Select(word => new string([.. word.Where(char.IsAsciiLetter)]))
                        .Where(word => word.Length > 0)
                )
                    is { Length: > 0 } words
                ? words
                : null;
        return ascii.Length > 1 && !ascii.AsSpan().ContainsAnyExcept(Letters) ? ascii : null;
    }

    private static readonly SearchValues<char> Letters = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
    );

    /// <summary>Reads any symbol: the last reader, so it always reads one.</summary>
    public static int Read(Pieces pieces, int at, Speech speech)
    {
        var piece = pieces[at];
        var span = new TextSpan(piece.Start, piece.End);
        var sign = pieces.Text[piece.Start];
        if (sign is ')' or '}' && speech.IsHidden(at))
        {
            speech.Hide(span);
            return at + 1;
        }
        if (
            sign == '.'
            && (
                (pieces.IsLetters(at + 1) && pieces.IsAny(at - 1, "/*"))
                || (pieces.IsDigits(at + 1) && pieces.IsLetters(at - 1) && pieces.Is(at - 2, '-'))
            )
        )
        {
            speech.Say(span, "dot", "electronic");
            return at + 1;
        }
        if (ReadMark(pieces, at, sign, speech) is var afterMark && afterMark > at)
            return afterMark;
        if (
            sign == '#'
            && pieces.IsLetters(at - 1)
            && pieces.Length(at - 1) == 1
            && pieces.Text[pieces[at - 1].Start] is >= 'A' and <= 'G'
            && (!pieces.IsLetters(at + 1) || pieces.Span(at + 1) is "m" or "min" or "maj" or "dim" or "aug" or "sus")
        )
        {
            speech.Say(span, "sharp", "symbol");
            return at + 1;
        }
        if (sign is '-' && IsAlphabet(pieces, at))
        {
            speech.Say(span, "to", "symbol");
            return at + 1;
        }
        if (sign == '*' && (pieces.Lower(at - 2) is "select" || (pieces.Is(at - 1, '(') && pieces.Is(at + 1, ')'))))
        {
            speech.Say(span, "star", "symbol");
            return at + 1;
        }
        if (sign == '*' && IsFootnote(pieces, at))
        {
            speech.Silent(span, "");
            return at + 1;
        }
        if (sign == '-' && pieces.IsSpace(at - 1) && pieces.IsSpace(at + 1) && at + 2 < pieces.End)
        {
            speech.Mark(span, "—", pieces.Typed(span));
            return at + 1;
        }
        if (sign == '§' && pieces.Is(at + 1, '§'))
        {
            speech.Say(pieces.Range(at, at + 2), "sections", "symbol");
            return at + 2;
        }
        if (sign == '>' && IsStep(pieces, at))
        {
            speech.Mark(span, ",", pieces.Typed(span));
            return at + 1;
        }
        if (sign == '/' && ReadStroke(pieces, at, span, speech))
            return at + 1;
        if (sign == '_' && IsAlphanumeric(pieces, at - 1) && IsAlphanumeric(pieces, at + 1))
        {
            speech.Hide(span);
            return at + 1;
        }
        var name = NameOf(pieces.String(at));
        if (
            sign == '~'
            && pieces.StartsItem(at)
            && (pieces.IsDigits(pieces.SkipSpace(at + 1)) || pieces.IsAny(at + 1, "$£€."))
        )
            name = "approximately";
        if (name is not null)
        {
            speech.Say(span, name, "symbol");
            return at + 1;
        }
        if (sign is '-' or '\'' or '[' or ']' or '{' or '}' or '<' or '>' or '`' or '•' or '·' or '¿' or '¡')
        {
            speech.Silent(span, pieces.Typed(span));
            return at + 1;
        }
        var rune = Rune.TryGetRuneAt(pieces.Text, piece.Start, out var whole) ? whole : Rune.ReplacementChar;
        speech.Silent(span, "");
        if (
            Rune.GetUnicodeCategory(rune)
            is not (
                System.Globalization.UnicodeCategory.Format
                or System.Globalization.UnicodeCategory.NonSpacingMark
                or System.Globalization.UnicodeCategory.EnclosingMark
            )
        )
            speech.Notice(span, $"U+{rune.Value:X4} has no sound and was skipped.");
        return at + 1;
    }

    /// <summary>A-Z, a–z: the letters of an alphabet; A–F: with the long dash.</summary>
    private static bool IsAlphabet(Pieces pieces, int at) =>
        IsLetter(pieces, at - 1)
        && IsLetter(pieces, at + 1)
        && !pieces.IsAny(at - 2, "-–")
        && !pieces.IsAny(at + 2, "-–")
        && (pieces.Span(at - 1) is "A" or "a")
        && (pieces.Span(at + 1) is "Z" or "z");

    private static bool IsLetter(Pieces pieces, int at) => pieces.IsLetters(at) && pieces.Length(at) == 1;

    /// <summary>50%*, $9.99*, free*: a sign that a note follows.</summary>
    private static bool IsFootnote(Pieces pieces, int at) =>
        (
            pieces.IsAny(at - 1, "%.)!*")
            || pieces.IsDigits(at - 1)
            || (pieces.IsLetters(at - 1) && pieces.Length(at - 1) > 1)
        )
        && (pieces[at + 1].Kind is PieceKind.None or PieceKind.Space || pieces.IsAny(at + 1, ".,;:!?)*"));

    /// <summary>Settings &gt; Privacy: the way through menus.</summary>
    private static bool IsStep(Pieces pieces, int at) =>
        pieces.IsSpace(at - 1)
        && pieces.IsSpace(at + 1)
        && pieces.IsLetters(at - 2)
        && pieces.IsCapital(at + 2)
        && pieces.Length(at - 2) > 1
        && pieces.Length(at + 2) > 1;

    /// <summary>A stroke that is not said, or stands for "or": AC/DC, he/she, and/or, two/three.</summary>
    private static bool ReadStroke(Pieces pieces, int at, TextSpan span, Speech speech)
    {
        var (before, after) = (pieces.Lower(at - 1), pieces.Lower(at + 1));
        if (
            (before, after)
            is
                ("he", "she")
                or
                ("she", "he")
                or
                ("him", "her")
                or
                ("her", "him")
                or
                ("his", "her")
                or
                ("his", "hers")
                or
                ("her", "his")
                or
                ("himself", "herself")
                or
                ("yes", "no")
                or
                ("his", "their")
                or
                ("he", "they")
                or
                ("man", "woman")
                or
                ("men", "women")
                or
                ("true", "false")
                or
                ("male", "female")
                or
                ("mr", "mrs")
        )
        {
            speech.Say(span, "or", "symbol");
            return true;
        }
        if (
            pieces.IsDigits(at - 1)
            && pieces.Is(at - 2, '.')
            && pieces.IsDigits(at - 3)
            && pieces.Span(at + 1) is "5" or "10" or "100"
        )
        {
            speech.Say(span, "out of", "symbol");
            return true;
        }
        var silent =
            NumberWords.IsNumberWord(before)
            || NumberWords.IsNumberWord(after)
            || (before, after)
                is
                    ("and", "or")
                    or
                    ("she", "her")
                    or
                    ("he", "him")
                    or
                    ("they", "them")
                    or
                    ("either", "or")
                    or
                    ("her", "hers")
                    or
                    ("him", "his")
            || (IsCapitals(pieces, at - 1) && IsCapitals(pieces, at + 1));
        if (NumberWords.IsNumberWord(before) || NumberWords.IsNumberWord(after))
            speech.Silent(span, "/");
        else if (silent)
            speech.Hide(span);
        return silent;
    }

    private static bool IsCapitals(Pieces pieces, int at) =>
        (pieces.IsLetters(at) && pieces.Length(at) <= 6 && !pieces.Span(at).ContainsAnyExceptInRange('A', 'Z'))
        || (pieces.IsDigits(at, 1, 1) && pieces.Is(at - 1, '/'));

    private static bool IsAlphanumeric(Pieces pieces, int at) =>
        pieces[at].Kind is PieceKind.Letters or PieceKind.Digits;

    /// <summary>A mark, and its repetitions as one: "!!!" is spoken as "!".</summary>
    private static int ReadMark(Pieces pieces, int at, char sign, Speech speech)
    {
        var mark = sign switch
        {
            ',' or '.' or '?' or '!' or ';' or ':' or '…' or '—' or '(' or ')' or '"' => sign.ToString(),
            '–' => "—",
            '、' or '，' => ",",
            '。' or '．' => ".",
            '؟' => "?",
            _ => null,
        };
        var end = at + 1;
        if (sign == '-' && pieces.Is(at + 1, '-'))
            mark = "—";
        if (sign == '`' && pieces.Is(at + 1, '`'))
        {
            speech.Mark(pieces.Range(at, at + 2), "\"");
            return at + 2;
        }
        if (mark is null)
            return at;
        if (sign is '.' or '!' or '?' or '-' or ',')
            while (pieces.Is(end, sign))
                end++;
        var span = pieces.Range(at, end);
        if (sign == '.' && end - at >= 3)
            mark = "…";
        speech.Mark(span, mark, pieces.Typed(span));
        return end;
    }
}
