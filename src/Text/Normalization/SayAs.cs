using System.Collections.Frozen;
using VoiceSmith.Text.Markup;
using VoiceSmith.Text.Normalization.Calendar;
using VoiceSmith.Text.Normalization.Numerals;
using VoiceSmith.Text.Normalization.Scanning;
using VoiceSmith.Text.Normalization.Science;
using VoiceSmith.Text.Normalization.Signs;

namespace VoiceSmith.Text.Normalization;

/// <summary>
/// Texts whose class is given: by the markup's say-as, by [[class: text]], or by a pattern of a user's lexicon.
/// </summary>
internal static class SayAs
{
    /// <summary>Says a text as a class; false where it is none.</summary>
    private delegate bool Speaker(string text, SayAsSpan hint, Speech speech);

    private static readonly FrozenDictionary<string, Speaker> Classes = new Dictionary<string, Speaker>
    {
        ["characters"] = Characters,
        ["spell-out"] = Characters,
        ["verbatim"] = Characters,
        ["letters"] = Characters,
        ["code"] = Characters,
        ["acronym"] = Characters,
        ["initialism"] = Characters,
        ["identifier"] = Characters,
        ["digits"] = Digits,
        ["cardinal"] = In(Cardinal),
        ["number"] = In(Cardinal),
        ["decimal"] = In(Cardinal),
        ["ordinal"] = In(Ordinal),
        ["year"] = In(text => IsNumber(text) && text.Length <= 4 ? NumberWords.Year(text) : null),
        ["decade"] = In(text =>
            text.TrimEnd('s').Trim('\'') is var years && IsNumber(years) ? NumberWords.Decade(years) : null
        ),
        ["fraction"] = In(text =>
            Whole(
                text,
                (Pieces pieces, out int next) => Fractions.TryRead(pieces, 0, out var words, out next) ? words : null
            )
        ),
        ["roman"] = In(text => Romans.Value(text) is { } value ? NumberWords.Cardinal(value) : null),
        ["range"] = In(Range),
        ["score"] = In(Range),
        ["ratio"] = In(Range),
        ["date"] = In(Date),
        ["time"] = In(Time),
        ["telephone"] = Telephone,
        ["currency"] = In(text => Spoken(text, "money")),
        ["money"] = In(text => Spoken(text, "money")),
        ["measure"] = In(text => Spoken(text, "measure")),
        ["unit"] = In(text => Spoken(text, "measure")),
        ["address"] = Usual,
        ["name"] = Usual,
        ["interjection"] = Usual,
        ["electronic"] = Electronic,
        ["net"] = Electronic,
        ["url"] = Electronic,
        ["uri"] = Electronic,
        ["email"] = Electronic,
        ["file"] = Electronic,
        ["serial"] = Serial,
        ["chemistry"] = Serial,
        ["version"] = Version,
        ["math"] = Formula,
        ["latex"] = Formula,
        ["word"] = Word,
        ["emoji"] = Usual,
        ["abbreviation"] = Usual,
    }.ToFrozenDictionary();

    /// <summary>The names of the classes: those of <see cref="SayAsClasses"/>.</summary>
    public static IEnumerable<string> Names => Classes.Keys;

    /// <summary>Says a text as its class; false where it is to be read as usual.</summary>
    public static bool Read(Pieces pieces, SayAsSpan hint, Speech speech)
    {
        var text = TextHints.Content(pieces.Text.Substring(hint.Span.Start, hint.Span.Length).Trim());
        if (!Classes.TryGetValue(hint.Kind, out var say))
        {
            speech.Notice(hint.Span, $"There is no class '{hint.Kind}', so the text is read as usual.");
            return false;
        }
        if (say != Usual && say(text, hint, speech))
            return true;
        if (say != Usual)
            speech.Notice(hint.Span, $"This is no {hint.Kind}, so the text is read as usual.");
        if (text.Length == hint.Span.Length)
            return false;
        Nested(text, hint.Span, speech);
        return true;
    }

    private static bool Usual(string text, SayAsSpan hint, Speech speech) => false;

    private static Speaker In(Func<string, string?> words) => In((text, _) => words(text));

    private static Speaker In(Func<string, string, string?> words) =>
        (text, hint, speech) =>
        {
            if (words(text, hint.Format) is not { } said)
                return false;
            speech.Say(hint.Span, said, hint.Kind);
            return true;
        };

