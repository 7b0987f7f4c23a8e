using System.Collections.Frozen;
using System.Text;
using VoiceSmith.Text.Normalization.Amounts;
using VoiceSmith.Text.Normalization.Scanning;

namespace VoiceSmith.Text.Normalization.Signs;

/// <summary>Marks that shape phrasing, signs that are said, and what is only written.</summary>
internal static class Symbols
{
    private static readonly FrozenDictionary<char, string> Names = new Dictionary<char, string>
    {
        ['&'] = "and", ['#'] = "hash", ['@'] = "at", ['§'] = "section", ['¶'] = "paragraph", ['™'] = "trademark",
            ['®'] = "registered trademark", ['©'] = "copyright",
        ['_'] = "underscore", ['%'] = "percent", ['*'] = "asterisk", ['+'] = "plus", ['/'] = "slash", ['\\'] = "backslash",
            ['='] = "equals", ['^'] = "circumflex",
        ['|'] = "vertical bar", ['~'] = "tilde", ['°'] = "degree", ['º'] = "degree", ['×'] = "times", ['÷'] = "divided by",
            ['±'] = "plus or minus",
        ['≈'] = "approximately", ['≠'] = "is not equal to", ['≤'] = "less than or equal to",
            ['≥'] = "greater than or equal to", ['√'] = "square root of", ['∞'] = "infinity",
        ['∑'] = "sum", ['∫'] = "integral", ['∂'] = "partial", ['∈'] = "in", ['→'] = "to", ['←'] = "from", ['¢'] = "cent",
            ['²'] = "squared", ['³'] = "cubed", ['‰'] = "per mille",
        ['℃'] = "degrees Celsius", ['℉'] = "degrees Fahrenheit", ['№'] = "number", ['†'] = "dagger", ['‡'] = "double dagger",
    }.ToFrozenDictionary();

    /// <summary>Reads any symbol: the last reader, so it always reads one.</summary>
    public static int Read(Pieces pieces, int at, Speech speech)
    {
        var piece = pieces[at];
        var span = new TextSpan(piece.Start, piece.End);
        var sign = pieces.Text[piece.Start];
        if (ReadMark(pieces, at, sign, speech) is var afterMark && afterMark > at)
            return afterMark;
        if (sign == '#' && pieces.IsLetters(at - 1) && pieces.Length(at - 1) == 1
            && pieces.Text[pieces[at - 1].Start] is >= 'A' and <= 'G' && !pieces.IsLetters(at + 1))
        {
            speech.Say(span, "sharp", "symbol");
            return at + 1;
        }
        if (sign == '-' && pieces.IsSpace(at - 1) && pieces.IsSpace(at + 1) && at + 2 < pieces.End)
        {
            speech.Mark(span, "—", pieces.Typed(span));
            return at + 1;
        }
        if (sign == '/' && (NumberWords.IsNumberWord(pieces.Lower(at - 1)) || NumberWords.IsNumberWord(pieces.Lower(at + 1))))
        {
            speech.Silent(span, "/");
            return at + 1;
        }
        var name = Currencies.NameOfSign(pieces.String(at)) ?? Names.GetValueOrDefault(sign);
        if (sign == '~' && pieces.IsDigits(pieces.SkipSpace(at + 1)))
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
        var rune = Rune.TryGetRuneAt(pieces.Source, piece.Start, out var whole) ? whole : Rune.ReplacementChar;
        speech.Silent(span, "");
        if (Rune.GetUnicodeCategory(rune) is not (System.Globalization.UnicodeCategory.Format
            or System.Globalization.UnicodeCategory.NonSpacingMark or System.Globalization.UnicodeCategory.EnclosingMark))
            speech.Notice(span, $"U+{rune.Value:X4} has no sound and was skipped.");
        return at + 1;
    }

    /// <summary>A mark, and its repetitions as one: "!!!" is heard as "!".</summary>
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
