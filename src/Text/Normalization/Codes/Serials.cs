using VoiceSmith.Text.Normalization.Numerals;
using VoiceSmith.Text.Normalization.Scanning;
using VoiceSmith.Text.Normalization.Wording;

namespace VoiceSmith.Text.Normalization.Codes;

/// <summary>
/// Letters and digits glued together, with hyphens and strokes: covid-19, t-0t25d12-f, A321, 123/261788/2021, 100-car.
/// </summary>
internal static class Serials
{
    private const string Kind = "serial";
    private const int MostPieces = 200;

    /// <summary>A serial or part number, or a word with a number in it.</summary>
    public static int Read(Pieces pieces, int at, Speech speech)
    {
        if (!pieces.StartsItem(at)
            || Science.Quotients.IsBracketed(pieces, at)
            || (pieces.Is(at + 1, '/') && pieces.Span(at) is [>= 'Α' and <= 'ω'])
            || (pieces.IsDigits(at) && pieces.Is(at + 2, '/') && pieces.Span(at + 1) is [>= 'Α' and <= 'ω']))
            return at;
        var end = at;
        var (letters, digits, strokes, points) = (0, 0, 0, 0);
        while (end - at < MostPieces)
        {
            if (pieces.IsLetters(end))
                letters++;
            else if (pieces.IsDigits(end))
                digits++;
            else if (pieces.Is(end, '.') && pieces.IsDigits(end - 1) && pieces.IsDigits(end + 1) && letters > 0)
                points++;
            else if (pieces.IsAny(end, "-/") && end > at && (pieces.IsLetters(end + 1) || pieces.IsDigits(end + 1)))
                strokes++;
            else
                break;
            end++;
        }
        if (points > 0 && strokes == 0 && pieces.IsDigits(at))
            return at;
        if (
            digits == 0
            || (letters == 0 && strokes < 2)
            || (pieces.Is(end, '.') && pieces.IsDigits(end + 1) && pieces.IsDigits(end - 1) && letters == 0)
        )
            return at;
        if (
            letters > 0
            && strokes > 0
            && !pieces.IsDigits(at)
            && NumberPart(pieces, at, end) is var number
            && number > at
            && !IsCode(pieces, at, number, end)
        )
            return at;
        for (var i = at; i < end;)
            i = SayWithEnding(pieces, i, at, end, speech);
        return end;
    }

    /// <summary>The first number after a hyphen where only words stand before it.</summary>
    private static int NumberPart(Pieces pieces, int at, int end)
    {
        for (var i = at; i < end; i++)
            if (pieces.IsDigits(i))
                return pieces.Is(i - 1, '-') ? i : at;
        return at;
    }

    /// <summary>
    /// True if the number after a hyphen is part of a code rather than a year, a decade or a time: mid-1990s.
    /// </summary>
    private static bool IsCode(Pieces pieces, int at, int number, int end)
    {
        var afterWord = pieces.Length(at) > 1 && char.IsLower(pieces.Text[pieces[at].End - 1]);
        var decade =
            afterWord
            && pieces.IsWord(number + 1, "s")
            && (pieces.IsDigits(number, 2, 2) || pieces.IsDigits(number, 4, 4))
            && pieces.Span(number)[^1] == '0'
            && number + 2 == end;
        var year =
            afterWord && number + 1 == end && pieces.IsDigits(number, 4, 4) && pieces.Span(number)[0] is '1' or '2';
        var time = number + 2 == end && pieces.Lower(number + 1) is "am" or "pm";
        return !decade && !year && !time;
    }

    /// <summary>mid-19th, B-29s: an ending belongs to its number.</summary>
    private static int SayWithEnding(Pieces pieces, int i, int at, int end, Speech speech)
    {
        var ending = i + 1 < end && pieces.IsDigits(i) ? pieces.String(i + 1) : "";
        var words =
            Numbers.IsOrdinal(pieces.String(i), ending) ? NumberWords.Ordinal(pieces.Span(i))
            : ending == "s"
            && i + 2 == end
            && i == at + 2
            && pieces.Is(i - 1, '-')
            && pieces.Span(at)[0] is >= 'A' and <= 'Z'
                ? NumberWords.Plural(Number(pieces, i, at))
            : null;
        if (words is null)
            Say(pieces, i, at, speech);
        else
            speech.Say(pieces.Range(i, i + 2), words, Kind);
        return words is null ? i + 1 : i + 2;
    }

    private static void Say(Pieces pieces, int i, int at, Speech speech)
    {
        var span = pieces.Range(i, i + 1);
        if (pieces.IsDigits(i))
            speech.Say(
                span,
                !pieces.Is(i - 1, '.') ? Number(pieces, i, at)
                    : pieces.IsWord(at, "v") ? Versions.Part(pieces.Span(i))
                    : NumberWords.Digits(pieces.Span(i)),
                Kind
            );
        else if (pieces.Is(i, '.'))
            speech.Say(span, "point", Kind);
        else if (pieces.IsLetters(i))
            SayLetters(pieces, i, span, speech);
        else
            speech.Silent(span, pieces.Typed(span));
    }

    private static string Number(Pieces pieces, int i, int at)
    {
        var digits = pieces.Span(i);
        var capitals =
            pieces.IsLetters(at) && !pieces.Span(at).ContainsAnyExceptInRange('A', 'Z') ? pieces.Length(at) : 0;
        var named = (capitals == 1 && i == at + 1) || (capitals is 1 or 2 && i == at + 2 && pieces.Is(at + 1, '-'));
        if (i == at + 1 && digits.Length == 4 && pieces.Span(at) is "FY" or "CY" or "AY" && digits[0] is '1' or '2')
            return NumberWords.Year(digits);
        if (i == at + 1 && capitals == 2 && digits.Length == 4 && pieces.Lower(at - 2) is "flight" or "flights")
            return NumberWords.Pairs(digits);
        if (i == at && Numbers.NameAt(pieces, at) is { } name)
            return name;
        if (capitals >= 2 && digits.Length >= 4 && pieces.Is(i - 1, '-'))
            return digits.Length == 4 ? NumberWords.Pairs(digits) : NumberWords.Digits(digits);
        if (named && digits.Length == 3 && digits[0] != '0' && digits[1..] is not "00")
            return NumberWords.Name(digits);
        if (
            digits.Length is 3 or 4
            && pieces.Lower(i + 1) is "p" or "i"
            && pieces.Value(i) is 480 or 576 or 720 or 1080 or 1440 or 2160
        )
            return NumberWords.Pairs(digits);
        if (digits.Length >= 5 && digits[^2..] is not "00")
            return NumberWords.Digits(digits);
        return NumberWords.Serial(digits);
    }

    private static void SayLetters(Pieces pieces, int i, TextSpan span, Speech speech)
    {
        var word = pieces.String(i);
        if (word.Length == 1 && char.IsAsciiLetter(word[0]))
            speech.Spell(span, word);
        else if (
            word.Length <= 5
            && word is not ("st" or "nd" or "rd" or "th")
            && !Acronyms.HasVowel(word.ToLowerInvariant())
            && System.Text.Ascii.IsValid(word)
        )
            speech.Spell(span, word);
        else
            Words.Say(pieces, span, speech, Kind, i);
    }
}