    /// <summary>Each digit by its name; what stands between is read as usual, as the SKU of "SKU 123".</summary>
    private static bool Digits(string text, SayAsSpan hint, Speech speech)
    {
        if (!text.Any(char.IsAsciiDigit))
            return false;
        for (var at = 0; at < text.Length;)
        {
            var end = at;
            var digits = char.IsAsciiDigit(text[at]);
            while (end < text.Length && char.IsAsciiDigit(text[end]) == digits)
                end++;
            if (digits)
                speech.Say(hint.Span, NumberWords.Digits(text.AsSpan(at, end - at)), "digits");
            else
                Nested(text[at..end], hint.Span, speech);
            at = end;
        }
        return true;
    }

    private static bool Characters(string text, SayAsSpan hint, Speech speech)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            var character = rune.ToString();
            if (char.IsAsciiLetter(character[0]))
                speech.Spell(hint.Span, character);
            else if (char.IsAsciiDigit(character[0]))
                speech.Say(hint.Span, NumberWords.Digits(character), "characters");
            else if (!System.Text.Rune.IsWhiteSpace(rune))
                Sign(character, hint.Span, speech);
        }
        return text.Length > 0;
    }

    /// <summary>A single sign by its name, another script's letter in Latin.</summary>
    private static void Sign(string character, TextSpan span, Speech speech)
    {
        var name = character[0] switch
        {
            '.' => "dot",
            '-' => "dash",
            ',' => "comma",
            ':' => "colon",
            ';' => "semicolon",
            '!' => "exclamation mark",
            '?' => "question mark",
            '\'' => "apostrophe",
            '"' => "quote",
            '(' => "open parenthesis",
            ')' => "close parenthesis",
            _ => Symbols.NameOf(character),
        };
        if (name is not null)
            speech.Say(span, name, "characters");
        else
            Nested(character, span, speech);
    }

    private static void Nested(string text, TextSpan span, Speech speech)
    {
        foreach (var token in new TextNormalizer().Normalize(text).Tokens)
            speech.Add(token with { Source = span, SpaceBefore = true });
    }

    /// <summary>Digits one by one, a comma after each group.</summary>
    private static bool Telephone(string text, SayAsSpan hint, Speech speech)
    {
        var groups = text.Split((char[])[' ', '-', '.', '(', ')', '/'], StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; i < groups.Length; i++)
        {
            var plus = groups[i][0] == '+';
            var group = plus ? groups[i][1..] : groups[i];
            var words = (plus ? "plus " : "") + (IsNumber(group) ? NumberWords.Digits(group) : "");
            if (words.Length > 0)
                speech.Say(hint.Span, words + (i + 1 < groups.Length ? "," : ""), "telephone");
            else
                Characters(group, hint, speech);
        }
        return groups.Length > 0;
    }

    /// <summary>Words as they are, signs by name, digits singly: a.b-c/d1.</summary>
    private static bool Electronic(string text, SayAsSpan hint, Speech speech)
    {
        var pieces = new Pieces(text);
        for (var i = 0; i < pieces.Count; i++)
            if (pieces.IsDigits(i))
                speech.Say(hint.Span, NumberWords.Digits(pieces.Span(i)), "electronic");
            else if (pieces.IsLetters(i))
                Nested(pieces.String(i), hint.Span, speech);
            else if (!pieces.IsSpace(i))
                Sign(pieces.String(i), hint.Span, speech);
        return text.Length > 0;
    }

    /// <summary>Letters by name, numbers as numbers: H2O, A320.</summary>
    private static bool Serial(string text, SayAsSpan hint, Speech speech)
    {
        var pieces = new Pieces(text);
        for (var i = 0; i < pieces.Count; i++)
            if (pieces.IsDigits(i))
                speech.Say(hint.Span, NumberWords.Serial(pieces.Span(i)), hint.Kind);
            else if (pieces.IsLetters(i))
                Characters(pieces.String(i), hint, speech);
        return text.Any(char.IsLetterOrDigit);
    }

    private static bool Version(string text, SayAsSpan hint, Speech speech)
    {
        var pieces = new Pieces(text);
        if (!text.Any(char.IsAsciiDigit))
            return false;
        for (var i = 0; i < pieces.Count; i++)
            if (pieces.IsDigits(i))
                speech.Say(hint.Span, Codes.Versions.Part(pieces.Span(i)), "version");
            else if (pieces.Is(i, '.'))
                speech.Say(hint.Span, "point", "version");
            else
                Nested(pieces.String(i), hint.Span, speech);
        return true;
    }

    private static bool Formula(string text, SayAsSpan hint, Speech speech)
    {
        var own = new Speech(new Pieces(text));
        new FormulaReader(text, 0, text.Length, own).ReadAll();
        foreach (var token in own.Tokens)
            speech.Add(token with { Source = hint.Span });
        return own.Tokens.Count > 0;
    }

    /// <summary>A word, although it is written in capitals.</summary>
    private static bool Word(string text, SayAsSpan hint, Speech speech)
    {
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            speech.Word(hint.Span, word.Any(char.IsAsciiLetterLower) ? word : word.ToLowerInvariant(), "word", word);
        return text.Length > 0;
    }

    private static string? Cardinal(string text)
    {
        var minus = text.StartsWith('-');
        var number = text.TrimStart('-', '+')
            .Replace(",", "", StringComparison.Ordinal)
            .Replace(" ", "", StringComparison.Ordinal);
        var point = number.IndexOf('.', StringComparison.Ordinal);
        var whole = point < 0 ? number : number[..point];
        if (!IsNumber(whole) || (point >= 0 && !IsNumber(number[(point + 1)..])))
            return null;
        return (minus ? "minus " : "")
            + NumberWords.Cardinal(whole)
            + (point < 0 ? "" : " point " + NumberWords.Digits(number.AsSpan(point + 1)));
    }

    private static string? Ordinal(string text) =>
        new string([.. text.Where(char.IsAsciiDigit)]) is { Length: > 0 } digits ? NumberWords.Ordinal(digits)
        : Romans.Value(text) is { } value ? NumberWords.Ordinal(value)
        : null;

    /// <summary>3-5, 16:9, 2–0: both numbers with "to".</summary>
    private static string? Range(string text)
    {
        var ends = text.Split((char[])['-', '–', ':', '—'], StringSplitOptions.TrimEntries);
        return ends.Length == 2 && Cardinal(ends[0]) is { } from && Cardinal(ends[1]) is { } to
            ? from + " to " + to
            : null;
    }

    /// <summary>Numbers in the order of the format's letters; without a format as dates are read.</summary>
    private static string? Date(string text, string format)
    {
        var parts =
            format is "ymd" && IsNumber(text) && text.Length == 8
                ? [text[..4], text[4..6], text[6..]]
                : text.Split((char[])['/', '-', '.', ' ', ','], StringSplitOptions.RemoveEmptyEntries);
        if (format.Length != parts.Length || format.Any(part => part is not ('d' or 'm' or 'y')))
            return Spoken(text, "date");
        string? Part(char letter) =>
            format.IndexOf(letter, StringComparison.Ordinal) is var i and >= 0 ? parts[i] : null;
        var month = Part('m') is { } m ? MonthOf(m) : "";
        var day =
            Part('d') is { } d
            && int.TryParse(new string([.. d.Where(char.IsAsciiDigit)]), out var number)
            && number is >= 1 and <= 31
                ? NumberWords.Ordinal(number)
            : Part('d') is null ? ""
            : null;
        var year =
            Part('y') is not { } y ? ""
            : !IsNumber(y) ? null
            : y.Length == 4 ? NumberWords.Year(y)
            : y[0] == '0' ? NumberWords.Digits(y)
            : NumberWords.Cardinal(y);
        if (month is null || day is null || year is null)
            return null;
        var dayFirst = format.StartsWith('d') && month.Length > 0 && day.Length > 0;
        return string.Join(
            ' ',
            new[] { dayFirst ? "the " + day + " of" : month, dayFirst ? month : day, year }.Where(word =>
                word.Length > 0
            )
        );
    }

    private static string? MonthOf(string text)
    {
        if (int.TryParse(text, out var number))
            return number is >= 1 and <= 12 ? Months.MonthName(number) : null;
        return Months.TryMonth(new Pieces(text), 0, out var month, out _) ? Months.MonthName(month) : null;
    }

    private static string? Time(string text)
    {
        var words = Spoken(text, "time");
        return words ?? (IsNumber(text) && text.Length <= 2 ? NumberWords.Cardinal(text) + " o'clock" : null);
    }

    /// <summary>The words of a text, where it is read as the class.</summary>
    private static string? Spoken(string text, string kind)
    {
        var spoken = new TextNormalizer().Normalize(text).Tokens;
        return spoken.Count > 0 && spoken.Any(token => token.Class == kind)
            ? string.Join(' ', spoken.Where(token => token.Kind == SpokenTokenKind.Word).Select(token => token.Text))
            : null;
    }

    private delegate string? PiecesReader(Pieces pieces, out int next);

    /// <summary>The words of a text of which a reader reads all.</summary>
    private static string? Whole(string text, PiecesReader read)
    {
        var pieces = new Pieces(text);
        return read(pieces, out var next) is { } words && next >= pieces.Count ? words : null;
    }

    private static bool IsNumber(string text) => text.Length > 0 && !text.AsSpan().ContainsAnyExceptInRange('0', '9');
}
